"""A fair queue in front of SQLite's single writer: first come, first served, people before background work."""

from __future__ import annotations

import threading
from collections import deque

# After so many interactive writers in a row, one waiting background writer gets its turn, so that neither starves.
FAVOURED = 8


class WriterQueue:
    """Lets one writer in at a time, in order of arrival; SQLite's own busy timeout lets some wait for seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy = False
        self._interactive: deque[threading.Lock] = deque()
        self._background: deque[threading.Lock] = deque()
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
            self._give_up(gate)
            raise

    def enter_now(self) -> bool:
        """Takes the turn when nobody has it; answers whether."""
        with self._lock:
            if self._busy:
                return False
            self._busy = True
            return True

    def leave(self) -> None:
        """Hands the turn to the next in line."""
        with self._lock:
            following = self._next()
            if following is None:
                self._busy = False
            else:
                following.release()

    @property
    def waiting(self) -> int:
        """How many writers stand in line."""
        with self._lock:
            return len(self._interactive) + len(self._background)

    def _next(self) -> threading.Lock | None:
        if self._interactive and (not self._background or self._in_a_row < FAVOURED):
            self._in_a_row += 1
            return self._interactive.popleft()
        self._in_a_row = 0
        if self._background:
            return self._background.popleft()
        return None

    def _give_up(self, gate: threading.Lock) -> None:
        with self._lock:
            for queue in (self._interactive, self._background):
                if gate in queue:
                    queue.remove(gate)
                    return
        self.leave()  # the turn had just been given to us
