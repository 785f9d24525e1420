"""Logic of the rows inside a record: what is shown, required, locked or refused in each row of a subform."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import FieldError
from engine.records import logic
from engine.records.evaluating import Evaluation
from engine.records.options import in_row, narrowed, refused
from engine.records.results import FieldState, RowState
from engine.records.shape import shape_of

if TYPE_CHECKING:
    from engine.definition.model import Field, Form, LogicRule
    from engine.records.context import RecordContext
    from engine.records.shape import Shape

# What a condition of a row may read that is not in the row.
AROUND = frozenset({"parent", "old"})


@dataclass(frozen=True)
class WrittenRow:
    """A row as it is going to stand.

    `path` is where it was sent (`lines.2`, `lines.set.17`), `before` how it stood, None of a new one; `typed` names the
    columns that somebody gave another value.
    """

    path: str
    values: dict[str, Any]
    before: Mapping[str, Any] | None = None
    typed: Collection[str] = ()


def errors_of(
    ctx: RecordContext,
    form: Form,
    record: Evaluation,
    before: Evaluation | None,
    written: Mapping[str, Sequence[WrittenRow]],
) -> list[FieldError]:
    """What required columns and the logic of rows say against saving `record`; `written`: the rows that were sent.

    Logic is asked in every row, since it may read the record around it; rows of a subform that is not there are not.
    """
    errors: list[FieldError] = []
    shape = shape_of(form)
    for subform in shape.subforms:
        rows = written.get(subform.id, ())
        if not reacts(form, subform):
            errors.extend(error for row in rows for error in _missing(subform, row, shape.rows[subform.id].required))
        elif record.values.get(subform.id) and logic.states(form, record, before)[subform.id].visible:
            for row in rows or _stored(subform, record):
                errors.extend(_errors_in(ctx, shape.rows[subform.id], _Row(subform, row, record, before)))
    return errors


def reacts(form: Form, subform: Field) -> bool:
    """Whether something in the rows depends on values."""
    return bool(subform.logic or shape_of(form).rows[subform.id].dependent)


def states_of(form: Form, record: Evaluation, before: Evaluation | None) -> dict[str, tuple[RowState, ...]]:
    """How each row of the subforms in which something depends on values stands, in the order of the rows."""
    found = {}
    for subform in shape_of(form).subforms:
        if reacts(form, subform):
            there = {row["id"]: row for row in (before.values.get(subform.id) if before is not None else None) or ()}
            rows = [
                _Row(subform, WrittenRow("", row, there.get(row.get("id"))), record, before)
                for row in record.values.get(subform.id) or ()
            ]
            found[subform.id] = tuple(
                RowState(tuple(part.id for part in row.active), narrowed(subform.fields, row.now, row.states()))
                for row in rows
            )
    return found


def _stored(subform: Field, record: Evaluation) -> Iterator[WrittenRow]:
    for at, row in enumerate(record.values[subform.id]):
        yield WrittenRow(f"{subform.id}.{at}", row, row)


def _missing(subform: Field, row: WrittenRow, required: Collection[str]) -> Iterator[FieldError]:
    for name in required:
        if logic.is_empty(row.values.get(name)) and subform.fields[name].writable:
            yield FieldError(f"{row.path}.{name}", "value.required")


def _errors_in(ctx: RecordContext, shape: Shape, row: _Row) -> Iterator[FieldError]:
    path = row.written.path
    for part in row.active:
        if part.error is not None:
            place = f"{path}.{part.field}" if part.field else path
            yield FieldError(place, "logic.error", {"logic": part.id}, logic.said(ctx, part))
    states = row.states()
    for name in row.written.typed:
        if states[name].readonly:
            yield FieldError(f"{path}.{name}", "value.locked")
        elif not states[name].visible and not logic.is_empty(row.written.values.get(name)):
            yield FieldError(f"{path}.{name}", "value.hidden")
    for error in refused(ctx, shape, row.now, row.before, f"{path}."):
        if states[error.path.rpartition(".")[2]].visible:
            yield error
    yield from _missing(row.subform, row.written, [name for name, state in states.items() if state.required])


class _Row:
    """One row with the record around it, now and before."""

    def __init__(self, subform: Field, written: WrittenRow, record: Evaluation, before: Evaluation | None):
        self.subform, self.written = subform, written
        self._around_before = before
        self.now = in_row(record, written.values, written.before)
        stood = written.before
        self.before = in_row(before, stood, None) if before is not None and stood is not None else None
        self.active = logic.active(subform, self.now)

    def states(self) -> Mapping[str, FieldState]:
        locked = {name for part in self.active if part.readonly and self._held(part) for name in part.readonly}
        return logic.field_states(self.subform, self.active, locked)

    def _held(self, part: LogicRule) -> bool:
        """Whether what locks held before the change too.

        A new row has no before: only what reads nothing of the row locks it, as the record around it was.
        """
        if part.when is None:
            return True
        if self.before is not None:
            return self.before.holds(part.when)
        around = self._around_before
        if part.when.fields:
            return False
        if around is None:
            return not any(path[0] in AROUND for path in part.when.depends)
        return in_row(around, {}, None).holds(part.when)
