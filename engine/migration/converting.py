"""Values that become others: of another type, or of options that became others; what they were is kept aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.catalog.values import InvalidValue
from engine.migration.filling import BLOCK, cells, rewrite
from engine.migration.operations import Line, Operation, retire_column
from engine.storage import ddl, names
from engine.storage.database import Transaction
from engine.storage.layout import ColumnSpec, TableSpec
from engine.storage.names import Retired, quoted
from engine.storage.system_tables import fw_name
from engine.storage.tables import stored

if TYPE_CHECKING:
    from engine.definition.model import Field

MOST_SAMPLES = 5
Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Surveyed:
    """How many records have a value, how many of these do not convert, and a few of them: (id, value)."""

    rows: int = 0
    lost: int = 0
    samples: tuple[tuple[int, str], ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """What a plan's line says of it."""
        return {
            "rows": self.rows, "lost": self.lost,
            "samples": [value for _, value in self.samples], "records": [id for id, _ in self.samples],
        }  # fmt: skip


@dataclass(frozen=True)
class Conversion:
    """From a column of a field to one of the field as it will be; `moves` are options that became others."""

    old: ColumnSpec
    new: ColumnSpec
    old_field: Field
    new_field: Field
    moves: Mapping[str, str] = field(default_factory=dict)

    @property
    def of_options(self) -> bool:
        """Whether only options become others; what is no option any more stays as it is."""
        chosen = self.new_field.value_type.kind in ("option", "options")
        return chosen and self.old_field.type.name == self.new_field.type.name

    def in_(self, tx: Transaction) -> Convert:
        """The conversion of cells; raises InvalidValue for what does not convert."""
        before, after = stored(self.old, tx.dialect), stored(self.new, tx.dialect)
        if self.of_options:
            return lambda cell: after.to_cell(moved(before.from_cell(cell), self.moves))
        old_field, new_field = self.old_field, self.new_field

        def convert(cell: Any) -> Any:
            value = before.from_cell(cell)
            if value is None:
                return None
            shown = old_field.type.to_json(value, old_field)
            told = old_field.surface.told and new_field.value_type.kind != "number"
            if told or old_field.value_type.kind in ("option", "options") or isinstance(shown, bool):
                shown = old_field.type.show(value, old_field)
            elif not isinstance(shown, (list, dict)):
                shown = str(shown)
            return after.to_cell(new_field.type.clean(new_field.type.from_cell(shown, new_field), new_field))

        return convert

    def survey(self, tx: Transaction, table: str) -> Surveyed:
        """What converting all cells of `table` would do. With `moves` only the cells that change are counted."""
        convert = self.in_(tx)
        rows, lost, samples = 0, 0, list[tuple[int, str]]()
        for id, cell in cells(tx, table, self.old.name):
            try:
                made = convert(cell)
            except InvalidValue:
                lost += 1
                if len(samples) < MOST_SAMPLES:
                    samples.append((id, str(cell)[:60]))
            else:
                if self.of_options and made == cell:
                    continue
            rows += 1
        return Surveyed(rows, lost, tuple(samples))


def moved(value: Any, moves: Mapping[str, str]) -> Any:
    """An option, or a list of options, with those that became others."""
    if isinstance(value, str):
        return moves.get(value, value)
    return tuple(dict.fromkeys(moves.get(one, one) for one in value)) if isinstance(value, (list, tuple)) else value


def moves_between(old: Field, new: Field) -> dict[str, str]:
    """The options of a field that became others: `was` of the new ones; and back again, of the old ones."""
    before = {one.id: one for one in old.settings.get("options") or ()}
    after = {one.id: one for one in new.settings.get("options") or ()}
    became = {was: one.id for one in after.values() for was in one.was}
    moves = {}
    for id, one in before.items():
        if id in after:
            continue
        # By its own name, by that of what it was before, or back to what it was.
        way = [became[name] for name in (id, *one.was) if name in became] + [was for was in one.was if was in after]
        if way:
            moves[id] = way[0]
    return moves


def came_apart(old: Field, new: Field) -> bool:
    """Whether options that had become one are several again."""
    before = {one.id: one for one in old.settings.get("options") or ()}
    after = {one.id for one in new.settings.get("options") or ()}
    return any(was in after and was not in before for one in before.values() for was in one.was)


@dataclass(frozen=True)
class ConvertColumn(Operation):
    """Another type for a field, or other options: the old column is kept aside, the new one filled."""

    app: str
    table: TableSpec
    conversion: Conversion
    version: int
    surveyed: Surveyed = Surveyed()

    @property
    def column(self) -> ColumnSpec:
        return self.conversion.new

    def describe(self) -> Line | None:
        one = self.conversion
        values = {
            "form": self.table.form, "field": _path(self.table, one.new), "old": one.old_field.type.name,
            "new": one.new_field.type.name, **self.surveyed.values,
        }  # fmt: skip
        code = "plan.convert_field_losing" if self.surveyed.lost else "plan.convert_field"
        if one.of_options:
            values["options"] = [f"{was} → {to}" for was, to in one.moves.items()]
            code = "plan.move_options"
        return Line("~", code, values, destroys_data=self.surveyed.lost > 0, rows=self.surveyed.rows)

    def apply(self, tx: Transaction) -> None:
        one = self.conversion
        aside = retire_column(tx, self.app, self.table, one.old, self.version, one.old_field.type.name)
        ddl.add_column(tx, self.table.name, one.new)
        names.add_columns(tx, self.app, self.table, [one.new])
        rewrite(tx, self.table.name, aside, one.new.name, or_empty(one.in_(tx)))


@dataclass(frozen=True)
class GiveBack(Operation):
    """A field gets a type back that it had before: what was not changed since has its old value again."""

    app: str
    table: TableSpec
    forward: Conversion  # from the column that was kept aside to the one of now
    back: Conversion
    retired: Retired
    version: int
    surveyed: Surveyed = Surveyed()
    changed: int = 0  # records that were changed since: their values are converted back

    @property
    def column(self) -> ColumnSpec:
        return self.back.new

    def describe(self) -> Line | None:
        one = self.back
        values = {
            "form": self.table.form, "field": _path(self.table, one.new), "old": one.old_field.type.name,
            "new": one.new_field.type.name, **self.surveyed.values, "changed": self.changed,
        }  # fmt: skip
        code = "plan.give_back_changed" if self.changed else "plan.give_back"
        return Line("~", code, values, destroys_data=self.surveyed.lost > 0, rows=self.surveyed.rows)

    def apply(self, tx: Transaction) -> None:
        one = self.back
        aside = retire_column(tx, self.app, self.table, one.old, self.version, one.old_field.type.name)
        ddl.rename_column(tx, self.table.name, self.retired.column, one.new.name)
        tx.connection.execute(
            sa.update(fw_name).where(fw_name.c.id == self.retired.id).values(column_name=one.new.name, retired=None)
        )
        back = or_empty(one.in_(tx))
        mark = "%s" if tx.dialect == "postgresql" else "?"
        sql = f"UPDATE {quoted(self.table.name)} SET {quoted(one.new.name)} = {mark} WHERE id = {mark}"
        block: list[tuple[Any, int]] = []
        for id, _, now, is_same in compared(tx, self.table.name, one.new.name, aside, self.forward, one.new_field):
            if is_same:
                continue
            block.append((None if now is None else back(now), id))
            if len(block) == BLOCK:
                tx.execute_many(sql, block)
                block = []
        if block:
            tx.execute_many(sql, block)


@dataclass(frozen=True)
class Return:
    """What giving a retired column back would do: `gained` values that converting what is there now would not give."""

    surveyed: Surveyed
    changed: int
    gained: int


def survey_return(tx: Transaction, table: str, retired: str, now: str, forward: Conversion, back: Conversion) -> Return:
    """Looks at all records that have a value now, or had one then."""
    convert = back.in_(tx)
    rows, lost, changed, gained, samples = 0, 0, 0, 0, list[tuple[int, str]]()
    for id, before, cell, is_same in compared(tx, table, retired, now, forward, back.new_field):
        rows += cell is not None
        changed += not is_same
        try:
            made = None if cell is None else convert(cell)
        except InvalidValue:
            made = None
            if not is_same:
                lost += 1
                if len(samples) < MOST_SAMPLES:
                    samples.append((id, str(cell)[:60]))
        gained += is_same and made != before
    return Return(Surveyed(rows, lost, tuple(samples)), changed, gained)


def compared(
    tx: Transaction, table: str, kept: str, now: str, forward: Conversion, wanted: Field
) -> Iterator[tuple[int, Any, Any, bool]]:
    """(id, kept cell, cell now, whether nobody changed it since: the kept one leads to the one of now and still is a
    value of `wanted`).
    """
    convert, fits = or_empty(forward.in_(tx)), _fitting(tx, forward.old, wanted)
    mark = "%s" if tx.dialect == "postgresql" else "?"
    filled = f"({quoted(kept)} IS NOT NULL OR {quoted(now)} IS NOT NULL)"
    sql = (
        f"SELECT id, {quoted(kept)}, {quoted(now)} FROM {quoted(table)} WHERE {filled} AND id > {mark} "
        f"ORDER BY id LIMIT {BLOCK}"
    )
    last = 0
    while rows := tx.execute(sql, (last,)).fetchall():
        for id, before, cell in rows:
            yield id, before, cell, (None if before is None else convert(before)) == cell and fits(before)
        last = rows[-1][0]


def _fitting(tx: Transaction, column: ColumnSpec, field: Field) -> Callable[[Any], bool]:
    read = stored(column, tx.dialect).from_cell

    def fits(cell: Any) -> bool:
        if cell is None:
            return True
        try:
            field.type.clean(field.type.to_json(read(cell), field), field)
        except InvalidValue:
            return False
        return True

    return fits


def or_empty(convert: Convert) -> Convert:
    """The same, with nothing for what does not convert."""

    def cell(old: Any) -> Any:
        try:
            return convert(old)
        except InvalidValue:
            return None

    return cell


def _path(table: TableSpec, column: ColumnSpec) -> str:
    return f"{table.field}.{column.field}" if table.field else column.field
