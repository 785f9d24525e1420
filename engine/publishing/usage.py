"""Where something of a definition is used: what would be wrong without it says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.definition.edits.places import Wrong, holder_of, split
from engine.definition.patching import put
from engine.definition.places import place_of
from engine.definition.problem import Problem
from engine.definition.resolver import Resolution
from engine.definition.source import Sources
from engine.definition.tree import plain
from engine.definition.trees import MISSING, place_in
from engine.definition.wording import Wording
from engine.definition.writer import Load
from engine.errors import NotFound
from engine.texts import say

Texts = Mapping[str, str]


class Usage:
    """Looks for uses; `resolve` gives the problems of texts."""

    def __init__(self, load: Load, resolve: Callable[[Texts], Resolution]):
        self.load, self.resolve = load, resolve

    def of(self, texts: Texts, path: str, language: str) -> list[dict[str, Any]]:
        """The places that use what stands at `path`, in words, each once. Raises NotFound."""
        sources = self.load(texts)
        app_id = next((item.id for item in sources.items if item.kind == "app"), "")
        without = self._without(sources, path, app_id)
        known = {_key(problem, sources) for problem in self.resolve(texts).problems}
        left, wording = self.load(without), Wording((sources,), language)
        found: dict[str, dict[str, Any]] = {}
        for problem in self.resolve(without).problems:
            at = place_of(problem, left)
            if not at or at == path or at.startswith(f"{path}/") or _key(problem, left) in known:
                continue
            if problem.code == "missing_texts":
                continue
            kind = at.split("/")[0]
            place = wording.place(at)
            if kind == "i18n":
                _, tag, *rest = at.split("/")
                place = f"{say(f'language.{tag}', {}, language)}: {wording.place('/'.join(rest)) if rest else ''}"
            values = {"thing": wording.word(kind), "place": place}
            said = say("used.place", values, language)
            found.setdefault(at, {"path": at, "kind": kind, "label": place, "sentence": said})
        return list(found.values())

    def _without(self, sources: Sources, path: str, app_id: str) -> dict[str, str]:
        texts = dict(sources.texts)
        try:
            name, steps = split(path, app_id)
            item = next((item for item in sources.items if item.name == name), None)
            if item is None:
                raise NotFound(what="place", id=path)
            tree: Any = plain(item.tree)
            if not steps:
                tree = MISSING
            else:
                holder = holder_of(tree, steps)
                key: Any = place_in(holder, steps[-1]) if isinstance(holder, list) else steps[-1]
                if key is None or (isinstance(holder, dict) and key not in holder):
                    raise NotFound(what="place", id=path)
                del holder[key]
        except Wrong:
            raise NotFound(what="place", id=path) from None
        alone = sum(1 for other in sources.items if other.file == item.file) == 1
        put(texts, item, tree, self.load, alone=alone)
        return texts


def _key(problem: Problem, sources: Sources) -> tuple[str, str, str]:
    return problem.code, place_of(problem, sources), str(problem.values.get("found", ""))
