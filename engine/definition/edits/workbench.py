"""A definition under the hands of its author: objects are taken up, changed and put back into their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.catalog.catalog import Catalog
from engine.catalog.ids import id_from_label
from engine.definition.edits.places import Wrong, at, split
from engine.definition.normal import with_option_ids
from engine.definition.patching import put
from engine.definition.resolver import Resolution
from engine.definition.source import Item, Sources
from engine.definition.tree import plain
from engine.definition.trees import MISSING, same
from engine.definition.writer import Load, add_object, set_label, translated_at
from engine.texts import LANGUAGES

Resolve = Callable[[Mapping[str, str]], Resolution]


class Workbench:
    """One round of editing; `made` are the ids that were given, `language` is that of the author.

    `prefix` begins every new id (`x_` in an app that came from a template).
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        load: Load,
        catalog: Catalog,
        resolve: Resolve,
        *,
        language: str,
        prefix: str = "",
    ):
        self.resolve = resolve
        self._first = texts
        self.texts = dict(texts)
        self.load = load
        self._read: tuple[dict[str, str], Sources, dict[str, Item]] | None = None
        self.catalog = catalog
        self.language = language
        self.prefix = prefix
        self.made: list[str] = []

    def _now(self) -> tuple[Sources, dict[str, Item]]:
        if self._read is None or self._read[0] != self.texts:
            sources = self.load(self.texts)
            self._read = dict(self.texts), sources, {item.name: item for item in sources.items}
        return self._read[1], self._read[2]

    @property
    def sources(self) -> Sources:
        return self._now()[0]

    @property
    def app_id(self) -> str:
        return next((item.id for item in self.sources.items if item.kind == "app"), "")

    @property
    def written_in(self) -> str:
        language = self.tree(f"app/{self.app_id}").get("language")
        return str((language.get("written_in") if isinstance(language, dict) else None) or LANGUAGES[0])

    def items(self, kind: str) -> Mapping[str, Item]:
        """The objects of a kind by id."""
        return {item.id: item for item in self.sources.items if item.kind == kind}

    def item(self, name: str) -> Item:
        found = self._now()[1].get(name)
        if found is None:
            raise Wrong("at", "edit.no_such_object", found=name)
        return found

    def has(self, name: str) -> bool:
        return name in self._now()[1]

    def tree(self, name: str) -> dict[str, Any]:
        """An object's content as a copy that may be changed and put back."""
        tree: dict[str, Any] = plain(self.item(name).tree)
        return tree

    def put(self, name: str, tree: Any) -> None:
        """Gives an object another content; MISSING takes it away."""
        item = self.item(name)
        if tree is not MISSING and same(plain(item.tree), tree):
            return
        alone = sum(1 for other in self.sources.items if other.file == item.file) == 1
        put(self.texts, item, tree, self.load, alone=alone)

    def change(self, name: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Takes an object up, changes it, and puts it back."""
        tree = self.tree(name)
        change(tree)
        self.put(name, tree)

    def add(self, kind: str, tree: Mapping[str, Any]) -> None:
        """A new object in a file of its own."""
        self.texts = add_object(self.texts, kind, tree)

    def label(self, path: str, text: str) -> None:
        """Sets a text for people in the author's language."""
        written_in = self.written_in
        self.texts = set_label(self.texts, path, text, self.language, written_in, self.load)
        if self.language != written_in:
            self._speak(self.language)

    def _speak(self, language: str) -> None:
        """The app says that it has texts in a language."""
        name = f"app/{self.app_id}"
        tree = self.tree(name)
        spoken = tree.setdefault("language", {})
        if isinstance(spoken, dict) and language not in (spoken.get("also") or ()):
            spoken["also"] = [*(spoken.get("also") or ()), language]
            self.put(name, tree)

    def said(self, path: str, fallback: str) -> str:
        """The text at a path such as `form/customer/label` in the author's language, else as it was written."""
        name, steps = split(path, self.app_id)
        places = [(f"i18n/{self.language}", translated_at(path)), (name, steps)]
        for object, keys in places:
            found = at(self.tree(object), keys) if self.has(object) else MISSING
            if isinstance(found, str):
                return found
        return fallback

    def new_id(self, label: str, taken: Any) -> str:
        """An id for something new that is called `label`; noted as made."""
        made = id_from_label(label, taken, self.prefix)
        self.made.append(made)
        return made

    def form(self, id: str) -> dict[str, Any]:
        """The form's tree. Raises Wrong at `form`."""
        if not self.has(f"form/{id}"):
            raise Wrong("form", "edit.no_such_object", found=f"form/{id}")
        return self.tree(f"form/{id}")

    def finish(self) -> dict[str, str]:
        """The texts, with everything written out that must not drift."""
        touched = {name: text for name, text in self.texts.items() if self._first.get(name) != text}
        self.texts.update(with_option_ids(touched, self.load))
        return self.texts
