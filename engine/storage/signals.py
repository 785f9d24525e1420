"""Wakes whoever waits for work: threads of this process, and on PostgreSQL those of every other."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import structlog

log = structlog.get_logger("storage")

CHANNEL = "formwright"
TOPICS = frozenset({"jobs", "outbox", "job_over", "notifications"})


class Signals:
    """A count per topic that only rises; waiting means waiting for it to rise.

    A missed signal costs a poll of the waiter, never an event: what there is to do stands in the tables.
    `connect` gives a PostgreSQL connection of its own for LISTEN, None on SQLite.
    """

    def __init__(self, connect: Callable[[], Any] | None):
        self._counts: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        # One for each topic: who waits for another is left asleep.
        self._changed = defaultdict[str, threading.Condition](lambda: threading.Condition(self._lock))
        self._connect = connect
        self._stop = threading.Event()
        self._listener: threading.Thread | None = None
        self._speaker: Any = None
        self._speaking = threading.Lock()

    def wake(self, topic: str) -> None:
        """Wake everybody who waits for `topic`."""
        self._raise(topic)
        if self._connect is not None:
            self._notify(topic)

    def count(self, topic: str) -> int:
        """How often `topic` was woken; look before looking for work, then wait for more than that."""
        self._listen()
        return self._counts[topic]

    def wait(self, topic: str, seen: int, seconds: float) -> bool:
        """Wait until `topic` was woken after `seen`, at most `seconds`; answers whether it was."""
        self._listen()
        with self._lock:
            changed = self._changed[topic]
            return changed.wait_for(lambda: self._counts[topic] > seen or self._stop.is_set(), seconds)

    def close(self) -> None:
        self._stop.set()
        with self._lock:
            for changed in self._changed.values():
                changed.notify_all()
        with self._speaking:
            if self._speaker is not None:
                self._speaker.close()
                self._speaker = None
        if self._listener is not None:
            self._listener.join(2.0)

    def _raise(self, topic: str) -> None:
        with self._lock:
            self._counts[topic] += 1
            self._changed[topic].notify_all()

    def _notify(self, topic: str) -> None:
        """Tell the other processes; when that fails they find out by polling."""
        assert self._connect is not None
        with self._speaking:
            if self._stop.is_set():
                return
            try:
                if self._speaker is None or self._speaker.closed:
                    self._speaker = self._connect()
                self._speaker.execute("SELECT pg_notify(%s, %s)", (CHANNEL, topic))
            except Exception as error:
                log.warning("notify_failed", reason=str(error))
                self._speaker = None

    def _listen(self) -> None:
        if self._connect is None or self._listener is not None:
            return
        with self._lock:
            if self._listener is None:
                self._listener = threading.Thread(target=self._hear, name="signals", daemon=True)
                self._listener.start()

    def _hear(self) -> None:
        assert self._connect is not None
        while not self._stop.is_set():
            try:
                with self._connect() as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stop.is_set():
                        for notice in connection.notifies(timeout=1.0):
                            if notice.payload in TOPICS:
                                self._raise(notice.payload)
            except Exception as error:
                if not self._stop.is_set():
                    log.warning("listen_failed", reason=str(error))
                    self._stop.wait(1.0)
