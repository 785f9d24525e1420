"""Brings a table into a form: block by block, each with its own place, so that a crash loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from engine import clock, records
from engine.definition.model import Form
from engine.errors import FieldError
from engine.exchange.cells import Cells, RecordFound
from engine.exchange.joining import Joining, Numbered
from engine.exchange.tables import Choices, Header, Source, header_of, open_table
from engine.jobs.context import JobContext
from engine.jobs.job import JobType
from engine.records import RecordContext
from engine.records.finding import key_fields
from engine.storage import import_rows, statistics
from engine.storage.database import Transaction

FIRST_BLOCK = 100
LARGEST_BLOCK = 1_000
BLOCK_SECONDS = 0.08  # how long a block may keep other writers waiting
MANY = 1_000  # new rows after which the database is asked to look at its tables anew
MOST_PROBLEMS = 10_000  # of one report; the counts go on


class _Rehearsed(Exception):
    """A dry run's block is rolled back by raising this with what it found."""

    def __init__(self, counts: Counts):
        self.counts = counts


@dataclass
class Counts:
    """What came of the table so far; `row` is the number of the last row that was dealt with, `rows` how many were.

    Created and updated are records, failed are rows of the table.
    """

    row: int = 0
    rows: int = 0
    created: int = 0
    updated: int = 0
    failed: int = 0
    left_empty: int = 0
    change_set: int | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "failed": self.failed,
            "left_empty": self.left_empty,
            "change_set": self.change_set,
        }


@dataclass(frozen=True)
class Group:
    """The rows of a table that make one record; `before` is a row further up that began the same record."""

    rows: Sequence[Numbered]
    before: int | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def number(self) -> int:
        return self.rows[0][0]


class ImportJob(JobType):
    """One import, or its dry run; the actor is the person who started it, with the rights he has at that block."""

    name: ClassVar[str] = "import"

    def __init__(self, folder: Path, context_of: Callable[[Mapping[str, Any]], RecordContext]):
        self.folder = folder
        self.context_of = context_of

    def run(self, context: JobContext) -> dict[str, Any]:
        import_id = str(context.job.options["import"])
        dry = bool(context.job.options.get("dry"))
        with context.database.read() as tx:
            row = import_rows.get(tx, import_id)
        assert row is not None
        going = _Going(self, context, row, dry=dry)
        counts = going.run()
        return counts.as_json()

    def cancelled(self, context: JobContext) -> Any:
        """Take back exactly the rows of this import."""
        if context.job.options.get("dry"):
            return None
        with context.database.read() as tx:
            row = import_rows.get(tx, str(context.job.options["import"]))
        if row is None or row["change_set"] is None:
            return {"undone": 0}
        undone = records.undo(self.context_of(context.job.actor), row["change_set"])
        return {"undone": undone.undone, "kept": list(undone.kept)}


class _Going:
    def __init__(self, job_type: ImportJob, context: JobContext, row: Mapping[str, Any], *, dry: bool):
        self.job = context
        self.row = row
        self.dry = dry
        self.options = row["options"] or {}
        self.job_type = job_type
        self.source: Source = open_table(job_type.folder / row["id"], row["file_id"], choices_of(self.options))
        self.header: Header = header_of(self.source, self.options.get("header_row"))
        position = context.job.position or {}
        self.counts = Counts(
            **{**position, "problems": list((row["report"] or {}).get("problems", [])) if position else []}
        )
        self.block = FIRST_BLOCK

    def run(self) -> Counts:
        total = self.options.get("rows")
        cells: Cells | None = None
        groups = self.groups()
        while block := self.next_block(groups):
            record_context, form = self.acting()
            if cells is None or cells.form is not form:
                cells = Cells(record_context, form, self.header.names, self.row["mapping"], self.first_rows())
            started = clock.stopwatch()
            self.write(record_context, form, cells, block, total)
            self.resize(sum(map(len, block)), clock.stopwatch() - started)
        self.finish()
        return self.counts

    def acting(self) -> tuple[RecordContext, Form]:
        """Whoever started it, with the rights of now, and the form as it is now."""
        context = replace(self.job_type.context_of(self.job.job.actor), origin="import")
        return context, context.form(self.row["app"], self.row["form"])

    def groups(self) -> Iterator[Group]:
        """What is left to do, record by record; a record that has come before, further up, says so."""
        _, form = self.acting()
        key = self.options.get("key")
        joining = Joining(self.header.names, self.row["mapping"], key_fields(form, key) if key else ())
        began: dict[tuple[str, ...], int] = {}
        for rows in joining.groups(item for item in self.source.rows() if item[0] > self.header.row):
            before = None
            if joining.of_rows and joining.by_key and (known := joining.key_of(rows[0])) is not None:
                before = began.setdefault(known, rows[0][0])
            if rows[-1][0] > self.counts.row:
                yield Group(rows, None if before == rows[0][0] else before)

    def next_block(self, groups: Iterator[Group]) -> list[Group]:
        """So many whole records that they fit into a block of rows."""
        block, rows = list[Group](), 0
        for group in groups:
            block.append(group)
            rows += len(group)
            if rows >= self.block:
                break
        return block

    def first_rows(self) -> Iterator[list[Any]]:
        """Some rows that the order of day and month is told from."""
        return (cells for number, cells in islice(self.source.rows(), 2_000) if number > self.header.row)

    def resize(self, rows: int, seconds: float) -> None:
        """Blocks as large as fit into the time that others may wait."""
        fitting = int(rows * BLOCK_SECONDS / max(seconds, 0.001))
        self.block = max(10, min(LARGEST_BLOCK, (self.block + fitting) // 2))

    def write(
        self, context: RecordContext, form: Form, cells: Cells, block: Sequence[Group], total: int | None
    ) -> None:
        def work(tx: Transaction) -> Counts:
            counts = replace(self.counts, problems=list(self.counts.problems))
            inside = self.inside(context, tx, counts)
            self.records(inside, form, cells, block, counts)
            counts.row = block[-1].rows[-1][0]
            counts.rows += sum(map(len, block))
            if self.dry:
                raise _Rehearsed(counts)
            self.keep(tx, counts)
            self.job.checkpoint(tx, self.position(counts), done=counts.rows, total=total, step="data")
            return counts

        try:
            self.counts = self.job.database.transact(work, interactive=False)
        except _Rehearsed as rehearsed:
            self.counts = rehearsed.counts
            self.counts.change_set = None
            self.job.database.transact(
                lambda tx: self.job.checkpoint(tx, done=self.counts.rows, total=total, step="rehearsal"), lock="none"
            )

    def inside(self, context: RecordContext, tx: Transaction, counts: Counts) -> RecordContext:
        """A context whose writes belong to the one change set of this import."""
        if counts.change_set is not None:
            return replace(context.inside(tx), change_set=counts.change_set)
        begun = context.begin_change_set(tx, label=self.row["file_id"])
        counts.change_set = begun.change_set
        return begun

    def records(self, context: RecordContext, form: Form, cells: Cells, block: Sequence[Group], counts: Counts) -> None:
        taken: list[tuple[Group, RecordFound]] = []
        for group in block:
            found = cells.record(context, group.rows)
            if group.before is not None:
                apart = FieldError("", "import_rows_apart", {"row": group.before})
                found.errors.append((group.number, apart))
            counts.left_empty += len(found.notes)
            for number, note in found.notes:
                self.report(counts, number, [note], fails=False)
            if found.errors:
                self.refuse(counts, group, found.errors)
            else:
                taken.append((group, found))
        if not taken:
            return
        values = [found.values for _, found in taken]
        bulk = records.create_many(context, form, values, partial=True, upsert=self.options.get("key") or None)
        counts.created += bulk.created
        counts.updated += bulk.updated
        failed: dict[int, list[tuple[int, FieldError]]] = {}
        for error in bulk.errors:
            index, _, path = error.path.partition(".")
            group, found = taken[int(index)]
            named = {**error.values, "column": cells.column_of(path)}
            told = FieldError(path, error.code, named, error.message)
            failed.setdefault(int(index), []).append((_row_of(group, found, path), told))
        for place, errors in failed.items():
            self.refuse(counts, taken[place][0], errors)

    def refuse(self, counts: Counts, group: Group, errors: Sequence[tuple[int, FieldError]]) -> None:
        """All rows of a record are refused with it; each says why, or which of the others is to blame."""
        counts.failed += len(group)
        blamed = {number for number, _ in errors}
        rest = FieldError("", "import_with_row", {"row": min(blamed)})
        others = [(number, rest) for number, _ in group.rows if number not in blamed]
        for number, error in sorted([*errors, *others], key=lambda one: one[0]):
            self.report(counts, number, [error], fails=True)

    def report(self, counts: Counts, number: int, errors: list[FieldError], *, fails: bool) -> None:
        for error in errors:
            if len(counts.problems) < MOST_PROBLEMS:
                counts.problems.append(
                    {
                        "row": number,
                        "field": error.path,
                        "column": error.values.get("column"),
                        "value": error.values.get("found"),
                        "code": error.code,
                        "values": {key: _plain(value) for key, value in error.values.items()},
                        "message": error.message,
                        "nearest": _plain(error.values.get("nearest")),
                        "failed": fails,
                    }
                )

    def keep(self, tx: Transaction, counts: Counts) -> None:
        import_rows.change(
            tx,
            self.row["id"],
            {"change_set": counts.change_set, "report": {**counts.as_json(), "problems": counts.problems}},
        )

    def position(self, counts: Counts) -> dict[str, Any]:
        return {
            "row": counts.row,
            "rows": counts.rows,
            "created": counts.created,
            "updated": counts.updated,
            "failed": counts.failed,
            "left_empty": counts.left_empty,
            "change_set": counts.change_set,
        }

    def finish(self) -> None:
        def work(tx: Transaction) -> None:
            self.job.fence(tx)
            self.keep(tx, self.counts)
            import_rows.change(tx, self.row["id"], {"state": "checked" if self.dry else "done"})

        self.job.database.transact(work, lock="none")
        if self.counts.created > MANY:
            context = self.job_type.context_of(self.job.job.actor)
            form = context.form(self.row["app"], self.row["form"])
            self.job.database.transact(lambda tx: statistics.refresh(tx, form), lock="none", interactive=False)


def choices_of(options: Mapping[str, Any]) -> Choices:
    """What people chose of how to read the file."""
    return Choices(options.get("encoding"), options.get("delimiter"), options.get("sheet"), options.get("header_row"))


def _row_of(group: Group, found: RecordFound, path: str) -> int:
    """The row of the table that a wrong value came from: `lines.2.product` from that of the third line."""
    subform, _, rest = path.partition(".")
    numbers, place = found.lines.get(subform, []), rest.partition(".")[0]
    return numbers[int(place)] if place.isdigit() and int(place) < len(numbers) else group.number


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
