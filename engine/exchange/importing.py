"""Brings a table into a form: block by block, each with its own place, so that a crash loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from engine import clock, records
from engine.definition.model import Form
from engine.errors import FieldError
from engine.exchange.cells import Cells
from engine.exchange.tables import Choices, Header, Source, header_of, open_table
from engine.jobs.context import JobContext
from engine.jobs.job import JobType
from engine.records import RecordContext
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
    """What came of the rows so far; `row` is the number of the last one that was dealt with."""

    row: int = 0
    created: int = 0
    updated: int = 0
    failed: int = 0
    left_empty: int = 0
    change_set: int | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.created + self.updated + self.failed,
            "created": self.created,
            "updated": self.updated,
            "failed": self.failed,
            "left_empty": self.left_empty,
            "change_set": self.change_set,
        }


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
        rows = (item for item in self.source.rows() if item[0] > max(self.header.row, self.counts.row))
        total = self.options.get("rows")
        cells: Cells | None = None
        while block := list(islice(rows, self.block)):
            record_context = replace(self.job_type.context_of(self.job.job.actor), origin="import")
            form = record_context.form(self.row["app"], self.row["form"])
            if cells is None or cells.form is not form:
                cells = Cells(record_context, form, self.header.names, self.row["mapping"], self.first_rows())
            started = clock.stopwatch()
            self.write(record_context, form, cells, block, total)
            self.resize(len(block), clock.stopwatch() - started)
        self.finish()
        return self.counts

    def first_rows(self) -> Iterator[list[Any]]:
        """Some rows that the order of day and month is told from."""
        return (cells for number, cells in islice(self.source.rows(), 2_000) if number > self.header.row)

    def resize(self, rows: int, seconds: float) -> None:
        """Blocks as large as fit into the time that others may wait."""
        fitting = int(rows * BLOCK_SECONDS / max(seconds, 0.001))
        self.block = max(10, min(LARGEST_BLOCK, (self.block + fitting) // 2))

    def write(
        self, context: RecordContext, form: Form, cells: Cells, block: list[tuple[int, list[Any]]], total: int | None
    ) -> None:
        def work(tx: Transaction) -> Counts:
            counts = replace(self.counts, problems=list(self.counts.problems))
            inside = self.inside(context, tx, counts)
            self.rows(inside, form, cells, block, counts)
            counts.row = block[-1][0]
            done = counts.created + counts.updated + counts.failed
            if self.dry:
                raise _Rehearsed(counts)
            self.keep(tx, counts)
            self.job.checkpoint(tx, self.position(counts), done=done, total=total, step="data")
            return counts

        try:
            self.counts = self.job.database.transact(work, interactive=False)
        except _Rehearsed as rehearsed:
            self.counts = rehearsed.counts
            self.counts.change_set = None
            done = self.counts.created + self.counts.updated + self.counts.failed
            self.job.database.transact(
                lambda tx: self.job.checkpoint(tx, done=done, total=total, step="rehearsal"), lock="none"
            )

    def inside(self, context: RecordContext, tx: Transaction, counts: Counts) -> RecordContext:
        """A context whose writes belong to the one change set of this import."""
        if counts.change_set is not None:
            return replace(context.inside(tx), change_set=counts.change_set)
        begun = context.begin_change_set(tx, label=self.row["file_id"])
        counts.change_set = begun.change_set
        return begun

    def rows(
        self,
        context: RecordContext,
        form: Form,
        cells: Cells,
        block: list[tuple[int, list[Any]]],
        counts: Counts,
    ) -> None:
        numbers: list[int] = []
        values: list[dict[str, Any]] = []
        for number, row in block:
            found = cells.values(context, row)
            self.report(counts, number, found.notes, fails=False)
            counts.left_empty += len(found.notes)
            if found.errors:
                counts.failed += 1
                self.report(counts, number, found.errors, fails=True)
            else:
                numbers.append(number)
                values.append(found.values)
        if not values:
            return
        bulk = records.create_many(context, form, values, partial=True, upsert=self.options.get("key") or None)
        counts.created += bulk.created
        counts.updated += bulk.updated
        failed: dict[int, list[FieldError]] = {}
        for error in bulk.errors:
            index, _, path = error.path.partition(".")
            failed.setdefault(int(index), []).append(FieldError(path, error.code, error.values, error.message))
        for place, errors in failed.items():
            counts.failed += 1
            named = [replace(error, values={**error.values, "column": cells.column_of(error.path)}) for error in errors]
            self.report(counts, numbers[place], named, fails=True)

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


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
