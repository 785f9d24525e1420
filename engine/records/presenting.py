"""Records as an actor may see them: hidden fields left out, masked ones as stars, titles made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from engine.catalog.values import datetime_text
from engine.records.evaluating import Evaluation
from engine.records.permitting import is_readable, shown_fields
from engine.records.shape import shape_of
from engine.records.showing import part_text
from engine.records.staleness import OF_RECORD, stale_fields

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext

STAR = "*"


def masked(value: Any) -> Any:
    """A value as stars that keep its shape recognisable: `138****5678`, `张***`, `***`; empty stays empty."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return STAR * 3
    if len(value) >= 11:
        return f"{value[:3]}{STAR * 4}{value[-4:]}"
    return f"{value[:1]}{STAR * 3}" if len(value) > 1 else STAR * 3


def presented(
    ctx: RecordContext, form: Form, record: Evaluation, *, fields: Collection[str] | None = None
) -> dict[str, Any]:
    """One record as JSON: id, revision, its fields, who and when, `_title`; id and revision alone if not readable.

    `record.values` are python values with the system fields; `fields` narrows the answer.
    """
    values = record.values
    answer: dict[str, Any] = {"id": record.id, "revision": values.get("revision")}
    readable, starred = shown_fields(ctx, form, record)
    if not readable and not starred and not is_readable(ctx, form, record):
        return answer
    get, live = values.get, form.live
    for name, to_json, field in shape_of(form).answering:
        if fields is not None and name not in fields:
            continue
        if name in readable:
            value = record.value(name) if name in live else get(name)
            if to_json is None or value is None:
                answer[name] = value
            else:
                answer[name] = json_of(field, value) if field.stores == "row_table" else to_json(value, field)
        elif name in starred:
            answer[name] = masked(json_of(field, record.value(name) if name in live else get(name)))
    for when, who in (("created_at", "created_by"), ("updated_at", "updated_by")):
        moment = get(when)
        answer[when] = None if moment is None else datetime_text(moment)
        answer[who] = get(who)
    deleted_at = get("deleted_at")
    if deleted_at is not None:
        answer["deleted_at"] = datetime_text(deleted_at)
    answer["_title"] = title_of(ctx, form, record, readable)
    if stale := stale_fields(ctx, form):
        answer[OF_RECORD] = stale
    return answer


def json_of(field: Field, value: Any) -> Any:
    """A value as JSON; every field of a subform's rows is there, also those that are not stored."""
    if value is None:
        return None
    sent = field.type.to_json(value, field)
    if field.stores != "row_table" or not sent:
        return sent
    empty = dict.fromkeys(field.fields)
    return [{"id": row.get("id"), **empty, **row} for row in sent]


def title_of(ctx: RecordContext, form: Form, record: Evaluation, readable: Collection[str]) -> str:
    """The record's title; parts that read a hidden field stay empty. Without any text: `#7`."""
    made = []
    for part in form.title.say(ctx.language).parts:
        if isinstance(part, str):
            made.append(part)
        elif may_show(ctx, form, part, readable) and opens(ctx, form, part, record):
            made.append(part_text(ctx, record, part))
    return "".join(made).strip() or f"#{record.id}"


def opens(ctx: RecordContext, form: Form, part: Expression, record: Evaluation) -> bool:
    """A relation in a title shows the other record's title: only where that record may be read."""
    for path in part.fields:
        field = form.fields.get(path[0])
        if field is None or field.leads_to is None or field.leads_to_many:
            continue
        target = record.related.form(".".join(field.leads_to))
        decision = ctx.decide("read", target)
        id = record.value(field.id)
        if not decision.allowed:
            return False
        if decision.row_filter and isinstance(id, int):
            values = record.related.get(target.name, id) or {}
            if not is_readable(ctx, target, Evaluation(record.related, target, values, id=id)):
                return False
    return True


def may_show(ctx: RecordContext, form: Form, expression: Expression, readable: Collection[str]) -> bool:
    """Whether everything that an expression reads of the record (and of records behind it) may be read."""
    for path in expression.fields:
        if path[0] in form.fields and path[0] not in readable:
            return False
        if len(path) > 1 and not path_is_open(ctx, form, path):
            return False
    return True


def path_is_open(ctx: RecordContext, form: Form, path: tuple[str, ...]) -> bool:
    """Whether every step of `customer.owner.name` may be read on every record that it can reach."""
    here = form
    for position, name in enumerate(path):
        field = here.fields.get(name)
        if position and name not in _SYSTEM and not ctx.decide("read", here).may_probe(name):
            return False
        if field is None or field.leads_to is None:
            return True
        if position == len(path) - 1:
            return True
        app, target = field.leads_to
        here = ctx.apps.app(app).forms[target]
        decision = ctx.decide("read", here)
        if not decision.allowed or decision.row_filter:
            return False
    return True


_SYSTEM: Mapping[str, None] = dict.fromkeys(("id", "created_at", "created_by", "updated_at", "updated_by"))
