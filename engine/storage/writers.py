"""A fair queue in front of SQLite's single writer: first come, first served, people before background work."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

# After so many interactive writers in a row, one waiting background writer gets its turn, so that neither starves.
FAVOURED = 8


class Gate(Protocol):
    """What stands in line; `release` tells it that the turn is its own."""

    def release(self) -> None: ...


class Call:
    """A gate for those who must not block: `granted` is called, by whoever hands the turn over."""

    def __init__(self, granted: Callable[[], None]):
        self.release = granted


class WriterQueue:
    """Lets one writer in at a time, in order of arrival; SQLite's own busy timeout lets some wait for seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy = False
        self._interactive: deque[Gate] = deque()
        self._background: deque[Gate] = deque()
        self._in_a_row = 0

    def enter(self, *, interactive: bool) -> None:
        """Waits for the turn; every `enter` needs one `leave`."""
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            gate = threading.Lock()
            gate.acquire()
            (self._interactive if interactive else self._background).append(gate)
        try:
            gate.acquire()
        except BaseException:
            self.give_up(gate)
            raise

    def enter_now(self) -> bool:
        """Takes the turn when nobody has it; answers whether."""
        with self._lock:
            if self._busy:
                return False
            self._busy = True
            return True

    def ask(self, granted: Callable[[], None]) -> Gate | None:
        """Takes the turn (None), or stands in line as a person without blocking: `granted` says when it has come."""
        with self._lock:
            if not self._busy:
                self._busy = True
                return None
            gate = Call(granted)
            self._interactive.append(gate)
            return gate

    def leave(self) -> None:
        """Hands the turn to the next in line."""
        with self._lock:
            while (following := self._next()) is not None:
                try:
                    following.release()
                    return
                except RuntimeError:
                    continue  # its event loop is closed: the process is stopping
            self._busy = False

    @property
    def waiting(self) -> int:
        """How many writers stand in line."""
        with self._lock:
            return len(self._interactive) + len(self._background)

    def _next(self) -> Gate | None:
        if self._interactive and (not self._background or self._in_a_row < FAVOURED):
            self._in_a_row += 1
            return self._interactive.popleft()
        self._in_a_row = 0
        if self._background:
            return self._background.popleft()
        return None

    def give_up(self, gate: Gate) -> None:
        """Leaves the line, or the turn when it was given meanwhile."""
        with self._lock:
            for queue in (self._interactive, self._background):
                if gate in queue:
                    queue.remove(gate)
                    return
        self.leave()  # the turn had just been given to us
