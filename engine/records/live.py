"""Values that are worked out at read, in Python: what follows from the clock, a setting, or from such a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.records.computing import computed_value, stored_value
from engine.records.evaluating import Evaluation
from engine.records.rolling import rolled
from engine.storage import rows
from engine.storage.live_reading import live_cells
from engine.storage.referring import referrers

if TYPE_CHECKING:
    from engine.definition.model import Field, Form


def live_value(field: Field, record: Evaluation) -> Any:
    """What the field of this record is now, as it would be stored: rounded, errors as empty."""
    if field.settings.get("keyed") is not None:
        return _keyed(field, record)
    if field.type.name == "rollup" and str(field.settings["from"]) not in record.form.fields:
        return stored_value(field, rolled(field, _pointing(field, record)), [])
    return computed_value(field, record)


def rows_now(field: Field, record: Evaluation) -> tuple[Mapping[str, Any], ...]:
    """The rows of a subform with the columns that are worked out at read."""
    around = record.whole()
    made = []
    for row in record.values[field.id]:
        values = dict(row)
        now = Evaluation(record.related, record.form, values, id=row.get("id"), asking=around)
        for column in field.live_columns:
            values[column.id] = computed_value(column, now)
        made.append(values)
    return tuple(made)


def _keyed(field: Field, record: Evaluation) -> Any:
    """The figure of an aggregate: the database knows all its keys. A record that is not there yet is none of them."""
    if record.id is None:
        return None
    related = record.related
    found = live_cells(related.tx, related.ctx.apps.all(), record.form, field, [record.id], record)
    return found.get(record.id)


def _pointing(field: Field, record: Evaluation) -> Iterator[Evaluation]:
    """The living records that point to this one with the relation whose other side is rolled up."""
    if record.id is None:
        return
    related = record.related
    asking = {**record.values, "id": record.id}
    for other, relation in _relations(record, str(field.settings["from"])):
        ids = [child for child, _ in referrers(related.tx, other, relation, [record.id])]
        there: Mapping[int, Mapping[str, Any]] = rows.read_many(related.tx, other, ids)
        for id in ids:
            if id in there:
                yield Evaluation(related, other, there[id], id=id, asking=asking)


def _relations(record: Evaluation, inverse: str) -> Iterator[tuple[Form, Field]]:
    here = (record.form.app_id, record.form.id)
    for app in record.related.ctx.apps.all().values():
        for form in app.forms.values():
            for field in form.fields.values():
                if field.settings.get("inverse") == inverse and field.target == here:
                    yield form, field
