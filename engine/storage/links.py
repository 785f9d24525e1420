"""Open connections: kept for reuse, never more than there is room for, whoever finds none waits."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from engine.clock import Allowance
from engine.storage.connecting import is_gone, is_transient
from engine.storage.errors import DatabaseUnreachable, WouldWait

# How many instructions of SQLite's machine pass between two looks at the clock: some tens of microseconds.
LOOK_AFTER = 2_000
LAST_RESORT = 20_000  # pages of the log: then a hurried link brings them back itself


class Link:
    """One open connection: SQLAlchemy's face and the driver's own, in autocommit; transactions are ours to begin."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._shown = False
        raw = connection.connection.driver_connection
        assert raw is not None
        self.raw: Any = raw
        self.hurried = False
        self.until = Allowance(0)  # when a hurried link breaks off

    def hurry(self) -> None:
        """Makes it a link that never waits for another process and breaks off when its time is over (SQLite)."""
        self.hurried = True
        self.raw.execute("PRAGMA busy_timeout = 0")
        # Bringing the log back into the database takes milliseconds: whoever commits next in a thread does it.
        self.raw.execute(f"PRAGMA wal_autocheckpoint = {LAST_RESORT}")
        self.raw.set_progress_handler(lambda: self.until.is_over(), LOOK_AFTER)

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's face, which believes in a transaction of its own once it was used."""
        self._shown = True
        return self._connection

    def settle(self) -> None:
        """Ends what SQLAlchemy thinks is its transaction; the database's own has ended before."""
        if self._shown:
            self._shown = False
            if self._connection.in_transaction():
                self._connection.rollback()

    def close(self) -> None:
        self._connection.invalidate()
        self._connection.close()


class Links:
    """At most `size` connections, the one given back last first; safe to share between threads."""

    def __init__(self, engine: Engine, size: int):
        self._engine = engine
        self._idle: deque[Link] = deque()
        self._hurried: deque[Link] = deque()
        self._room = threading.Semaphore(size)  # for connections that are not open yet
        self._waiting = 0
        self._given_back = threading.Condition()

    def take(self) -> Link:
        """An idle connection or a new one; waits for one. Raises DatabaseUnreachable."""
        while True:
            try:
                return self._idle.pop()
            except IndexError:
                pass
            if self._room.acquire(blocking=False):
                return self._open()
            self._wait()

    def take_hurried(self, until: Allowance) -> Link:
        """A connection for short work. Raises WouldWait when there is none."""
        try:
            link = self._hurried.pop()
        except IndexError:
            if not self._room.acquire(blocking=False):
                raise WouldWait() from None
            link = self._open_hurried()
        link.until = until
        return link

    def give(self, link: Link) -> None:
        """Back from the one who took it; a broken connection is closed, and makes room for another."""
        if is_gone(link.raw):
            self.throw_away(link)
            return
        link.settle()
        if link.hurried:
            self._hurried.append(link)
            return
        self._idle.append(link)
        self._tell()

    def throw_away(self, link: Link) -> None:
        """Instead of giving back a connection that may be in any state."""
        try:
            link.close()
        finally:
            self._room.release()
            self._tell()

    def close(self) -> None:
        """Closes idle connections."""
        for links in (self._idle, self._hurried):
            while links:
                self.throw_away(links.pop())

    def _open(self) -> Link:
        try:
            return Link(self._engine.connect())
        except sa.exc.OperationalError as error:
            self._room.release()
            if is_transient(error):
                raise
            raise DatabaseUnreachable(reason=str(error.orig).splitlines()[0]) from error
        except BaseException:
            self._room.release()
            raise

    def _open_hurried(self) -> Link:
        try:
            link = self._open()
        except Exception as error:
            if is_transient(error):  # another process holds the whole database for a moment
                raise WouldWait() from error
            raise
        try:
            link.hurry()
        except BaseException:
            self.throw_away(link)
            raise
        return link

    def _wait(self) -> None:
        with self._given_back:
            # Said first, looked second: whoever gives back in between sees that somebody waits.
            self._waiting += 1
            try:
                self._given_back.wait_for(lambda: self._idle or self._has_room(), timeout=1.0)
            finally:
                self._waiting -= 1

    def _has_room(self) -> bool:
        if self._room.acquire(blocking=False):
            self._room.release()
            return True
        return False

    def _tell(self) -> None:
        if self._waiting:
            with self._given_back:
                self._given_back.notify()
