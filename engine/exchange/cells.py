"""Turns the cells of a record's rows into its values, links by title or key and rows of subforms included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import tee
from typing import Any

from engine.definition.model import Field, Form
from engine.errors import FieldError, InvalidValues
from engine.exchange.joining import Numbered
from engine.exchange.mapping import can_take, day_of, mapped, month_first
from engine.records import RecordContext
from engine.records.finding import by_title, find_by_key_in, nearest_titles

REMEMBERED = 200_000  # names of linked records
DAYS = frozenset({"date", "datetime"})


@dataclass(frozen=True)
class RowFound:
    """A row as values; `notes` say what was left empty, `errors` why the row cannot be taken at all."""

    values: dict[str, Any]
    notes: list[FieldError] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)


@dataclass(frozen=True)
class RecordFound:
    """What some rows of a table make of one record; notes and errors with the number of the row that they are of.

    `lines`: by subform the number of the row that each of its rows came from.
    """

    values: dict[str, Any]
    lines: dict[str, list[int]]
    notes: list[tuple[int, FieldError]] = field(default_factory=list)
    errors: list[tuple[int, FieldError]] = field(default_factory=list)


@dataclass(frozen=True)
class _Target:
    place: int
    column: str
    field: Field
    by: str | None
    month_first: bool | None
    subform: str | None = None

    @property
    def path(self) -> str:
        return self.field.id if self.subform is None else f"{self.subform}.{self.field.id}"


class Cells:
    """One form, one mapping: made once for many rows."""

    def __init__(
        self,
        context: RecordContext,
        form: Form,
        names: Sequence[str],
        mapping: Mapping[str, Any],
        first_rows: Iterator[Sequence[Any]],
    ):
        self.form = form
        self.zone = context.clock.zone
        wanted = mapped(mapping)
        self.width = len(names)
        places = {name: place for place, name in enumerate(names)}
        self.targets: list[_Target] = []
        chosen = [(name, *wanted[name]) for name in names if name in wanted]
        days = [name for name, field_id, _ in chosen if self._field(field_id).value_type.kind in DAYS]
        copies = tee(first_rows, len(days)) if days else ()
        orders = {
            name: month_first(row[places[name]] if places[name] < len(row) else None for row in rows)
            for name, rows in zip(days, copies, strict=True)
        }
        for name, field_id, by in chosen:
            subform = field_id.partition(".")[0] if "." in field_id else None
            self.targets.append(_Target(places[name], name, self._field(field_id), by, orders.get(name), subform))
        self.own = [target for target in self.targets if target.subform is None]
        self.of_rows: dict[str, list[_Target]] = {}
        for target in self.targets:
            if target.subform is not None:
                self.of_rows.setdefault(target.subform, []).append(target)
        if self.of_rows and not self.own:
            raise InvalidValues(errors=[FieldError(next(iter(self.of_rows)), "import_rows_of_what")])
        self._known: dict[tuple[str, str], int] = {}
        self._unknown: dict[tuple[str, str], FieldError] = {}

    def column_of(self, path: str) -> str | None:
        """The column that filled a field."""
        name = ".".join(part for part in path.split(".")[:3] if not part.isdigit())
        return next((target.column for target in self.targets if target.path in (name, path.split(".")[0])), None)

    def record(self, context: RecordContext, rows: Sequence[Numbered]) -> RecordFound:
        """The values of one record out of its rows: the first speaks for the record, each for its rows of subforms."""
        (first, cells), *_ = rows
        own = self._values(context, cells, self.own)
        found = RecordFound(own.values, {}, [(first, one) for one in own.notes], [(first, one) for one in own.errors])
        for number, row in rows:
            if number != first:
                found.notes.extend((number, one) for one in self._said_otherwise(cells, row, first))
            for subform, targets in self.of_rows.items():
                if all(_cell(row, target.place) is None for target in targets):
                    continue
                line = self._values(context, row, targets)
                found.notes.extend((number, one) for one in line.notes)
                found.errors.extend((number, one) for one in line.errors)
                given = {name: value for name, value in line.values.items() if value is not None}
                found.values.setdefault(subform, []).append(given)
                found.lines.setdefault(subform, []).append(number)
        return found

    def _said_otherwise(self, first: Sequence[Any], row: Sequence[Any], number: int) -> Iterator[FieldError]:
        """What a further row says of the record that its first row has said in another way."""
        for target in self.own:
            cell = _cell(row, target.place)
            if cell is not None and str(cell).strip() != str(_cell(first, target.place) or "").strip():
                values = {"found": str(cell)[:200], "column": target.column, "row": number}
                yield FieldError(target.path, "import_said_before", values)

    def _values(self, context: RecordContext, row: Sequence[Any], targets: Sequence[_Target]) -> RowFound:
        """The values of one row; a link to nothing is left empty and noted, unless the field is required."""
        found = RowFound({})
        if len(row) > self.width and any(cell is not None for cell in row[self.width :]):
            found.errors.append(FieldError("", "import_too_many_cells", {"found": len(row), "expected": self.width}))
            return found
        for target in targets:
            cell = _cell(row, target.place)
            name = target.field.id
            if cell is None:
                found.values[name] = None
            elif target.field.target is not None:
                found.values[name] = self._linked(context, target, cell, found)
            else:
                if target.month_first is not None:
                    cell = day_of(cell, target.month_first)
                found.values[name] = target.field.type.from_cell(cell, target.field, self.zone)
        return found

    def _field(self, field_id: str) -> Field:
        subform, _, column = field_id.partition(".")
        known = self.form.fields.get(subform)
        if column:
            known = known.fields.get(column) if known is not None else None
        if known is None or not can_take(known):
            raise InvalidValues(errors=[FieldError(field_id, "import_no_such_field", {"found": field_id})])
        return known

    def _linked(self, context: RecordContext, target: _Target, cell: Any, found: RowFound) -> Any:
        texts = [part.strip() for part in str(cell).split(";")] if target.field.many else [str(cell).strip()]
        ids = []
        for text in texts:
            if not text:
                continue
            linked = self._find(context, target, text)
            if isinstance(linked, FieldError):
                (found.errors if target.field.required else found.notes).append(linked)
            else:
                ids.append(linked)
        if target.field.many:
            return ids
        return ids[0] if ids else None

    def _find(self, context: RecordContext, target: _Target, text: str) -> int | FieldError:
        key = (target.path, text)
        if key in self._known:
            return self._known[key]
        if key in self._unknown:
            return self._unknown[key]
        linked = self._look_up(context, target, text)
        if isinstance(linked, int):
            if len(self._known) < REMEMBERED:
                self._known[key] = linked
        elif target.field.target != (self.form.app_id, self.form.id):
            # In a form that links to itself the record may still come with a later row.
            self._unknown[key] = linked
        return linked

    def _look_up(self, context: RecordContext, target: _Target, text: str) -> int | FieldError:
        assert target.field.target is not None and context.tx is not None
        app, form_id = target.field.target
        form = context.apps.app(app).forms[form_id]
        values = {"found": text[:200], "column": target.column}
        if target.by:
            try:
                by_key = find_by_key_in(context, context.tx, form, {target.by: text})
            except InvalidValues as trouble:
                first = trouble.errors[0]
                return FieldError(target.path, first.code, {**first.values, **values})
            if by_key is not None:
                return by_key
        ids = by_title(context, context.tx, form, text)
        if len(ids) == 1:
            return ids[0]
        if ids:
            return FieldError(target.path, "value.title_unclear", {**values, "count": len(ids)})
        near = nearest_titles(context, context.tx, form, text)
        return FieldError(target.path, "value.no_such_title", {**values, "nearest": list(near)})


def _cell(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else None
