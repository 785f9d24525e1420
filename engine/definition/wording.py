"""What the parts of a definition are called by those who read it: labels in their language, words for settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.definition.source import Item, Sources
from engine.definition.tree import plain
from engine.definition.trees import CONTAINERS, MISSING, joined, step
from engine.texts import catalog, say

BETWEEN = " › "
# Maps and lists that only hold what is named in them: a place is told without them.
_HOLDERS = frozenset("fields options items columns layout menu settings logic widgets related forms filters".split())


def spoken(tree: Any, texts: Any) -> Any:
    """A tree with the texts of a translation in the place of its own; the tree itself stays."""
    if isinstance(texts, str):
        return {**tree, "label": texts} if isinstance(tree, dict) else texts if isinstance(tree, str) else tree
    if not isinstance(texts, Mapping):
        return tree
    if isinstance(tree, dict):
        made = {key: spoken(value, texts[key]) if key in texts else value for key, value in tree.items()}
        missing = {key: text for key, text in texts.items() if key not in tree and isinstance(text, str)}
        return {**made, **missing}
    if isinstance(tree, list):
        return [
            spoken(item, texts[item["id"]]) if isinstance(item, dict) and item.get("id") in texts else item
            for item in tree
        ]
    return tree


class Wording:
    """Names for one reader; what is not in the first of several definitions is looked for in the next."""

    def __init__(self, definitions: Sequence[Sources], language: str):
        self.language = language
        self._items: list[dict[str, Item]] = [
            {_name(item): item for item in reversed(sources.items)} for sources in definitions
        ]
        self._trees: dict[str, Any] = {}

    def tree(self, name: str) -> Any:
        """An object's content with the reader's labels: `form/customer`, `app`; MISSING when there is none."""
        if name not in self._trees:
            self._trees[name] = MISSING
            for items in self._items:
                if name in items:
                    self._trees[name] = spoken(plain(items[name].tree), self._texts(items, name))
                    break
        return self._trees[name]

    def _texts(self, items: Mapping[str, Item], name: str) -> Any:
        found = items.get(f"i18n/{self.language}")
        if found is None:
            return {}
        kind, _, id = name.partition("/")
        texts = found.tree.get(kind) or {}
        if kind == "app":
            return {**texts, **{key: found.tree[key] for key in ("menu", "settings") if key in found.tree}}
        return texts.get(id, {}) if isinstance(texts, dict) else {}

    def name(self, path: str) -> str:
        """What the last part of a path is called: `form/customer/fields/phone` -> `Telephone`."""
        return self._called(*self._way(path))

    def _way(self, path: str) -> tuple[str, tuple[str, ...]]:
        name, steps = _split(path)
        return name, joined(self.tree(name), steps)

    def place(self, path: str) -> str:
        """The whole way: `form/customer/fields/phone/required` -> `Customer › Telephone › Required`."""
        name, steps = self._way(path)
        told = [self._called(name, ())]
        for depth in range(1, len(steps) + 1):
            if steps[depth - 1].isdecimal():
                continue  # which of several says less than what they are
            if depth == len(steps) or steps[depth - 1] not in _HOLDERS or steps[depth:][0].isdecimal():
                told.append(self._called(name, steps[:depth]))
        return BETWEEN.join(told)

    def _called(self, name: str, steps: tuple[str, ...]) -> str:
        tree = self.tree(name)
        holder: Any = MISSING
        found = tree
        for key in steps:
            holder, found = found, step(found, key)
        if isinstance(found, dict) and isinstance(found.get("label"), str):
            return str(found["label"])
        if not steps:
            return self.word(name.split("/")[0]) if name == "app" else name.rsplit("/", 1)[-1]
        field = self._listed_field(name, steps)
        if field is not None:
            return field
        if len(steps) > 1 and steps[-2] in CONTAINERS:
            return self._option(tree, steps) or steps[-1]
        return self.setting(steps[-1], holder if isinstance(holder, dict) else {})

    @staticmethod
    def _option(tree: Any, steps: tuple[str, ...]) -> str | None:
        """The label of an option that is only named at a place: in the transitions of its field."""
        for depth in range(len(steps) - 1, 0, -1):
            field = tree
            for key in steps[:depth]:
                field = step(field, key)
            found = step(step(field, "options"), steps[-1])
            if isinstance(found, dict) and isinstance(found.get("label"), str):
                return str(found["label"])
        return None

    def _listed_field(self, name: str, steps: tuple[str, ...]) -> str | None:
        """The label of a field that is only named at a place: in a layout, in the columns of a view, in a role."""
        form = name
        if name.startswith("view/"):
            tree = self.tree(name)
            form = f"form/{tree.get('form')}" if isinstance(tree, dict) else ""
        elif name.startswith("role/") and len(steps) > 1:
            form = f"form/{steps[1]}"
        id = steps[-1].lstrip("-+")
        if "/" in id:
            listed = step(self.tree(id), "label")
            return None if listed is MISSING else str(listed)
        found = step(step(self.tree(form), "fields"), id) if self.tree(form) is not MISSING else MISSING
        if found is MISSING and steps[0] in ("forms", "items", "menu") and "/" not in id:
            found = self.tree(f"form/{id}")
        return str(found["label"]) if isinstance(found, dict) and isinstance(found.get("label"), str) else None

    def setting(self, key: str, holder: Mapping[str, Any]) -> str:
        """The word for a setting; of the same name it means another thing in another type."""
        for code in (f"setting.{holder.get('type')}.{key}", f"setting.{key}"):
            if code in catalog():
                return say(code, {}, self.language)
        return key

    def word(self, kind: str) -> str:
        """The word for a kind of object."""
        return say(f"word.{kind}", {}, self.language) if f"word.{kind}" in catalog() else kind


def _name(item: Item) -> str:
    return "app" if item.kind == "app" else item.name


def _split(path: str) -> tuple[str, tuple[str, ...]]:
    kind, *rest = path.split("/")
    if kind == "app":
        return "app", tuple(rest)
    return f"{kind}/{rest[0]}" if rest else kind, tuple(rest[1:])
