"""The one place that asks the machine what time it is; a setting can move it for tests."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

_zone = cache(ZoneInfo)
moved = timedelta(seconds=float(os.environ.get("FORMWRIGHT_CLOCK_OFFSET") or 0))  # tests move time with it


def now() -> datetime:
    """The current moment in UTC, moved by the setting."""
    return datetime.now(UTC) + moved if moved else datetime.now(UTC)


def machine_now() -> datetime:
    """The machine's own time, never moved: for leases only."""
    return datetime.now(UTC)


def stopwatch() -> float:
    """Seconds of a clock that never goes back; only differences mean something."""
    return time.monotonic()


class Allowance:
    """Time that work of this thread is given, from now on: its own computing counts, not the time it is kept waiting.

    What waits four times as long (for a slow disk, for other threads) is over too.
    """

    __slots__ = ("_computing", "_least", "_most")

    def __init__(self, seconds: float):
        now = stopwatch()
        self._least, self._most = now + seconds, now + 4 * seconds
        self._computing = time.thread_time() + seconds

    def is_over(self) -> bool:
        now = stopwatch()
        return now > self._least and (now > self._most or time.thread_time() > self._computing)


@dataclass(frozen=True)
class Clock:
    """One moment for one request, seen in the company's zone."""

    moment: datetime
    zone: tzinfo

    @classmethod
    def in_zone(cls, zone: str) -> Clock:
        # Whole seconds: what people read as a moment, and what answers give back as `2024-05-31T01:30:00Z`.
        return cls(now().replace(microsecond=0), _zone(zone))

    @property
    def today(self) -> date:
        return self.moment.astimezone(self.zone).date()
