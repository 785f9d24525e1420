"""Records to choose from for a relation, narrowed to what the relation's `where` lets its asking record point to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.errors import FieldError, InvalidValues
from engine.records.evaluating import Evaluation, Values, from_json
from engine.records.filtering import query_of
from engine.records.permitting import is_readable, require, unknown
from engine.records.preparing import Preparer
from engine.records.results import PageQuery
from engine.records.validating import ANSWERED
from engine.registry import nearest
from engine.storage import reading, rows

if TYPE_CHECKING:
    from engine.access.policy import Action
    from engine.definition.model import Field, Form
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# What may stand under a title in a picker: short, and told apart by people.
_SUBTITLES = ("text", "phone", "email", "select", "serial", "date", "number", "money")
_ACTIONS: tuple[Action, ...] = ("read", "create", "update")
# What saving would refuse says nothing about what may be chosen while the record is still being written.
_UNFINISHED = frozenset(
    {
        "value.required",
        "value.hidden",
        "value.not_a_choice",
        "value.no_transition",
        "value.too_few_items",
        "value.too_many_items",
        "access.field_rule",
        "logic.error",
    }
)


@dataclass(frozen=True)
class Asking:
    """Who asks: the relation `field` of `form` (`lines.product`: a column of a subform), for one record.

    `record` is its id, None when it is not there yet. `values` are the JSON values as they are being written, over what
    is stored; `row` those of the subform's row, with its `id` when it is stored already.
    """

    form: Form
    field: str
    record: int | None = None
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    row: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def picker(
    ctx: RecordContext, form: Form, search: str | None = None, limit: int = 20, asking: Asking | None = None
) -> list[dict[str, Any]]:
    """Records of `form` to choose from: `{"id", "title", "subtitle"}`, only what the actor may read.

    Raises PermissionDenied; NotFound (the asking record); InvalidValues (no such relation to `form`, or values of it
    that its `where` reads and that cannot be read).
    """
    subtitle = subtitle_field(ctx, form)
    asked = PageQuery(search=search, limit=limit, sort="-id", fields=subtitle.id if subtitle else "id")
    query, _ = query_of(ctx, form, asked)
    relation = _relation(ctx, asking, form) if asking is not None else None
    where = relation.settings.get("where") if relation is not None else None
    if where is not None:
        query = replace(query, where=(*query.where, where))

    def work(tx: Transaction) -> list[dict[str, Any]]:
        preparer = Preparer(ctx, tx, form if asking is None else asking.form)
        context = Evaluation(preparer.related, form, {})
        if asking is not None and where is not None:
            context.asking, context.row = _asking_values(ctx, tx, preparer, asking, where)
        return [
            {"id": record["id"], "title": record["_title"], "subtitle": _shown(ctx, subtitle, record)}
            for record in reading.page(tx, query, context).records
        ]

    return ctx.read(work)


def read_by(where: Expression, root: str) -> tuple[str, ...]:
    """The fields that a relation's `where` reads of `record` (who asks) or of `row` (its row in a subform)."""
    return tuple(sorted({path[1] for path in where.depends if path[0] == root and len(path) > 1}))


def subtitle_field(ctx: RecordContext, form: Form) -> Field | None:
    """The first short field outside the title that the actor may read on every record."""
    decision = ctx.decide("read", form)
    for name in form.order:
        field = form.fields[name]
        if name not in form.title_fields and field.type.name in _SUBTITLES and decision.may_probe(name):
            return field
    return None


def _shown(ctx: RecordContext, field: Field | None, record: Mapping[str, Any]) -> str | None:
    value = from_json(field, record.get(field.id)) if field is not None else None
    return None if field is None or value is None else field.type.show(value, field, ctx.language)


def _relation(ctx: RecordContext, asking: Asking, target: Form) -> Field:
    """The relation that asks. One answer for none, one that leads elsewhere and one that the actor may not see."""
    name, _, column = asking.field.partition(".")
    fields = asking.form.fields
    decisions = [ctx.decide(action, asking.form) for action in _ACTIONS]
    open_to = any(
        decision.allowed and (decision.everything or name in decision.visible or name in decision.writable)
        for decision in decisions
    )
    found = fields.get(name) if open_to else None
    if found is not None and column:
        found = found.fields.get(column) if found.stores == "row_table" else None
    if found is None or found.target != (target.app_id, target.id):
        values = {"found": asking.field[:80], "form": target.id, "nearest": nearest(asking.field, fields)}
        raise InvalidValues(errors=[FieldError("asking", "value.no_such_relation", values)])
    return found


def _asking_values(
    ctx: RecordContext, tx: Transaction, preparer: Preparer, asking: Asking, where: Expression
) -> tuple[Values, Values | None]:
    """The record that asks as it would be saved now, with defaults and formulas, and its row.

    Only what `where` reads is looked at: a half-written value elsewhere hinders nobody from choosing.
    """
    form, (name, _, column) = asking.form, asking.field.partition(".")
    errors = [*_unknown(form.fields, asking.values, "values")]
    sent = {key: asking.values[key] for key in _read(form.fields, read_by(where, "record")) if key in asking.values}
    if column:
        columns = form.fields[name].fields
        errors += _unknown(columns, asking.row, "row")
        row = {key: asking.row[key] for key in _read(columns, read_by(where, "row")) if key in asking.row}
        id = asking.row.get("id")
        sent[name] = {"add": [row]} if id is None else {"set": {str(id): row}}
    if errors:
        raise InvalidValues(errors=errors)
    if asking.record is None:
        require(ctx, "create", form)
        prepared = preparer.new(sent, (), check=False)
    else:
        old = rows.read(tx, form, asking.record)
        if old is None or not is_readable(ctx, form, Evaluation(preparer.related, form, old, id=asking.record)):
            raise unknown(form, asking.record)
        prepared = preparer.change(asking.record, old, sent, ())
    errors = [_placed(error, name if column else None) for error in prepared.errors if _counts(error, sent)]
    if errors:
        raise InvalidValues(errors=errors)
    record = {**prepared.record.values, "id": asking.record}
    if not column:
        return record, None
    # A new row stands behind those that are there.
    return record, [found for found in prepared.values[name] if id is None or found.get("id") == int(id)][-1]


def _unknown(fields: Mapping[str, Field], sent: Mapping[str, Any], path: str) -> list[FieldError]:
    return [
        FieldError(f"{path}.{name}"[:80], "value.unknown_field", {"found": name[:80], "nearest": nearest(name, fields)})
        for name in sent
        if name not in fields and name not in ANSWERED
    ]


def _read(fields: Mapping[str, Field], names: tuple[str, ...]) -> set[str]:
    """The fields with these names, and those that the formulas among them read."""
    found: set[str] = set()
    waiting = [name for name in names if name in fields]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            formula = fields[name].expression
            waiting += [path[0] for path in (formula.fields if formula is not None else ()) if path[0] in fields]
    return found


def _counts(error: FieldError, sent: Mapping[str, Any]) -> bool:
    """Whether a value that was sent cannot be read; what only saving would refuse does not count."""
    return error.path.partition(".")[0] in sent and error.code not in _UNFINISHED


def _placed(error: FieldError, subform: str | None) -> FieldError:
    """`lines.add.0.product` is where the caller sent `row.product`."""
    parts = error.path.split(".")
    path = ["row", *(parts[3:] or ["id"])] if parts[0] == subform else ["values", *parts]
    return FieldError(".".join(path), error.code, error.values, error.message)
