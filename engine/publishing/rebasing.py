"""Carries every state of a draft over to a version that somebody else published meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.definition.edits.places import Wrong, holder_of
from engine.definition.merge import merge, merge_for, settled
from engine.definition.patching import put
from engine.definition.source import Sources
from engine.definition.tree import plain
from engine.definition.trees import MISSING, joined, place_in, step
from engine.definition.writer import Load, add_object

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Rebased:
    """The states as they are on the new base, and the places where both sides had changed something: path, base."""

    states: tuple[Texts, ...]
    met: Mapping[str, Any]


def rebased(
    base: Texts, theirs: Texts, states: Sequence[Texts], position: int, load: Load, errors: Callable[[Texts], int]
) -> Rebased:
    """Merges each of the draft's states (after step 1, 2, …) with what is live; where both meet the draft's stands.

    What theirs removed although the draft at `position`, or at its last step, still uses it is such a place too.
    """
    b, t = load(base), load(theirs)
    held: frozenset[str] = frozenset()
    for number in {position, len(states)} - {0}:
        held |= merge_for(b, t, load(states[number - 1]), errors).held
    met: dict[str, Any] = {}
    made: list[Texts] = []
    for number, state in enumerate(states):
        if number and state == states[number - 1]:
            made.append(made[-1])
            continue
        result = merge(b, t, load(state), held=held)
        for one in result.conflicts:
            met.setdefault(one.path, one.base)
        made.append(result.texts)
    return Rebased(tuple(made), met)


def value_at(sources: Sources, path: str) -> Any:
    """What stands at the path of a merge's difference, MISSING when there is nothing."""
    kind, id, *steps = path.split("/")
    if kind == "file":
        return sources.texts.get("/".join((id, *steps)), MISSING)
    item = next((item for item in sources.items if item.name == f"{kind}/{id}"), None)
    found: Any = MISSING if item is None else plain(item.tree)
    for name in joined(found, tuple(steps)):
        found = step(found, name)
    return found


def with_theirs(texts: Texts, path: str, base: Any, theirs: Any, load: Load) -> dict[str, str]:
    """The texts of a draft with their side taken at a place where both had met."""
    made = dict(texts)
    sources = load(texts)
    ours = value_at(sources, path)
    value = settled(path, base, theirs, ours)
    kind, id, *steps = path.split("/")
    if kind == "file":
        made.pop("/".join((id, *steps)), None)
        if value is not MISSING:
            made["/".join((id, *steps))] = value
        return made
    item = next((item for item in sources.items if item.name == f"{kind}/{id}"), None)
    if item is None:
        return dict(add_object(made, kind, value)) if not steps and value is not MISSING else made
    tree: Any = plain(item.tree)
    if not steps:
        tree = value
    else:
        try:
            way = joined(tree, tuple(steps))
            _set(holder_of(tree, way), way[-1], value)
        except Wrong:
            return made  # what held it is gone by now: nothing is left to choose
    put(made, item, tree, load, alone=sum(1 for other in sources.items if other.file == item.file) == 1)
    return made


def _set(holder: Any, key: str, value: Any) -> None:
    if isinstance(holder, dict):
        if value is MISSING:
            holder.pop(key, None)
        else:
            holder[key] = value
        return
    place = place_in(holder, key)
    if value is MISSING:
        if place is not None:
            del holder[place]
    elif place is None:
        holder.append(value)
    else:
        holder[place] = value
