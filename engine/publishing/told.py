"""Changes between two definitions in sentences: each thing that came, went or became another is told once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.definition.diff import Change
from engine.definition.source import Sources
from engine.definition.trees import MISSING, ids_of, step
from engine.definition.wording import Wording
from engine.texts import catalog, say

Severity = Literal["safe", "conversion", "destroys"]
SEVERITIES: Sequence[Severity] = ("safe", "conversion", "destroys")
Kind = Literal["added", "removed", "changed"]
GROUPS: Mapping[str, str] = {
    "form": "fields",
    "options": "fields",
    "view": "views",
    "rule": "rules",
    "role": "roles",
    "dashboard": "dashboards",
    "i18n": "translations",
}
_KINDS: Mapping[str, Kind] = {"add": "added", "remove": "removed", "change": "changed"}
TEXTS = ("label", "label_plural", "help", "placeholder", "title", "error", "text", "note")


@dataclass(frozen=True)
class Told:
    """One change as people are told it; `rows` records are touched, `lost` of their values do not convert."""

    path: str
    group: str
    kind: Kind
    sentence: str
    severity: Severity = "safe"
    before: Any = None
    after: Any = None
    rows: int = 0
    lost: int = 0
    samples: Sequence[Mapping[str, Any]] = ()
    used_in: Sequence[Mapping[str, Any]] = ()


class Telling:
    """The changes from `old` to `new` for one reader."""

    def __init__(self, changes: Sequence[Change], old: Sources, new: Sources, language: str):
        self.changes = [_shown_path(change) for change in changes]
        self.language = language
        self.new, self.old = Wording((new, old), language), Wording((old, new), language)
        self.wholes = {one.path: one.what for one in self.changes if _is_whole(one)}
        self.moved_in = {one.path.partition("/options/")[0] for one in self.changes if any(_became(one))}
        self.moves: dict[str, str] = {}  # options that became others, there or back
        for change in self.changes:
            for was, option in _became(change):
                self.moves[was] = option

    def each(self) -> list[Told]:
        """Every change by itself, in the same order."""
        return [self._told(change) for change in self.changes]

    def tell(self) -> list[Told]:
        """What there is to tell: what only comes along with another change is part of that."""
        return [self._told(change) for change in self.changes if not self._follows(change)]

    def _follows(self, change: Change) -> bool:
        """Whether a change only comes with another one: a new field in a layout, the texts of a deleted form."""
        if change.path in self.wholes:
            return self._is_view_of(change)
        if self.moves and self._goes_along(change):
            return True  # it is told with the option that became another
        path = change.path
        if path.startswith("i18n/"):
            said = "/".join(path.split("/")[2:])
            return any(said == whole or said.startswith(f"{whole}/") for whole in self.wholes)
        if change.what == "remove" and self._other_list(change) is not None:
            return True  # it is told where the thing stands now
        if any(path.startswith((f"{field}/transitions", f"{field}/default")) for field in self.moved_in):
            return True
        came, gone = _came(change.old, change.new), _came(change.new, change.old)
        if bool(came) != bool(gone) and not (change.old and change.new):
            # The first of a list, or its last: the list is another as a whole.
            what = "add" if came else "remove"
            return all(self._is_listed(f"{path}/{id}", what) for id in came or gone)
        return self._is_listed(path, change.what)

    def _goes_along(self, change: Change) -> bool:
        if "/options/" in change.path and change.what != "change":
            option = change.path.rpartition("/options/")[2].partition("/")[0]
            text = change.path.startswith("i18n/") and option in self.moves.values()
            return text or (option in self.moves and not any(_became(change)))
        if not isinstance(change.old, str) or not isinstance(change.new, str):
            return False
        there, back = self.moves, {to: was for was, to in self.moves.items()}
        return any(_renamed(change.old, moves) == change.new for moves in (there, back))

    def _is_listed(self, path: str, what: str) -> bool:
        return any(self._lists(path, whole) for whole, done in self.wholes.items() if done == what)

    def _lists(self, path: str, whole: str) -> bool:
        """Whether a change puts a new thing into a list of things, or takes a deleted one out."""
        kind, *rest = whole.split("/")
        if len(rest) == 1:
            return path.endswith((f"/{rest[0]}", f"/{kind}/{rest[0]}"))
        if not path.endswith(f"/{rest[-1]}"):
            return False
        head, id, *_ = (*path.split("/"), "")
        form = self.new.tree(f"view/{id}")
        of_view = head == "view" and isinstance(form, dict) and form.get("form") == rest[0]
        return of_view or (head == "form" and id == rest[0]) or f"/forms/{rest[0]}/" in path

    def _is_view_of(self, change: Change) -> bool:
        """A view that comes or goes with its form is part of that."""
        if not change.path.startswith("view/"):
            return False
        tree = self.new.tree(change.path)
        form = f"form/{tree.get('form')}" if isinstance(tree, dict) else ""
        return self.wholes.get(form) == change.what

    def _told(self, change: Change) -> Told:
        code, values = self._sentence(change)
        sentence = say(f"told.{code}", values, self.language)
        group = GROUPS.get(change.path.split("/")[0], "settings")
        return Told(change.path, group, _KINDS[change.what], sentence, before=change.old, after=change.new)

    def _sentence(self, change: Change) -> tuple[str, dict[str, Any]]:
        kind, wording = _KINDS[change.what], self.old if change.what == "remove" else self.new
        head, _, last = change.path.rpartition("/")
        values = {
            "place": wording.place(change.path), "in": wording.place(head), "name": wording.name(change.path),
            "thing": wording.word(change.thing), "old": self._value(change.old), "new": self._value(change.new),
        }  # fmt: skip
        if change.path.startswith("file/"):
            return f"file_{kind}", {**values, "name": change.path.partition("/")[2]}
        if change.path.startswith("i18n/"):
            _, language, *rest = change.path.split("/")
            place = wording.place("/".join(rest))
            return f"translation_{kind}", {**values, "place": place, "language": self._language(language)}
        if _is_whole(change):
            if change.thing == "field":
                held = change.new or change.old
                type = held.get("type") if isinstance(held, Mapping) else None
                form = wording.place("/".join(change.path.split("/")[:-2]))
                return f"field_{kind}", {**values, "in": form, "type": self.type(type)}
            return f"whole_{kind}", values
        if last == "type" and "/fields/" in change.path:
            return "retyped", {**values, "old": self.type(change.old), "new": self.type(change.new)}
        if last == "was":
            options = head.rpartition("/")[0]
            came, gone = _came(change.old, change.new), _came(change.new, change.old)
            place = wording.place(options.rpartition("/")[0])
            if not came:
                apart = ", ".join(self.new.name(f"{options}/{one}") for one in gone)
                return "options_apart", {"name": apart, "in": place}
            became = ", ".join(self.old.name(f"{options}/{one}") for one in came)
            return "options_became", {"old": became, "name": wording.name(head), "in": place}
        if head.endswith("/options") and any(_became(change)):
            was = ", ".join(was for was, _ in _became(change))
            return "option_renamed", {**values, "in": wording.place(head.rpartition("/")[0]), "old": was, "new": last}
        if head.endswith("/options"):
            return f"option_{kind}", {**values, "in": wording.place(head.rpartition("/")[0])}
        if _is_order(change):
            moved = _only_moved(change)
            if moved is None:
                return "order", values
            return "moved", {
                **values,
                "name": wording.name(f"{change.path}/{moved}"),
                **self._after(change.path, moved),
            }
        if change.what == "add" and self._other_list(change) is not None:
            return "moved", {**values, "place": values["in"], **self._after(head, last)}
        if change.what != "change" and isinstance(self._at(wording, head), list):
            return f"listed_{kind}", values
        if last in TEXTS:
            return f"text_{kind}", {**values, "in": wording.place(head)}
        return kind, values

    def _after(self, path: str, moved: str) -> dict[str, str]:
        """What stands before a thing now."""
        names = ids_of(self._at(self.new, path)) or []
        place = names.index(moved) if moved in names else 0
        before = self.new.name(f"{path}/{names[place - 1]}") if place else ""
        return {"after": say("told.after" if before else "told.first", {"name": before}, self.language)}

    def _other_list(self, change: Change) -> Change | None:
        """The other half of a move: the same thing out of (or into) another list of the same kind."""
        head, _, last = change.path.rpartition("/")
        kind = re.sub(r"/layout/[^/]+/items$|/menu/[^/]+/items$", "/*", head)
        if not kind.endswith("/*"):
            return None
        for one in self.changes:
            if {one.what, change.what} == {"add", "remove"} and one.path.endswith(f"/{last}"):
                other = one.path.removesuffix(f"/{last}")
                if re.sub(r"/layout/[^/]+/items$|/menu/[^/]+/items$", "/*", other) == kind:
                    return one
        return None

    @staticmethod
    def _at(wording: Wording, path: str) -> Any:
        kind, *rest = path.split("/")
        found = wording.tree("app" if kind == "app" else f"{kind}/{rest.pop(0)}" if rest else kind)
        for key in rest:
            found = step(found, key)
        return None if found is MISSING else found

    def type(self, name: Any) -> str:
        """What people call a type of field."""
        code = f"field_type.{name}"
        return say(code, {}, self.language) if code in catalog() else str(name)

    def _language(self, tag: str) -> str:
        return say(f"language.{tag}", {}, self.language) if f"language.{tag}" in catalog() else tag

    def _value(self, value: Any) -> str:
        if value is None:
            return say("told.nothing", {}, self.language)
        if isinstance(value, bool):
            return say("told.yes" if value else "told.no", {}, self.language)
        if isinstance(value, Mapping):
            return str(
                value.get("label") or value.get("id") or say("told.several", {"count": len(value)}, self.language)
            )
        if isinstance(value, (list, tuple)):
            return ", ".join(self._value(item) for item in value) or say("told.nothing", {}, self.language)
        text = str(value)
        return text if len(text) <= 120 else text[:119] + "…"


def _is_whole(change: Change) -> bool:
    """Whether a whole object or field came or went; of the app only its parts do."""
    return change.whole and not change.path.startswith("app/")


def _is_order(change: Change) -> bool:
    """Whether items of a list stand in another order: what came and went is told by itself."""
    old, new = ids_of(change.old), ids_of(change.new)
    return change.what == "change" and bool(set(old or ()) & set(new or ()))


def _became(change: Change) -> Iterator[tuple[str, str]]:
    """(what an option was, what it is) by a change of options."""
    parts = change.path.split("/")
    if parts[-1] == "was" and len(parts) > 2:
        for was in {*(change.old or ()), *(change.new or ())}:
            yield str(was), parts[-2]
    elif "options" in parts[-2:-1]:
        for side in (change.old, change.new):
            for was in (side.get("was") or ()) if isinstance(side, Mapping) else ():
                yield str(was), parts[-1]


def _renamed(text: str, moves: Mapping[str, str]) -> str:
    return re.sub(r"[a-z][a-z0-9_]*", lambda word: moves.get(word[0], word[0]), text)


def _came(old: Any, new: Any) -> list[str]:
    """The words of a list that were not in it before."""
    before = old if isinstance(old, list) else []
    return [one for one in (new if isinstance(new, list) else []) if isinstance(one, str) and one not in before]


def _only_moved(change: Change) -> str | None:
    """The one thing whose move explains the new order."""
    old, new = ids_of(change.old) or [], ids_of(change.new) or []
    both = set(old) & set(new)
    before, after = [id for id in old if id in both], [id for id in new if id in both]
    for id in before:
        if [one for one in before if one != id] == [one for one in after if one != id]:
            return id
    return None


def _shown_path(change: Change) -> Change:
    """The app's own object needs no id in a path."""
    kind, _, rest = change.path.partition("/")
    if kind != "app":
        return change
    return replace(change, path="/".join(filter(None, ("app", rest.partition("/")[2]))))
