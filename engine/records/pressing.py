"""What pressing a button of a record leads to: an address, or a new record with values filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from engine.definition.model import Holes
from engine.errors import FieldError, InvalidValues, NotFound
from engine.expression.expression import Expression
from engine.records import logic
from engine.records.computing import stored_value
from engine.records.evaluating import Evaluation, Related
from engine.records.permitting import is_readable, shown_fields, unknown
from engine.records.presenting import may_show, opens
from engine.records.showing import part_text
from engine.storage import rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

SCHEMES = ("https://", "http://", "mailto:", "tel:")
LONGEST = 2_000


def press(ctx: RecordContext, form: Form, id: int, name: str) -> dict[str, Any]:
    """`{"confirm": …, "url": …}` or `{"confirm": …, "app": …, "form": …, "values": {…}}`; nothing is written.

    `confirm` is what to ask before going there, or None. Only what the actor may read goes into it. Raises NotFound,
    InvalidValues (not now; no address that may be opened).
    """
    field = form.fields.get(name)

    def work(tx: Transaction) -> dict[str, Any]:
        values = rows.read(tx, form, id)
        record = Evaluation(Related(ctx, tx), form, values or {}, id=id)
        if values is None or not is_readable(ctx, form, record):
            raise unknown(form, id)
        readable, _ = shown_fields(ctx, form, record)
        if field is None or name not in readable or not field.type.resolves:
            raise NotFound(what="field", id=name)
        if not logic.states(form, record)[name].visible:
            raise InvalidValues(errors=[FieldError(name, "value.button_not_now")])
        asked = field.settings["confirm"]
        confirm = _text(ctx, form, record, asked, readable) if isinstance(asked, Holes) else None
        if isinstance(field.settings["url"], Holes):
            return {"confirm": confirm, "url": _address(ctx, form, record, field, readable)}
        app, _, target = str(field.settings["opens"]).rpartition(".")
        values_there = _filled(ctx, ctx.apps.app(app or form.app_id).forms[target], form, record, field, readable)
        return {"confirm": confirm, "app": app or form.app_id, "form": target, "values": values_there}

    return ctx.read(work)


def _address(ctx: RecordContext, form: Form, record: Evaluation, field: Field, readable: Collection[str]) -> str:
    made: list[str] = []
    for place, part in enumerate(field.settings["url"].say(ctx.language).parts):
        text = _said(ctx, form, record, part, readable)
        # A hole at the start is the address itself; elsewhere it is a part of one.
        made.append(text if place == 0 or isinstance(part, str) else quote(text, safe=""))
    address = "".join(made).strip()
    if not address.lower().startswith(SCHEMES) or len(address) > LONGEST or any(char.isspace() for char in address):
        raise InvalidValues(errors=[FieldError(field.id, "value.not_a_url")])
    return address


def _said(ctx: RecordContext, form: Form, record: Evaluation, part: str | Expression, readable: Collection[str]) -> str:
    if isinstance(part, str):
        return part
    seen = may_show(ctx, form, part, readable) and opens(ctx, form, part, record)
    return part_text(ctx, record, part) if seen else ""


def _text(ctx: RecordContext, form: Form, record: Evaluation, holes: Holes, readable: Collection[str]) -> str:
    return "".join(_said(ctx, form, record, part, readable) for part in holes.say(ctx.language).parts)


def _filled(
    ctx: RecordContext, target: Form, form: Form, record: Evaluation, field: Field, readable: Collection[str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, given in (field.settings.get("set") or {}).items():
        into = target.fields[name]
        if isinstance(given, Expression):
            if may_show(ctx, form, given, readable):
                kept = stored_value(into, given.run(record), [])
                values[name] = None if kept is None else into.type.to_json(kept, into)
        elif isinstance(given, Holes):
            values[name] = _text(ctx, form, record, given, readable)
        else:
            values[name] = given
    return {name: value for name, value in values.items() if value is not None}
