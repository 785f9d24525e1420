"""Finds for a field over an aggregate which key its record stands for, and what is asked of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition import expressions
from engine.definition.keyed import KeyedFigure, Rank
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.work import At, FieldShape, Work, without_equals
from engine.expression.aggregates import check_aggregate
from engine.expression.expression import Expression
from engine.expression.problems import BrokenExpression
from engine.expression.types import Record


def keyed_figure(work: Work, known: KnownForms, base: AppScope, full: str, field: FieldShape) -> KeyedFigure | None:
    """What the field asks; None (with a problem) where its record stands for no key.

    What is wrong within the aggregate itself is told where it is written.
    """
    name, _, value = str(field.settings["from"]).partition(".")
    item = work.of("aggregate").get(name)
    if item is None:
        return None
    tree: Mapping[str, Any] = item.tree
    rows = known.full(str(tree.get("of")))
    rank = (tree.get("ranks") or {}).get(value)
    text = (tree.get("values") or {}).get(rank.get("of") if isinstance(rank, Mapping) else value)
    if text is None:
        return None
    by = [_read(str(path), base.on(rows)) for path in tree.get("by") or ()]
    where = None if tree.get("where") is None else _read(str(tree["where"]), base.on(rows), condition=True)
    try:
        figure = check_aggregate(str(text), base.on(rows), expressions.functions())
    except BrokenExpression:
        return None
    keys = tuple(one for one in by if one is not None)
    if not keys or len(keys) != len(by) or (where is None and tree.get("where") is not None):
        return None
    own = [_own(known, full, key) for key in keys]
    for key, name_ in zip(keys, own, strict=True):
        if name_ is None:
            work.problem(
                "no_such_key_here", At(field.at.item, (*field.at.path, "from")), found=key.text, aggregate=name
            )
    if None in own:
        return None
    ranked = Rank(rank.get("groups"), rank.get("descending") is True) if isinstance(rank, Mapping) else None
    return KeyedFigure(rows, keys, tuple(str(one) for one in own), figure, where, ranked)


def _read(text: str, scope: AppScope, *, condition: bool = False) -> Expression | None:
    written, _ = without_equals(text)
    return expressions.read(written, scope, condition=condition)[0]


def _own(known: KnownForms, full: str, key: Expression) -> str | None:
    """The record itself where the key is a relation to its form, else its own field of the same name and type."""
    if isinstance(key.type, Record) and key.type.form == full:
        return "id"
    name = key.text.strip().rpartition(".")[2]
    symbol = known.members(full).get(name)
    return name if symbol is not None and symbol.kind == "field" and symbol.type.kind == key.type.kind else None
