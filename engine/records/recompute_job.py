"""The job that brings computed fields up to date over whole forms, while everybody goes on working."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from engine import clock
from engine.events import Cause, ValuesFilled
from engine.jobs.job import JobType
from engine.records.handing_over import JOB
from engine.records.refilling import Step, correct_between, fill_between, steps
from engine.records.writing import Journal
from engine.storage import counts, filling, outbox

if TYPE_CHECKING:
    from engine.jobs.context import JobContext
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

FIRST_BLOCK = 2_000
LARGEST_BLOCK = 200_000
MOST_TOLD = 500  # records with a history row and an event each, at a time
# How long a block may keep others waiting: on SQLite every writer, on PostgreSQL those that want its records.
BLOCK_SECONDS: Mapping[str, float] = {"sqlite": 0.15, "postgresql": 0.4}

Name = tuple[str, str]


@dataclass(frozen=True)
class Position:
    """How far the job is: fields that are done, the last record of the one that is not, and what changed."""

    finished: tuple[Name, ...] = ()
    last: int = 0
    done: int = 0
    changed: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Position:
        if not kept:
            return cls()
        return cls(tuple(map(tuple, kept["finished"])), kept["last"], kept["done"], kept["changed"])

    def as_json(self) -> dict[str, Any]:
        return {"finished": self.finished, "last": self.last, "done": self.done, "changed": self.changed}


class RecomputeJob(JobType):
    """Goes level by level and block by block; each block is a transaction that keeps how far the job is.

    Whatever is written beside it ends up right: a write works out what follows from it as ever, and every record is
    looked at after all that it reads is up to date.
    """

    name: ClassVar[str] = JOB

    def __init__(self, context_of: Callable[[], RecordContext]):
        self.context_of = context_of

    def run(self, context: JobContext) -> dict[str, Any]:
        if context.job.options.get("settled"):
            context.database.transact(lambda tx: None, lock="exclusive", interactive=False)
        going = _Going(self, context)
        while going.next():
            pass
        return {"changed": dict(going.position.changed)}


class _Going:
    def __init__(self, job_type: RecomputeJob, context: JobContext):
        self.job_type, self.job, self.options = job_type, context, context.job.options
        self.position = Position.of(context.job.position)
        self.block = FIRST_BLOCK
        self.total = self._count()

    def next(self) -> bool:
        """One block, or the end of a field; False when nothing is left."""

        def work(tx: Transaction) -> tuple[Position, bool]:
            context = self._context(tx)
            names, finished = self._names("names"), set(self.position.finished)
            left = [step for step in steps(context, names, self._names("fresh")) if step.one.name not in finished]
            if not left:
                return self._end(tx), False
            position = self._block(context, tx, left[0])
            self.job.checkpoint(tx, position.as_json(), done=position.done, total=self.total, step="computed")
            return position, True

        began, before = clock.stopwatch(), self.position
        self.position, more = self.job.database.transact(work, interactive=False)
        if self.position.finished != before.finished:
            self.block = FIRST_BLOCK  # the next field may take longer
        else:
            self._resize(self.position.done - before.done, clock.stopwatch() - began)
        return more

    def _count(self) -> int:
        """How many records there are to look at, those counted that are done; nobody has to wait for the counting."""
        context, finished = self.job_type.context_of(), set(self.position.finished)
        with self.job.database.read() as tx:
            left = [step for step in steps(context, self._names("names")) if step.one.name not in finished]
            behind = self.position.last + 1
            found = [counts.living(tx, step.form, 1 if at else behind) for at, step in enumerate(left)]
        return self.position.done + sum(found)

    def _context(self, tx: Transaction) -> RecordContext:
        """Who has asked for it is said by the change set; what goes on here needs nobody's rights."""
        made = self.job_type.context_of().inside(tx)
        cause = Cause(tuple(self.options["cause"]))
        return replace(made, origin=self.options["origin"], cause=cause, change_set=self.options["change_set"])

    def _names(self, key: str) -> set[Name]:
        return {(form, field) for form, field in self.options[key]}

    def _block(self, context: RecordContext, tx: Transaction, step: Step) -> Position:
        position, first = self.position, self.position.last + 1
        end, records = self._range(tx, step)
        if end is None:
            tx.move_epoch()  # this one is up to date everywhere
            return replace(position, finished=(*position.finished, step.one.name), last=0)
        if self.options["quiet"]:
            if not step.one.is_of_itself:
                # A statement that had to wait for a record reads that one anew, and nothing else.
                filling.lock_between(tx, step.form, first, end)
            changed = fill_between(context, tx, step, first, end)
            records = max(records, changed)
        else:
            journal, upto = Journal(context, tx), end
            corrected, end = correct_between(context, tx, step, first, end, MOST_TOLD)
            journal.recomputed(corrected)
            journal.close()
            changed = len(corrected)
            records = records if end == upto else counts.living(tx, step.form, first, end)
        name = step.form.name
        so_far = {**position.changed, name: position.changed.get(name, 0) + changed}
        return replace(position, last=end, done=position.done + records, changed=so_far)

    def _range(self, tx: Transaction, step: Step) -> tuple[int | None, int]:
        """The last id of the next block (None: there is none), and how many records it holds (0: not known yet)."""
        if step.fresh and step.one.subform is None:
            return filling.range_end(tx, step.form, self.position.last, self.block), 0  # the writing counts them
        return filling.block_end(tx, step.form, self.position.last, self.block)

    def _end(self, tx: Transaction) -> Position:
        """Nothing is stale any more: says so to whoever looks at these apps."""
        names = self._names("names")
        position = replace(self.position, finished=tuple(sorted(names)))
        self.job.checkpoint(tx, position.as_json(), done=position.done, total=position.done)
        tx.move_epoch()
        for app in sorted({form.partition(".")[0] for form, _ in names}):
            changed = {form: count for form, count in position.changed.items() if form.startswith(f"{app}.")}
            outbox.append_fact(tx, ValuesFilled(app, self.job.job.id, changed))
        return position

    def _resize(self, records: int, seconds: float) -> None:
        """Blocks as large as fit into the time that others may wait."""
        if records:
            fitting = int(records * BLOCK_SECONDS[self.job.database.dialect] / max(seconds, 0.001))
            self.block = max(200, min(LARGEST_BLOCK, (self.block + fitting) // 2))


__all__ = ["RecomputeJob"]
