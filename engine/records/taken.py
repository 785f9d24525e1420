"""Says of values that are still being typed whether another record has them, where a unique rule lets only one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from engine.errors import FieldError
from engine.records.permitting import field_label
from engine.storage import key_rows
from engine.storage.layout import unique_rules

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.records.evaluating import Evaluation
    from engine.storage.database import Transaction


def taken(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    record: Evaluation,
    changed: Collection[str] | None,
    wrong: Collection[str],
) -> Iterator[FieldError]:
    """An error for each unique rule that saving `record` would break; `changed` is None of a new record.

    No more is said than that there is one: whoever may write the values learns as much when he saves them. A rule over
    a field that is `wrong` already says nothing: it may be one that he must not write, and then he learns nothing.
    """
    for key, fields, _, where in unique_rules(form):
        read = {path[0] for path in where.fields} if where is not None else set()
        asked = read.union(fields)
        if not asked.isdisjoint(wrong) or (changed is not None and asked.isdisjoint(changed)):
            continue
        values = {name: record.values.get(name) for name in fields}
        if any(value is None for value in values.values()) or (where is not None and not record.holds(where)):
            continue
        if key_rows.is_taken(tx, form, key, values, but=record.id):
            yield not_unique(ctx, form, fields)


def not_unique(ctx: RecordContext, form: Form, fields: Collection[str]) -> FieldError:
    """The error at the last field of a rule: the first ones are mostly its scope."""
    labels = [field_label(ctx, form, name) for name in fields]
    return FieldError(list(fields)[-1] if fields else "", "value.not_unique", {"fields": labels})
