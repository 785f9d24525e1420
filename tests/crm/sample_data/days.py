"""Days of the sample data, told relative to the day of installation as the loader of sample data reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

YEAR = 2023  # any year without a leap day: only month and day are used


@dataclass
class Chain:
    """Events that belong together and keep their distances: either round today, or round a day of the year.

    `first_day` is the day of the year (0-364) of the event at day 0; None counts from today. A chain of the year
    hangs on the day after its last event, so that none of it is ever in the future, whatever the hour; with `margin`
    0 on the last event itself.
    """

    first_day: int | None = None
    last: int = field(default=-10_000)
    margin: int = 1

    def day(self, offset: int) -> Day:
        """The event `offset` days from the chain's day 0 (or from today)."""
        self.last = max(self.last, offset)
        return Day(self, offset)


@dataclass(frozen=True)
class Day:
    chain: Chain
    offset: int
    time: str = ""

    def at(self, time: str) -> Day:
        """The same day at a time of the clock, `14:30`."""
        return Day(self.chain, self.offset, time)

    def plus(self, days: int, time: str = "") -> Day:
        """So many days later in the same chain."""
        self.chain.last = max(self.chain.last, self.offset + days)
        return Day(self.chain, self.offset + days, time)

    def deadline(self, days: int, time: str = "") -> Day:
        """So many days later, as a date that was agreed: it may lie after the chain's end, and in the future."""
        return Day(self.chain, self.offset + days, time)

    def text(self) -> str:
        """As it stands in the file: `today-3d 14:30`, `11-15-20d`."""
        if self.chain.first_day is None:
            anchor, offset = "today", self.offset
        else:
            end = self.chain.last + self.chain.margin
            anchor = f"{date(YEAR, 1, 1) + timedelta(days=(self.chain.first_day + end) % 365):%m-%d}"
            offset = self.offset - end
        day = f"{anchor}{offset:+d}d" if offset else anchor
        return f"{day} {self.time}" if self.time else day


TODAY = Chain()
"""What is still open hangs on today itself."""


def ago(days: int) -> Day:
    """So many days before today."""
    return TODAY.day(-days)


def ahead(days: int) -> Day:
    """So many days after today."""
    return TODAY.day(days)
