"""Three-way merge by id: takes both sides where they do not meet, and asks where they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.definition import printing
from engine.definition.source import Item, Sources, is_definition, read_text
from engine.definition.tree import plain
from engine.definition.trees import CONTAINERS, MISSING, by_id, differences, keyed, plain_copy, same
from engine.definition.writer import REMOVE, Edit, add_object, edit_text

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
    """The merged texts; what was taken of theirs and kept of ours, and what must be chosen (ours stands meanwhile)."""

    texts: Mapping[str, str]
    taken: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]


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
        if lists and keyed(base, theirs, ours) and _is_order(base, theirs, ours):
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


def _is_order(*lists: Any) -> bool:
    """Whether lists of words or objects can be mixed: not words here and objects there."""
    kinds = {type(item) for items in lists if isinstance(items, list) for item in items}
    return len({issubclass(kind, dict) for kind in kinds}) <= 1


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
    return Merge(texts, tuple(merging.taken), tuple(merging.kept), tuple(merging.conflicts))


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


def _by_name(sources: Sources) -> dict[str, Item]:
    return {item.name: item for item in sources.items}


def _write(
    texts: dict[str, str], name: str, merged: Any, theirs: Item | None, ours: Item | None, t: Sources, o: Sources
) -> None:
    """Puts one merged object into the texts."""
    kind, id = name.split("/", 1)
    if ours is None:
        assert theirs is not None
        if theirs.file not in texts and _alone(t, theirs) and same(merged, plain(theirs.tree)):
            texts[theirs.file] = t.texts[theirs.file]
        else:
            texts.update(add_object(texts, kind, merged))
        return
    others = [item for item in o.items if item.file == ours.file and item.name != name]
    if merged is MISSING:
        if not others:
            texts.pop(ours.file, None)
        else:
            _print_again(texts, ours.file, {name: None})
        return
    if theirs is not None and not others and _alone(t, theirs) and same(merged, plain(theirs.tree)):
        texts[ours.file] = t.texts[theirs.file]
        return
    index = _index_of(texts[ours.file], ours.file, name)
    text = texts[ours.file]
    for one in edits_between(plain(ours.tree), merged, kind, id):
        text = edit_text(text, ours.file, index, one)
    written = next((plain(item.tree) for item in read_text(ours.file, text)[0] if item.name == name), MISSING)
    if same(written, merged):
        texts[ours.file] = text
    else:
        _print_again(texts, ours.file, {name: merged})


def _alone(sources: Sources, item: Item) -> bool:
    return sum(1 for other in sources.items if other.file == item.file) == 1


def _index_of(text: str, file: str, name: str) -> int:
    return next((item.index for item in read_text(file, text)[0] if item.name == name), 0)


def _print_again(texts: dict[str, str], file: str, changed: Mapping[str, Any]) -> None:
    """A file printed anew from its objects: the last resort, where the text cannot be patched."""
    trees = [(item.name, item.kind, plain(item.tree)) for item in read_text(file, texts[file])[0]]
    kept = [
        (kind, changed.get(name, tree)) for name, kind, tree in trees if not (name in changed and changed[name] is None)
    ]
    texts[file] = "---\n".join(printing.print_object(kind, tree) for kind, tree in kept)


def edits_between(old: Any, new: Any, kind: str, id: str, path: tuple[str | int, ...] = ()) -> list[Edit]:
    """The edits that turn one tree into another."""
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and (new or not path):
        edits = [Edit(kind, id, (*path, key), REMOVE) for key in old if key not in new]
        before = None
        for key, value in new.items():
            if key in old:
                edits.extend(edits_between(old[key], value, kind, id, (*path, key)))
            else:
                edits.append(Edit(kind, id, (*path, key), value, before))
            before = key
        return edits
    if isinstance(old, list) and isinstance(new, list) and old and new and keyed(old, new) and _is_order(old, new):
        before_items, after_items = by_id(old), by_id(new)
        stay = [one for one in before_items if one in after_items]
        added_first = next(iter(after_items)) not in before_items
        if stay and not added_first and stay == [one for one in after_items if one in before_items]:
            edits = [Edit(kind, id, (*path, one), REMOVE) for one in before_items if one not in after_items]
            before = None
            for name, value in after_items.items():
                if name not in before_items:
                    edits.append(Edit(kind, id, path, value, before, into_list=True))
                elif isinstance(value, dict):
                    edits.extend(edits_between(before_items[name], value, kind, id, (*path, name)))
                before = name
            return edits
    return [Edit(kind, id, path, new)]
