"""What a form's logic, and that of the rows inside it, says: conditions, the fields they concern, figures of groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.expressions import functions
from engine.definition.model import GroupFigure, LogicRule
from engine.definition.resolving.read_time import HISTORY
from engine.definition.resolving.scope import AppScope, record
from engine.definition.resolving.work import At, FieldShape, FormShape, Work
from engine.expression.aggregates import check_aggregate
from engine.expression.expression import Expression
from engine.expression.nodes import Call, walk
from engine.expression.problems import BrokenExpression
from engine.expression.scope import Symbol

# What records are grouped by: values of which equal ones are one.
_GROUPED = frozenset({"text", "number", "yes_no", "date", "datetime", "time", "option", "record"})
_LISTS = ("show", "hide", "require", "readonly")


def logic_of(
    work: Work, shape: FormShape | FieldShape, fields: Mapping[str, FieldShape], written: Any, scope: AppScope
) -> dict[str, LogicRule]:
    """The parts written under `logic:` of a form, or of a subform whose `fields` are given."""
    rules = {}
    for id, part in (written or {}).items():
        at = shape.at / "logic" / id
        if work.is_broken(at) or not isinstance(part, dict):
            continue
        lists = {key: tuple(work.named(shape, fields, part.get(key, ()), at / key, stored=False)) for key in _LISTS}
        for place, name in enumerate(lists["require"]):
            if fields[name].type.computed:
                work.problem("computed_not_written", at / "require" / place, found=name)
        error, field = part.get("error"), part.get("field")
        if not error and not any(part.get(key) for key in lists):
            work.problem("logic_does_nothing", at, at_key=True)
        if field is not None and field not in fields:
            work.unknown("unknown_field", at / "field", field, fields, form=shape.id)
            field = None
        if field is not None and not error:
            work.problem("field_without_error", at / "field", at_key=True)
        group = _group_figure(work, shape, part["group"], at / "group", scope) if "group" in part else None
        if group is not None and (not error or any(lists.values())):
            work.problem("group_only_refuses", at / "group", at_key=True)
        seen = scope.adding(old=record(scope.form or "", "old", "old"))
        if group is not None:
            seen = seen.adding(group=Symbol("group", group.value.type, "group"))
        when = work.condition(part["when"], at / "when", seen) if "when" in part else None
        if when is not None and HISTORY in when.depends and isinstance(shape, FieldShape):
            work.problem("no_history_of_rows", at / "when", field=shape.id)
        text = work.text(at, part, "error")
        errors = {work.written_in: text, **work.said_in(f"{at.name}/error")} if text else {}
        rules[id] = LogicRule(id, when, error=text, field=field, errors=errors, group=group, **lists)
    return rules


def _group_figure(
    work: Work, shape: FormShape | FieldShape, written: Mapping[str, Any], at: At, scope: AppScope
) -> GroupFigure | None:
    """`{by: [product], value: sum(moved)}`: a figure over the records that have the same product."""
    assert isinstance(shape, FormShape)  # rows have no key `group`
    by = work.named(shape, shape.fields, written.get("by", ()), at / "by")
    if "group" in shape.fields:
        work.problem("name_is_taken", at, at_key=True, found="group")
    asking = scope.adding(record=record(scope.form or ""))
    same = [work.condition(f"{name} = record.{name}", at / "by" / place, asking) for place, name in enumerate(by)]
    where = work.condition(written["where"], at / "where", scope) if "where" in written else None
    try:
        value = check_aggregate(str(written.get("value", "")), scope, functions())
    except BrokenExpression as broken:
        for one in broken.problems:
            work.expression_problem(one, at / "value", 0)
        return None
    figure = GroupFigure(tuple(by), value, tuple(one for one in same if one is not None), where)
    for part, key in ((value.argument, "value"), (where, "where")):
        if part is not None and (found := _not_counted(shape, part)):
            work.problem("group_not_counted", at / key, found=found)
    for place, name in enumerate(by):
        if shape.fields[name].type.value_type(shape.fields[name]).kind not in _GROUPED:
            work.problem("group_not_by", at / "by" / place, found=name)
    return figure


def _not_counted(shape: FormShape, part: Expression) -> str | None:
    """What in an expression no database works out over the records of a form."""
    for path in sorted(part.depends):
        field = shape.fields.get(path[0])
        if field is None:
            continue
        if len(path) > 1 or field.computed == "later" or not field.in_sql:
            return ".".join(path)
    calls = (node.function for node in walk(part.tree) if isinstance(node, Call))
    return next((name for name in calls if functions()[name].sql is None and functions()[name].compile is None), None)
