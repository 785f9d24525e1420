"""What an author did between two versions of an app: changes by id, each with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.definition.app import App
from engine.definition.source import is_definition, load_texts
from engine.definition.tree import plain
from engine.definition.trees import MISSING, differences
from engine.definition.writer import Load
from engine.texts import catalog, say

What = Literal["add", "remove", "change"]


@dataclass(frozen=True)
class Change:
    """One change at a `path` like `form/customer/fields/phone/max`; `old` and `new` are plain values or None."""

    path: str
    what: What
    old: Any = None
    new: Any = None
    name: str = ""  # how people call it: its label, else its id

    @property
    def thing(self) -> str:
        """What kind of thing it is about: form, field, view, …, or `file`."""
        parts = self.path.split("/")
        if len(parts) >= 4 and parts[0] == "form" and parts[2] == "fields":
            return "field"
        return parts[0]

    @property
    def whole(self) -> bool:
        """Whether a whole object or field came or went, not a property of one."""
        depth = {"field": 4, "file": len(self.path.split("/"))}.get(self.thing, 2)
        return len(self.path.split("/")) <= depth and self.what != "change"

    @property
    def sign(self) -> str:
        return {"add": "+", "remove": "-", "change": "~"}[self.what]

    def describe(self, language: str = "en") -> str:
        """`+ field 合同金额 (form/contract/fields/amount)`."""
        word = f"word.{self.thing}"
        values = {
            "sign": self.sign,
            "thing": say(word, {}, language) if word in catalog() else self.thing,
            "name": self.name or self.path.rsplit("/", 1)[-1],
            "path": self.path,
            "old": _short(self.old),
            "new": _short(self.new),
        }
        return say("change.whole" if self.whole else f"change.{self.what}", values, language)


def diff(old: App | None, new: App | None) -> tuple[Change, ...]:
    """All changes from one version to another; from or to nothing: every object is one."""
    return diff_texts(old.texts if old else {}, new.texts if new else {})


def diff_texts(old: Mapping[str, str], new: Mapping[str, str], load: Load = load_texts) -> tuple[Change, ...]:
    """The same over stored texts. Only files that differ are read, so one change in a large app is found at once."""
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    before, after = _objects(old, names, load), _objects(new, names, load)
    changes: list[Change] = []
    for object in dict.fromkeys((*before, *after)):
        left, right = before.get(object, MISSING), after.get(object, MISSING)
        for path, was, now in differences(left, right):
            changes.append(_change("/".join((object, *path)), was, now, left, right, path))
    for name in names:
        if not is_definition(name):
            was, now = old.get(name, MISSING), new.get(name, MISSING)
            what: What = "add" if was is MISSING else "remove" if now is MISSING else "change"
            changes.append(Change(f"file/{name}", what, name=name))
    return tuple(changes)


def _objects(texts: Mapping[str, str], names: list[str], load: Load) -> dict[str, Any]:
    read = load({name: texts[name] for name in names if name in texts and is_definition(name)})
    return {item.name: plain(item.tree) for item in read.items}


def _change(path: str, was: Any, now: Any, left: Any, right: Any, inner: tuple[str, ...]) -> Change:
    what: What = "add" if was is MISSING else "remove" if now is MISSING else "change"
    name = ""
    for side in (left, right) if what == "remove" else (right, left):
        holder, names = side, [side]
        for key in inner:
            holder = holder.get(key) if isinstance(holder, dict) else None
            names.append(holder)
        labels = [one["label"] for one in names if isinstance(one, dict) and isinstance(one.get("label"), str)]
        if labels:
            name = labels[-1]
            break
    return Change(path, what, None if was is MISSING else was, None if now is MISSING else now, name)


def _short(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
