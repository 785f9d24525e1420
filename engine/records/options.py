"""Options that depend on other values: which of a select's options its `where` lets a record have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.errors import FieldError
from engine.records.evaluating import Evaluation

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.records.context import RecordContext
    from engine.records.results import FieldState
    from engine.records.shape import Shape

MOST_NAMED = 20


def allowed(field: Field, record: Evaluation) -> tuple[str, ...]:
    """The ids of the options for which the field's `where` holds."""
    return tuple(option.id for option in field.settings["options"] if _holds(field, record, option.id))


def narrowed(
    fields: Mapping[str, Field], record: Evaluation, states: Mapping[str, FieldState]
) -> dict[str, FieldState]:
    """The states of fields with the options that each has now; None where all of them stand open."""
    return {
        name: replace(state, options=allowed(fields[name], record)) if fields[name].narrows else state
        for name, state in states.items()
    }


def in_row(around: Evaluation, values: Mapping[str, Any], old: Mapping[str, Any] | None) -> Evaluation:
    """A row of a subform as its logic sees it, with the record around it as `parent`."""
    return Evaluation(around.related, around.form, values, id=values.get("id"), old=old, asking=around.whole())


def refused(
    ctx: RecordContext, shape: Shape, record: Evaluation, before: Evaluation | None, path: str = ""
) -> Iterator[FieldError]:
    """What stands in a field of a record or row and is not open to it; `path` leads there.

    A value that was not open before the change either is left alone: nobody has to put right what he did not touch.
    """
    for field in shape.dependent:
        value = record.values.get(field.id)
        wrong = [id for id in _ids(value) if not _holds(field, record, id)]
        if wrong and before is not None and before.values.get(field.id) == value:
            wrong = [id for id in wrong if _holds(field, before, id)]
        if wrong:
            labels = {option.id: option.say(ctx.language) for option in field.settings["options"]}
            open_now = [labels[id] for id in allowed(field, record)]
            said = [*open_now[:MOST_NAMED], *(["…"] if len(open_now) > MOST_NAMED else [])]
            values = {"found": [labels.get(id, id) for id in wrong], "allowed": said}
            yield FieldError(f"{path}{field.id}", "value.not_an_option" if said else "value.no_option", values)


def _ids(value: Any) -> tuple[str, ...]:
    return () if value is None else value if isinstance(value, tuple) else (value,)


def _holds(field: Field, record: Evaluation, option: str) -> bool:
    return bool(field.settings["where"].holds(record.choosing(option)))
