"""One database, embedded SQLite or PostgreSQL: transactions that repeat themselves, and plain reads."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from engine.clock import Allowance, stopwatch
from engine.storage.connecting import connect_engine, is_interrupted, is_transient
from engine.storage.errors import DatabaseBusy, NotMyTurn, TookTooLong, WouldWait
from engine.storage.links import Link, Links
from engine.storage.signals import Signals
from engine.storage.writers import WriterQueue

T = TypeVar("T")
DialectName = Literal["sqlite", "postgresql"]
AppLock = Literal["shared", "exclusive", "none"]

# Work that keeps colliding is given up after so many seconds; each pause is random, so that two do not meet again.
PATIENCE = 30.0
LONGEST_PAUSE = 0.25
# Writers share this lock, a publish takes it alone (PostgreSQL; SQLite has one writer anyway).
APP_LOCK = 0x464F524D
_EPOCH = "SELECT number FROM fw_epoch WHERE id = 1"


class Transaction:
    """What everything in storage is given first: one connection inside one transaction (or a plain read)."""

    def __init__(self, database: Database, link: Link, *, writing: bool, until: Allowance | None = None):
        self.database = database
        self.dialect: DialectName = database.dialect
        self.writing = writing
        self.moved = False  # whether it has moved the epoch: what belongs to the new one is not for others yet
        self.migrating = False  # whether this transaction has changed tables: what it learns is not for others yet
        self.cached: dict[Any, Any] = {}  # what was learnt within this transaction, gone with it
        self._link = link
        self._raw = link.raw
        self._until = until
        self._hooks: list[Callable[[], None]] = []
        self._epoch: int | None = None
        self._savepoints = 0

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's face of the connection, for rare statements."""
        return self._link.connection

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Runs finished SQL on the driver's cursor (`?` on SQLite, `%s` on PostgreSQL); rows are tuples."""
        if self._until is not None and self._until.is_over():
            raise TookTooLong()
        return self._raw.execute(sql, parameters)

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """One statement for many rows."""
        self._raw.cursor().executemany(sql, rows)

    @property
    def driver(self) -> Any:
        """The driver's connection, for what only it can do (COPY, backup)."""
        return self._raw

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Calls `hook` once the transaction is in; never when it is rolled back."""
        self._hooks.append(hook)

    @property
    def epoch(self) -> int:
        """The installation's number as this transaction sees it (see epoch.py)."""
        if self._epoch is None:
            row = self.execute(_EPOCH).fetchone()
            self._epoch = int(row[0]) if row else 0
        return self._epoch

    def move_epoch(self) -> int:
        """Says to every process that apps, roles, sessions or settings have changed; the new number."""
        row = self.execute("UPDATE fw_epoch SET number = number + 1 WHERE id = 1 RETURNING number").fetchone()
        self._epoch = int(row[0])
        self.moved = True
        return self._epoch

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is undone alone when it raises."""
        self._savepoints += 1
        name = f"s{self._savepoints}"
        self.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            self.execute(f"ROLLBACK TO SAVEPOINT {name}")
            self.execute(f"RELEASE SAVEPOINT {name}")
            raise
        self.execute(f"RELEASE SAVEPOINT {name}")

    def _begin(self, lock: AppLock) -> None:
        if self.dialect == "sqlite":
            self._raw.execute("BEGIN IMMEDIATE")
        elif lock == "none":
            self.execute("BEGIN")
        else:
            # One round trip: the lock first, so that the number read after it is the one that holds.
            taking = "pg_advisory_xact_lock" + ("_shared" if lock == "shared" else "")
            with self._raw.pipeline():
                self._raw.execute("BEGIN")
                self._raw.execute(f"SELECT {taking}({APP_LOCK})")
                number = self._raw.execute(_EPOCH)
            row = number.fetchone()
            self._epoch = int(row[0]) if row else 0

    def _commit(self) -> None:
        self._raw.execute("COMMIT")

    def _rollback(self) -> None:
        if self.dialect == "postgresql":
            self._raw.rollback()
        elif self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def _run_hooks(self) -> None:
        for hook in self._hooks:
            hook()


class Database:
    """The door to one database; safe to share between threads.

    `url` is `sqlite:///path` or `postgresql://…`; `data_dir` is where files live (files.py).
    """

    def __init__(self, url: str, *, data_dir: Path | None = None, size: int = 40):
        self.url = sa.make_url(url.replace("postgres://", "postgresql://", 1))
        self.data_dir = data_dir
        self.engine = connect_engine(self.url)
        self.dialect: DialectName = "sqlite" if self.engine.dialect.name == "sqlite" else "postgresql"
        self.cached: dict[Any, Any] = {}  # compiled statements, physical names: whoever owns a key bounds it
        self._links = Links(self.engine, size)
        self._writers = WriterQueue()
        self._here = threading.local()
        self.signals = Signals(None if self.dialect == "sqlite" else self._connect_alone)

    @property
    def sa_dialect(self) -> Dialect:
        """SQLAlchemy's dialect, for compiling statements."""
        return self.engine.dialect

    def transact(
        self,
        work: Callable[[Transaction], T],
        *,
        interactive: bool = True,
        lock: AppLock = "shared",
        patience: float = PATIENCE,
    ) -> T:
        """Runs `work` in one write transaction and commits it; whole again when it collided with another.

        `work` may run several times, so outside effects belong into `tx.after_commit`. On SQLite writers queue fairly;
        `interactive=False` lets people go first. `lock` is the app lock: writers share it, a publish is exclusive.
        Raises DatabaseBusy after `patience` seconds of collisions, else what `work` raised.
        """
        if getattr(self._here, "writing", False):
            raise RuntimeError("transact inside transact: pass the outer transaction on instead")
        started = stopwatch()
        attempt = 0
        while True:
            attempt += 1
            try:
                transaction, result = self._attempt(work, interactive, lock)
            except Exception as error:
                if not is_transient(error):
                    raise
                if stopwatch() - started > patience:
                    raise DatabaseBusy(seconds=round(patience)) from error
            else:
                transaction._run_hooks()
                return result
            _pause(min(LONGEST_PAUSE, 0.002 * 2**attempt))

    def read(self, *, consistent: bool = False) -> AbstractContextManager[Transaction]:
        """A transaction that only reads and waits for nobody; `consistent` shows one moment to all its statements."""
        return _Reading(self, consistent)

    def epoch(self) -> int:
        """The installation's number now (see epoch.py). Every request asks: one statement and nothing around it."""
        until: Allowance | None = getattr(self._here, "until", None)
        link = self._take(until)
        try:
            row = link.raw.execute(_EPOCH).fetchone()
        except BaseException as error:
            self._links.throw_away(link)
            _refuse_to_wait(error, until)
            raise
        self._links.give(link)
        return int(row[0]) if row else 0

    def short(self, seconds: float, *, turn: bool = False) -> AbstractContextManager[None]:
        """Everything this thread does inside is given so much time, and never waits for another's (SQLite only).

        `turn`: the writers' turn is held already (see `turn`). Raises NotShort when that was too little: nothing of the
        work was kept, it can be done again where it may wait. What comes after a commit is let finish.
        """
        return _Short(self, seconds, turn)

    async def turn(self) -> None:
        """Waits for the writers' turn without blocking the thread; `short(turn=True)` takes it over and gives it up."""
        loop = asyncio.get_running_loop()
        granted = loop.create_future()

        here = threading.get_ident()

        def tell() -> None:
            # From its own thread the loop needs no waking, which costs more than the rest.
            call = loop.call_soon if threading.get_ident() == here else loop.call_soon_threadsafe
            call(_settle, granted)

        gate = self._writers.ask(tell)
        if gate is None:
            return
        try:
            await granted
        except BaseException:
            self._writers.give_up(gate)
            raise

    @contextmanager
    def writers_wait(self) -> Iterator[None]:
        """While inside, no other thread of this process writes (SQLite only)."""
        self._writers.enter(interactive=False)
        try:
            yield
        finally:
            self._writers.leave()

    def wake(self, topic: str) -> None:
        """Wakes whoever waits for `topic` (see signals.py), in every process."""
        self.signals.wake(topic)

    def wake_count(self, topic: str) -> int:
        """How often `topic` was woken so far."""
        return self.signals.count(topic)

    def wait(self, topic: str, seen: int, seconds: float) -> bool:
        """Waits until `topic` is woken more than `seen` times, at most `seconds`."""
        return self.signals.wait(topic, seen, seconds)

    def _connect_alone(self) -> Any:
        """A connection of the driver's own, outside the pool."""
        import psycopg

        return psycopg.connect(
            self.url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        )

    def close(self) -> None:
        """Closes idle connections."""
        self.signals.close()
        self._links.close()
        self.engine.dispose()

    def _attempt(self, work: Callable[[Transaction], T], interactive: bool, lock: AppLock) -> tuple[Transaction, T]:
        queued = self.dialect == "sqlite"
        here = self._here
        until: Allowance | None = getattr(here, "until", None)
        if queued:
            if until is None:
                self._writers.enter(interactive=interactive)
            elif here.turn:
                here.turn = False
            elif not self._writers.enter_now():
                raise NotMyTurn()
        here.writing = True
        try:
            link = self._take(until)
            transaction = Transaction(self, link, writing=True, until=until)
            try:
                transaction._begin(lock)
                result = work(transaction)
                transaction._commit()
            except BaseException as error:
                self._undo(transaction, link)
                _refuse_to_wait(error, until)
                raise
            # It is in: what follows may take its time, for it must not be done a second time.
            here.until = None
            self._links.give(link)
            return transaction, result
        finally:
            here.writing = False
            if queued:
                self._writers.leave()

    def _undo(self, transaction: Transaction, link: Link) -> None:
        try:
            transaction._rollback()
        except Exception:
            self._links.throw_away(link)
            return
        self._links.give(link)

    def _take(self, until: Allowance | None) -> Link:
        return self._links.take() if until is None else self._links.take_hurried(until)


class _Reading:
    """See Database.read. A class, like the next: every request passes both, and a generator costs several times it."""

    __slots__ = ("_consistent", "_database", "_link", "_transaction", "_until")

    def __init__(self, database: Database, consistent: bool):
        self._database = database
        self._consistent = consistent

    def __enter__(self) -> Transaction:
        database = self._database
        self._until = getattr(database._here, "until", None)
        self._link = database._take(self._until)
        self._transaction = Transaction(database, self._link, writing=False, until=self._until)
        if self._consistent:
            snapshot = "" if database.dialect == "sqlite" else " ISOLATION LEVEL REPEATABLE READ READ ONLY"
            try:
                self._transaction.execute("BEGIN" + snapshot)
            except BaseException as error:
                self._fail(error)
                raise
        return self._transaction

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None and self._consistent:
            try:
                self._transaction._commit()
            except BaseException as trouble:
                self._fail(trouble)
                raise
        if error is None:
            self._database._links.give(self._link)
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._database._undo(self._transaction, self._link)
        _refuse_to_wait(error, self._until)


class _Short:
    """See Database.short."""

    __slots__ = ("_database", "_seconds", "_turn")

    def __init__(self, database: Database, seconds: float, turn: bool):
        self._database = database
        self._seconds = seconds
        self._turn = turn

    def __enter__(self) -> None:
        here = self._database._here
        here.until = Allowance(self._seconds)
        here.turn = self._turn

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        here = self._database._here
        here.until = None
        if here.turn:  # held and not needed
            here.turn = False
            self._database._writers.leave()


def _refuse_to_wait(error: BaseException, until: Allowance | None) -> None:
    """Raises NotShort when `error` says that work with an end, `until`, was broken off or would have to wait."""
    if until is None:
        return
    if is_interrupted(error):
        raise TookTooLong() from error
    if is_transient(error):
        raise WouldWait() from error


def _settle(granted: asyncio.Future[None]) -> None:
    if not granted.done():
        granted.set_result(None)


def _pause(longest: float) -> None:
    threading.Event().wait(random.uniform(longest / 4, longest))
