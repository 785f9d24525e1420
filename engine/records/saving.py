"""What create, update and their kin share: errors of unique rules, serial numbers, claimed files, the answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.catalog.fields.serial import number_text, period_of
from engine.records.evaluating import Evaluation, Related
from engine.records.presenting import presented
from engine.records.results import Saved
from engine.records.shape import shape_of
from engine.records.staleness import OF_RECORD, stale_fields
from engine.records.taken import not_unique
from engine.storage import counter_rows
from engine.storage.errors import UniqueViolation

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


@contextmanager
def unique_rules_explained(ctx: RecordContext, form: Form) -> Iterator[None]:
    """Says at which field a unique rule refused."""
    try:
        yield
    except UniqueViolation as broken:
        if broken.errors:
            raise
        raise explained(ctx, form, broken) from broken


def explained(ctx: RecordContext, form: Form, broken: UniqueViolation) -> UniqueViolation:
    """The violation with an error at a field."""
    fields = list(broken.values.get("fields") or ())
    return UniqueViolation(errors=[not_unique(ctx, form, fields)], **broken.values)


def give_serials(ctx: RecordContext, tx: Transaction, form: Form, records: Sequence[dict[str, Any]]) -> None:
    """Fills empty serial numbers, one block of the counter for all records, last thing before they are written."""
    for field in shape_of(form).serials:
        without = [values for values in records if values.get(field.id) is None]
        for values in records:
            if values.get(field.id) is not None:
                _never_again(ctx, tx, form, field, values[field.id])
        if without:
            today = ctx.clock.today
            start = int(field.settings.get("start") or 0)
            period = period_of(field, today)
            first = counter_rows.take(tx, form.app_id, form.id, field.id, period, len(without))
            for offset, values in enumerate(without):
                values[field.id] = number_text(field, first + offset - 1 + start, today)


def _never_again(ctx: RecordContext, tx: Transaction, form: Form, field: Field, text: str) -> None:
    """A number given from outside in the field's own format is not given a second time."""
    today = ctx.clock.today
    pattern, counter = "", r"([0-9]{1,18})"
    for part in re.split(r"(\{[^{}]*\})", field.settings["format"]):
        token = part.strip("{}")
        if not part.startswith("{"):
            pattern += re.escape(part)
        elif token.startswith("n"):
            pattern += counter
        else:
            pattern += re.escape(number_text_part(field, token, today))
    found = re.fullmatch(pattern, text)
    if found:
        start = int(field.settings.get("start") or 0)
        number = int(found[1]) - start + 1
        counter_rows.raise_to(tx, form.app_id, form.id, field.id, period_of(field, today), number)


def number_text_part(field: Field, token: str, day: Any) -> str:
    """What a date token of the format is on a day."""
    shape = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d"}.get(token, "")
    return day.strftime(shape) if shape else ""


def answer(
    ctx: RecordContext,
    form: Form,
    related: Related,
    id: int,
    values: Mapping[str, Any],
    change_set: int | None,
    left: Collection[tuple[str, str]] = (),
) -> Saved:
    """The record as the actor may see it; `values` are python values with the system fields.

    `left`: (form, field) of what the write has left to a job.
    """
    record = Evaluation(related, form, values, id=id)
    shown = presented(ctx, form, record)
    if left and "_title" in shown and (stale := stale_fields(ctx, form, left)):
        shown[OF_RECORD] = stale
    return Saved(id, int(values["revision"]), shown, change_set)
