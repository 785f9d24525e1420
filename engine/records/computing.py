"""Works out defaults and formulas of one record, each after what it reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from engine.catalog.values import InvalidValue
from engine.errors import FieldError
from engine.expression.values import ErrorValue, Span, record_id, round_half_up
from engine.records.evaluating import Evaluation, from_json

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.expression.expression import Expression


@dataclass(frozen=True)
class Computation:
    """One field that the engine fills: a default (with `follow` again and again) or a formula (always)."""

    field: Field
    expression: Expression | None
    literal: Any
    is_formula: bool
    follows: bool
    inputs: frozenset[str]  # fields of the same record that it reads


@dataclass(frozen=True)
class Plan:
    """All computations of a form in an order in which each finds its inputs done."""

    steps: tuple[Computation, ...]

    @cached_property
    def followed(self) -> frozenset[str]:
        """Relations that some computation looks behind: those records are worth reading together."""
        return frozenset(
            path[0]
            for step in self.steps
            if step.expression is not None
            for path in step.expression.fields
            if len(path) > 1
        )


_plans: dict[int, tuple[object, Plan]] = {}


def plan_of(fields: Mapping[str, Field]) -> Plan:
    """The plan of a form's fields, made once while the form lives."""
    found = _plans.get(id(fields))
    if found is None or found[0] is not fields:
        if len(_plans) > 5_000:
            _plans.clear()
        found = _plans[id(fields)] = (fields, _plan(fields))
    return found[1]


def _plan(fields: Mapping[str, Field]) -> Plan:
    steps: dict[str, Computation] = {}
    for name, field in fields.items():
        if field.type.computed:
            if field.computed == "stored" and field.expression is not None:
                steps[name] = Computation(field, field.expression, None, True, False, _inputs(field.expression, fields))
        elif field.default is not None:
            expression = field.default.expression
            inputs = _inputs(expression, fields) if expression is not None else frozenset()
            follows = field.default.follow and expression is not None
            literal = from_json(field, field.default.literal) if expression is None else None
            steps[name] = Computation(field, expression, literal, False, follows, inputs)
    graph = {name: [input for input in step.inputs if input in steps and input != name] for name, step in steps.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError:
        order = list(steps)  # the definition's check refuses circles; an old version must still be readable
    return Plan(tuple(steps[name] for name in order))


def _inputs(expression: Expression, fields: Mapping[str, Field]) -> frozenset[str]:
    return frozenset(path[0] for path in expression.fields if path[0] in fields)


def fill_new(
    plan: Plan, values: dict[str, Any], given: Collection[str], record: Evaluation, errors: list[FieldError]
) -> None:
    """Puts defaults (where nothing was given) and formulas into the values of a new record."""
    for step in plan.steps:
        if step.is_formula or step.field.id not in given:
            values[step.field.id] = _worked_out(step, record, errors)


def follow_changes(
    plan: Plan,
    values: dict[str, Any],
    given: Collection[str],
    record: Evaluation,
    before: Evaluation,
    errors: list[FieldError],
) -> None:
    """Works out again what reads a changed field.

    A default with `follow` goes along until somebody types a value of their own: as long as the stored value is
    what the default gave for the values before (or empty), nobody has.
    """
    old = before.values
    for step in plan.steps:
        name = step.field.id
        if not any(values.get(input) != old.get(input) for input in step.inputs):
            continue
        if step.is_formula:
            values[name] = _worked_out(step, record, errors)
        elif step.follows and name not in given:
            stored = old.get(name)
            if stored is None or stored == _worked_out(step, before, []):
                values[name] = _worked_out(step, record, errors)


def _worked_out(step: Computation, record: Evaluation, errors: list[FieldError]) -> Any:
    if step.expression is None:
        return step.literal
    return stored_value(step.field, step.expression.run(record), errors)


def stored_value(field: Field, value: Any, errors: list[FieldError]) -> Any:
    """What an expression gave, as the field keeps it: rounded to its decimals, records as ids, errors as empty."""
    target = field.settings.get("result") if field.type.computed else field
    if target is None or value is None or isinstance(value, (ErrorValue, Span)):
        return None
    if isinstance(value, Decimal):
        columns = target.type.columns(target)
        if columns and columns[0].kind in ("decimal", "integer"):
            value = round_half_up(value, columns[0].scale)
    elif isinstance(value, Mapping):
        value = record_id(value)
    elif isinstance(value, (list, tuple)):
        value = [record_id(item) for item in value]
    try:
        return target.type.clean(value, target)
    except InvalidValue as trouble:
        if not field.type.computed:
            errors.extend(error.under(field.id) if error.path else _at(field.id, error) for error in trouble.errors)
        return None


def _at(path: str, error: FieldError) -> FieldError:
    return FieldError(path, error.code, error.values, error.message)
