"""Fields that are filled from a record of another form which matches: `fill: {from, where, value, sort}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.expressions import functions
from engine.definition.model import Fill
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.scope import AppScope, record
from engine.definition.resolving.work import At, FieldShape, Work, without_equals
from engine.expression.expression import Expression
from engine.expression.nodes import Call, Name, walk
from engine.expression.scope import ROW_KINDS


def fill_of(
    work: Work, known: KnownForms, meanings: Meanings, base: AppScope, full: str, shape: FieldShape, written: Any
) -> Fill | None:
    """What is written at `fill`; None after its problems are told.

    Bare names are fields of the form it looks into; `record` is the record that is filled, `row` its row where a
    column of a subform is.
    """
    at = shape.at / "fill"
    if not isinstance(written, dict) or work.is_broken(at) or shape.broken:
        return None
    if "default" in shape.at.value:
        work.problem("fill_beside_default", at, at_key=True)
        return None
    target = known.full(str(written.get("from", "")))
    if not known.exists(target):
        work.unknown("unknown_form", at / "from", str(written.get("from", "")), known.names())
        return None
    in_rows = full.count(".") == 2
    scope = base.on(target).adding(record=record(full.rpartition(".")[0] if in_rows else full))
    if in_rows:
        scope = scope.adding(row=record(full, "row"))
    where = work.condition(written.get("where", True), at / "where", scope) if "where" in written else None
    text, offset = without_equals(str(written.get("value", "")))
    expected = meanings.accepting(shape.type.value_type(shape))
    value = work.expression(text, at / "value", scope, expected=expected, offset=offset) if "value" in written else None
    sort = meanings.resolve({"items": {"x-means": "sort"}}, written.get("sort") or [], at / "sort", Env(scope, target))
    if where is None or value is None:
        return None
    _require_askable(work, meanings, at / "where", target, where)
    if not any(path[0] in ("record", "row") for path in where.depends):
        work.problem("fill_asks_nothing", at / "where", found=shape.id)
    return Fill(target, where, value, tuple(one for one in sort if one is not None), in_rows)


def _require_askable(work: Work, meanings: Meanings, at: At, target: str, where: Expression) -> None:
    """Records are found by the database: what only Python works out cannot stand in the condition."""
    for path in sorted(where.fields):
        meanings.check_ready(path[0], at, target, in_lists=True)
    known: Mapping[str, Any] = functions()
    for node in walk(where.tree):
        in_sql = not isinstance(node, Call) or known[node.function].sql or known[node.function].compile
        if (
            isinstance(node, Call)
            and not in_sql
            and any(isinstance(part, Name) and part.kind in ROW_KINDS for part in walk(node))
        ):
            work.problem("fill_not_asked", at, found=node.function)
