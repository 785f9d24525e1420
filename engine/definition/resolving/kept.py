"""Aggregates, segments and pages: checked in full, kept for the version that runs them."""

from __future__ import annotations

from engine.definition import kinds
from engine.definition.app import Kept
from engine.definition.resolving.forms import _place
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.work import At, Work
from engine.definition.tree import plain


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
        made[id] = Kept(kind, id, label, plain(tree), _place(at))
    return made
