"""Keeps an embedded database quick beside its users: brings the log back into it, and joins the pieces of the index."""

from __future__ import annotations

import threading

import structlog

from engine.clock import stopwatch
from engine.storage.database import Database, Transaction

log = structlog.get_logger("storage")

IDLE = 1.0  # seconds: after a word that was missed
GATHER = 0.2  # seconds between the news and the work: what is written meanwhile is brought back together
LONG_LOG = 4_000  # pages: then writers wait for its last part, so that it begins anew
MANY_PIECES = 4  # of the words' index: a search looks into each of them
MERGE_AFTER = 2.0  # seconds between two looks at the pieces
ANYWAY = 60.0  # seconds after which it looks although no news came: other processes write too, and wake nobody here
STEP = 20  # pages of the index that are written while writers wait: some milliseconds


class Upkeep:
    """One thread of the server, for SQLite alone; everything it does may be broken off, or not be done at all."""

    def __init__(self, database: Database):
        self.database = database
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="upkeep", daemon=True)

    def start(self) -> None:
        if self.database.dialect == "sqlite":
            self._thread.start()

    def stop(self, seconds: float = 1.0) -> None:
        self._stop.set()
        self.database.wake("outbox")
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _loop(self) -> None:
        brought = merged = -1  # the news that were there
        looked = stopwatch() - ANYWAY - 1
        while not self._stop.is_set():
            try:
                now = self.database.wake_count("outbox")
                late = stopwatch() - looked > ANYWAY
                if now != brought or late:
                    bring_back(self.database)
                    brought = now
                if late or (now != merged and stopwatch() - looked > MERGE_AFTER):
                    merge(self.database, self._stop)
                    merged, looked = now, stopwatch()
                if self.database.wait("outbox", now, IDLE):
                    self._stop.wait(GATHER)
            except Exception:
                log.exception("upkeep_trouble")
                self._stop.wait(IDLE)


def bring_back(database: Database) -> None:
    """Copies the log into the database while others read and write; a long one to its end, so that it begins anew."""
    if _checkpoint(database) > LONG_LOG:
        with database.writers_wait():
            _checkpoint(database)


def merge(database: Database, stop: threading.Event | None = None) -> int:
    """Joins the pieces of the words' index, a step at a time; how many are left."""
    while (pieces := _pieces(database)) > MANY_PIECES and not (stop and stop.is_set()):
        if not database.transact(_step, lock="none", interactive=False):
            break
    return pieces


def _step(tx: Transaction) -> bool:
    """Whether anything was joined; SQLite counts a change for the order itself."""
    before = int(tx.driver.total_changes)
    tx.execute("INSERT INTO fw_search (fw_search, rank) VALUES ('merge', ?)", (STEP,))
    return int(tx.driver.total_changes) > before + 1


def _checkpoint(database: Database) -> int:
    """The pages of the log."""
    with database.read() as tx:
        row = tx.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return int(row[1])


def _pieces(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute("SELECT count(DISTINCT segid) FROM fw_search_idx").fetchone()[0])
