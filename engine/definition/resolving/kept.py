"""Aggregates, segments, calendars and pages: checked in full, kept for the version that runs them."""

from __future__ import annotations

from engine.definition import kinds
from engine.definition.app import Kept
from engine.definition.resolving.forms import _place
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.work import At, Work
from engine.definition.tree import plain

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def resolve_kept(work: Work, meanings: Meanings, base: AppScope, kind: str) -> dict[str, Kept]:
    """All objects of one of these kinds."""
    made = {}
    for id, item in work.of(kind).items():
        at, tree = At(item), item.tree
        label = work.label(at, tree)
        work.text(at, tree, "help")
        schema = kinds.KINDS[kind].get("properties", {})
        form = tree.get("of", tree.get("form"))
        full = meanings.known.full(form) if isinstance(form, str) else None
        meanings.properties(schema, tree, at, Env(base, full), skip=("kind", "id", "label", "help"))
        if kind == "aggregate":
            for name, rank in (tree.get("ranks") or {}).items():
                if isinstance(rank, dict) and rank.get("of", "") not in ("", *(tree.get("values") or {})):
                    work.unknown(
                        "unknown_value",
                        at / "ranks" / name / "of",
                        str(rank.get("of")),
                        tree.get("values") or {},
                        aggregate=id,
                    )
        if kind == "calendar":
            _check_week(work, at)
        made[id] = Kept(kind, id, label, plain(tree), _place(at))
    return made


def _check_week(work: Work, at: At) -> None:
    seen: set[str] = set()
    for key, spans in (at.item.tree.get("week") or {}).items():
        first, _, last = str(key).partition("-")
        days = (
            _DAYS[_DAYS.index(first) : _DAYS.index(last or first) + 1]
            if first in _DAYS and (last or first) in _DAYS
            else ()
        )
        if not days:
            work.problem("empty_span", at / "week" / key, at_key=True, found=key)
        for day in days:
            if day in seen:
                work.problem("day_twice", at / "week" / key, at_key=True, found=day)
            seen.add(day)
        for place, span in enumerate(spans if isinstance(spans, list) else ()):
            start, _, end = str(span).partition("-")
            if start >= end:
                work.problem("empty_span", at / "week" / key / place, found=span)
