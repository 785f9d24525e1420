"""Works out defaults and computed values of one record, each after what it reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from engine.catalog.values import InvalidValue
from engine.errors import FieldError
from engine.expression.values import ErrorValue, record_id, round_half_up
from engine.records.evaluating import Evaluation, from_json
from engine.records.linking import linked_value
from engine.records.rolling import rolled

if TYPE_CHECKING:
    from engine.definition.model import Field, Fill
    from engine.expression.expression import Expression


@dataclass(frozen=True)
class Computation:
    """One field that the engine fills: a default (with `follow` again and again) or a computed value (always).

    `pointing`: a rollup over the records that point here; what is in them is not known from this record. `outer`: of a
    column, the fields of the record around it that it follows. `fill`: it comes of a matching record.
    """

    field: Field
    expression: Expression | None
    literal: Any
    is_formula: bool
    follows: bool
    inputs: frozenset[str]  # fields of the same record that it reads
    pointing: bool = False
    outer: frozenset[str] = frozenset()
    fill: Fill | None = None


@dataclass(frozen=True)
class Plan:
    """All computations of a form in an order in which each finds its inputs done.

    `first` need no rows of subforms, so that rows find them done; `then` follow the rows.
    """

    steps: tuple[Computation, ...]
    first: tuple[Computation, ...]
    then: tuple[Computation, ...]

    @cached_property
    def outer(self) -> frozenset[str]:
        """Of a subform: the fields of the record around the rows that something in them follows."""
        return frozenset().union(*(step.outer for step in self.steps))

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

    @cached_property
    def looked_up(self) -> tuple[tuple[str, ...], ...]:
        """The ways on which stored computed values follow relations: (relation, …, field)."""
        found: dict[tuple[str, ...], None] = {}
        for step in self.steps:
            if step.is_formula and step.expression is not None:
                found.update((path, None) for path in sorted(step.expression.fields) if len(path) > 1)
            elif step.is_formula and not step.pointing:
                list_ = str(step.field.settings["from"])
                for key in ("measure", "where"):
                    read = step.field.settings.get(key)
                    found.update(((list_, *path), None) for path in sorted(read.fields if read is not None else ()))
        return tuple(found)


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
                inputs = _inputs(field.expression, fields)
                if field.settings.get("copy"):  # what was there when the relation was set
                    inputs = frozenset({str(field.settings["from"]).partition(".")[0]})
                steps[name] = Computation(field, field.expression, None, True, False, inputs)
            elif field.computed == "stored":
                steps[name] = _rollup(field, fields)
        elif field.default is not None and field.default.fill is not None:
            steps[name] = _filled(field, field.default.fill, fields)
        elif field.default is not None:
            expression = field.default.expression
            inputs = _inputs(expression, fields) if expression is not None else frozenset()
            follows = field.default.follow and expression is not None
            literal = from_json(field, field.default.literal) if expression is None else None
            outer = _read_of("parent", (expression,)) if follows else frozenset[str]()
            steps[name] = Computation(field, expression, literal, False, follows, inputs, outer=outer)
    graph = {name: [input for input in step.inputs if input in steps and input != name] for name, step in steps.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError:
        order = list(steps)  # the definition's check refuses circles; an old version must still be readable
    late = {name for name, field in fields.items() if field.stores == "row_table"}
    for name in order:
        if not late.isdisjoint(steps[name].inputs):
            late.add(name)
    ordered = tuple(steps[name] for name in order)
    first = tuple(step for step in ordered if step.field.id not in late)
    return Plan(ordered, first, tuple(step for step in ordered if step.field.id in late))


def _filled(field: Field, fill: Fill, fields: Mapping[str, Field]) -> Computation:
    """In a row the fill reads the row as `row` and the record around it as `record`; elsewhere `record` alone."""
    read = (fill.where, fill.value)
    row, record = _read_of("row", read), _read_of("record", read)
    inputs, outer = (row, record) if fill.in_rows else (record, frozenset[str]())
    return Computation(field, None, None, False, True, inputs.intersection(fields), outer=outer, fill=fill)


def _read_of(root: str, expressions: Iterable[Expression | None]) -> frozenset[str]:
    """The fields that are read as `parent.…`, `record.…`, `row.…`."""
    paths = (path for one in expressions if one is not None for path in one.depends)
    return frozenset(path[1] for path in paths if path[0] == root and len(path) > 1)


def _inputs(expression: Expression, fields: Mapping[str, Field]) -> frozenset[str]:
    return frozenset(path[0] for path in expression.fields if path[0] in fields)


def _rollup(field: Field, fields: Mapping[str, Field]) -> Computation:
    """A rollup over rows or links of this very record reads them; one over those that point here reads nothing."""
    name = str(field.settings["from"])
    inputs = {name} if name in fields else set[str]()
    for key in ("measure", "where"):
        expression = field.settings.get(key)
        paths = expression.depends if expression is not None else ()
        inputs |= {path[1] for path in paths if path[0] == "record" and len(path) > 1 and path[1] in fields}
    return Computation(field, None, None, True, False, frozenset(inputs), name not in fields)


def fill_new(
    steps: Iterable[Computation],
    values: dict[str, Any],
    given: Collection[str],
    record: Evaluation,
    errors: list[FieldError],
) -> None:
    """Puts defaults (where nothing was given) and computed values into the values of a new record."""
    for step in steps:
        if step.is_formula or step.field.id not in given:
            values[step.field.id] = _worked_out(step, record, errors)


def follow_changes(
    steps: Iterable[Computation],
    values: dict[str, Any],
    given: Collection[str],
    record: Evaluation,
    before: Evaluation,
    errors: list[FieldError],
    around: Collection[str] = (),
) -> None:
    """Works out again what reads a changed field; `around`: those that changed in the record around a row.

    A default with `follow` goes along until somebody types a value of their own: as long as the stored value is
    what the default gave for the values before (or empty), nobody has.
    """
    old = before.values
    for step in steps:
        name = step.field.id
        if not any(values.get(input) != old.get(input) for input in step.inputs) and step.outer.isdisjoint(around):
            continue
        if step.is_formula:
            if not step.pointing:
                values[name] = _worked_out(step, record, errors)
        elif step.follows and name not in given:
            stored = old.get(name)
            if stored is None or stored == _worked_out(step, before, []):
                values[name] = _worked_out(step, record, errors)


def _worked_out(step: Computation, record: Evaluation, errors: list[FieldError]) -> Any:
    if step.fill is not None:
        return stored_value(step.field, linked_value(step.fill, record), errors)
    if step.expression is None:
        return computed_value(step.field, record) if step.is_formula else step.literal
    return stored_value(step.field, step.expression.run(record), errors)


def computed_value(field: Field, record: Evaluation) -> Any:
    """The value of a stored computed field as far as this record and those it points to say it."""
    if field.expression is not None:
        return stored_value(field, field.expression.run(record), [])
    return stored_value(field, rolled(field, _rows(field, record)), [])


def _rows(field: Field, record: Evaluation) -> Iterator[Evaluation]:
    """Rows of a subform or records that links lead to; none for a list of those that point here."""
    name = str(field.settings["from"])
    of = record.form.fields.get(name)
    held = record.value(name) or ()
    asking = {**record.values, "id": record.id}
    if of is None:
        return
    if of.stores == "row_table":
        for row in held:
            yield Evaluation(record.related, record.form, row, id=row.get("id"), asking=asking)
    elif of.target is not None:
        target = ".".join(of.target)
        form = record.related.form(target)
        record.related.fetch(target, held)
        for id in held:
            values = record.related.get(target, id)
            if values is not None:
                yield Evaluation(record.related, form, values, id=id, asking=asking)


def stored_value(field: Field, value: Any, errors: list[FieldError]) -> Any:
    """What an expression gave, as the field keeps it: rounded to its decimals, records as ids, errors as empty."""
    target = field.shown_as
    if target is None or value is None or isinstance(value, ErrorValue):
        return None
    if isinstance(value, Decimal):
        columns = target.type.columns(target)
        if columns and columns[0].kind in ("decimal", "integer"):
            value = round_half_up(value, columns[0].scale)
    elif target.target is not None:
        value = [record_id(item) for item in value] if isinstance(value, (list, tuple)) else record_id(value)
    try:
        return target.type.clean(value, target)
    except InvalidValue as trouble:
        if not field.type.computed:
            errors.extend(error.under(field.id) if error.path else _at(field.id, error) for error in trouble.errors)
        return None


def _at(path: str, error: FieldError) -> FieldError:
    return FieldError(path, error.code, error.values, error.message)
