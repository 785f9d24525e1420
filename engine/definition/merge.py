"""Three-way merge by id: takes both sides where they do not meet, and asks where they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.definition.patching import put
from engine.definition.source import Item, Sources, is_definition
from engine.definition.tree import plain
from engine.definition.trees import CONTAINERS, MISSING, by_id, differences, keyed, mixable, plain_copy, same
from engine.definition.writer import add_object

Choice = Literal["theirs", "ours"]


@dataclass(frozen=True)
class Difference:
    """One place where sides differ; None stands for what is not there."""

    path: str
    base: Any
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class Merge:
    """The merged texts; what was taken of theirs and kept of ours, and what must be chosen (ours stands meanwhile).

    `held` are the conflicts where only theirs changed something: it removed what ours uses.
    """

    texts: Mapping[str, str]
    taken: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]
    held: frozenset[str] = frozenset()


@dataclass
class _Merging:
    choices: Mapping[str, Choice]
    held: frozenset[str] = frozenset()  # removals of theirs that are a choice although ours did not touch the place
    taken: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)
    conflicts: list[Difference] = field(default_factory=list)

    def value(self, base: Any, theirs: Any, ours: Any, path: tuple[str, ...]) -> Any:
        """The merged value of one place."""
        if same(theirs, ours):
            return ours
        if "/".join(path) in self.held:
            return self.conflict(base, theirs, ours, path)
        if same(ours, base) and not self._holds_below(path):
            self.taken.extend(_difference(at, was, now, was) for at, was, now in differences(base, theirs, path))
            return theirs
        if same(theirs, base):
            self.kept.extend(_difference(at, was, was, now) for at, was, now in differences(base, ours, path))
            return ours
        if isinstance(theirs, dict) and isinstance(ours, dict) and self._may_mix(base, path):
            return self.merged_map(base if isinstance(base, dict) else {}, theirs, ours, path)
        lists = isinstance(theirs, list) and isinstance(ours, list) and (base is MISSING or isinstance(base, list))
        if lists and keyed(base, theirs, ours) and mixable(base, theirs, ours):
            return self.merged_list(base if isinstance(base, list) else [], theirs, ours, path)
        return self.conflict(base, theirs, ours, path)

    def _holds_below(self, path: tuple[str, ...]) -> bool:
        name = "/".join(path) + "/"
        return any(one.startswith(name) for one in self.held)

    def conflict(self, base: Any, theirs: Any, ours: Any, path: tuple[str, ...]) -> Any:
        name = "/".join(path)
        choice = self.choices.get(name)
        if choice is None:
            self.conflicts.append(_difference(path, base, theirs, ours))
            return ours
        (self.taken if choice == "theirs" else self.kept).append(_difference(path, base, theirs, ours))
        return theirs if choice == "theirs" else ours

    def _may_mix(self, base: Any, path: tuple[str, ...]) -> bool:
        """Two definitions of a new thing are not mixed; two sets of new things are."""
        return isinstance(base, dict) or path[-1] in CONTAINERS or path[0] == "i18n"

    def merged_map(
        self, base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any], path: tuple[str, ...]
    ) -> Any:
        merged: dict[str, Any] = {}
        for key in _woven(list(ours), list(theirs)):
            one = self.value(base.get(key, MISSING), theirs.get(key, MISSING), ours.get(key, MISSING), (*path, key))
            if one is not MISSING:
                merged[key] = one
        return merged

    def merged_list(self, base: list[Any], theirs: list[Any], ours: list[Any], path: tuple[str, ...]) -> Any:
        b, t, o = by_id(base), by_id(theirs), by_id(ours)
        merged: dict[str, Any] = {}
        for id in dict.fromkeys((*o, *t)):
            one = self.value(b.get(id, MISSING), t.get(id, MISSING), o.get(id, MISSING), (*path, id))
            if one is not MISSING:
                merged[id] = one
        return [merged[id] for id in self.order(list(b), list(t), list(o), merged, path)]

    def order(
        self, base: list[str], theirs: list[str], ours: list[str], merged: Mapping[str, Any], path: tuple[str, ...]
    ) -> list[str]:
        """Whoever moved things decides; when both did, it is a choice. Additions follow their neighbour."""
        common = [id for id in base if id in theirs and id in ours]
        in_theirs = [id for id in theirs if id in common]
        in_ours = [id for id in ours if id in common]
        if in_theirs in (in_ours, common):
            leading, other = ours, theirs
        elif in_ours == common:
            leading, other = theirs, ours
        else:
            taken = self.conflict(base, theirs, ours, path)
            leading, other = (theirs, ours) if taken is theirs else (ours, theirs)
        return [id for id in _woven(leading, other) if id in merged]


def _woven(leading: list[str], other: list[str]) -> list[str]:
    """All names in the order of `leading`; what only `other` has comes behind its neighbour there."""
    woven = list(leading)
    for place, name in enumerate(other):
        if name not in woven:
            before = next((one for one in reversed(other[:place]) if one in woven), None)
            woven.insert(
                woven.index(before) + 1 if before is not None else (0 if not place and leading else len(woven)), name
            )
    return woven


def _difference(path: tuple[str, ...], base: Any, theirs: Any, ours: Any) -> Difference:
    return Difference("/".join(path), *(None if one is MISSING else plain_copy(one) for one in (base, theirs, ours)))


def merge(
    base: Sources,
    theirs: Sources,
    ours: Sources,
    choices: Mapping[str, Choice] | None = None,
    held: frozenset[str] = frozenset(),
) -> Merge:
    """Ours with everything that theirs changed since base.

    `choices` settles conflicts by path; `held` are paths that are a choice even where only theirs changed them.
    Files stay byte for byte what one of the sides wrote wherever nothing of the other had to be worked in.
    Merging the result with theirs again changes nothing.
    """
    merging = _Merging(choices or {}, held)
    b, t, o = (_by_name(sources) for sources in (base, theirs, ours))
    texts = dict(ours.texts)
    for name in _woven(list(o), list(t)):
        if t.get(name) is o.get(name):
            continue  # the very same text
        trees = [plain(side[name].tree) if name in side else MISSING for side in (b, t, o)]
        merged = merging.value(trees[0], trees[1], trees[2], tuple(name.split("/")))
        if same(merged, trees[2]):
            continue
        _write(texts, name, merged, t.get(name), o.get(name), theirs, ours)
    for file in sorted({*base.texts, *theirs.texts, *ours.texts}):
        if not is_definition(file):
            sides = [side.texts.get(file, MISSING) for side in (base, theirs, ours)]
            text = merging.value(sides[0], sides[1], sides[2], ("file", file))
            if text is MISSING:
                texts.pop(file, None)
            else:
                texts[file] = text
    return Merge(texts, tuple(merging.taken), tuple(merging.kept), tuple(merging.conflicts), held)


def merge_for(
    base: Sources,
    theirs: Sources,
    ours: Sources,
    errors: Callable[[Mapping[str, str]], int],
    choices: Mapping[str, Choice] | None = None,
) -> Merge:
    """The same, and what theirs removed although ours still uses it becomes a choice.

    `errors` counts what is wrong with texts (a resolver's errors): a removal that causes some is held back.
    """
    result = merge(base, theirs, ours, choices)
    removals = [one.path for one in result.taken if one.theirs is None]
    left = errors(result.texts) if removals else 0
    held: frozenset[str] = frozenset()
    for path in removals:
        if not left:
            break
        trial = merge(base, theirs, ours, {**(choices or {}), path: "ours"}, held | {path})
        fewer = errors(trial.texts)
        if fewer < left and path not in (choices or {}):
            held, left = held | {path}, fewer
    return merge(base, theirs, ours, choices, held) if held else result


def settled(path: str, base: Any, theirs: Any, ours: Any) -> Any:
    """The value of a place where sides met, when theirs is chosen; MISSING stands for what is not there."""
    return _Merging({path: "theirs"}).value(base, theirs, ours, tuple(path.split("/")))


def _by_name(sources: Sources) -> dict[str, Item]:
    return {item.name: item for item in sources.items}


def _write(
    texts: dict[str, str], name: str, merged: Any, theirs: Item | None, ours: Item | None, t: Sources, o: Sources
) -> None:
    """Puts one merged object into the texts."""
    if ours is None:
        assert theirs is not None
        if theirs.file not in texts and _alone(t, theirs) and same(merged, plain(theirs.tree)):
            texts[theirs.file] = t.texts[theirs.file]
        else:
            texts.update(add_object(texts, name.split("/", 1)[0], merged))
        return
    alone = _alone(o, ours)
    if theirs is not None and alone and _alone(t, theirs) and same(merged, plain(theirs.tree)):
        texts[ours.file] = t.texts[theirs.file]
    else:
        put(texts, ours, merged, alone=alone)


def _alone(sources: Sources, item: Item) -> bool:
    return sum(1 for other in sources.items if other.file == item.file) == 1
