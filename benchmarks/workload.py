"""The work that is measured: one form of 14 columns, made from a seed, and the requests R1-R6 and W1-W4 on it."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SEED = 20_240_531
COLUMNS = (
    "name account stage amount probability close_date owner source priority next_step made_on seen_on notes active"
).split()
STAGES = ("first_contact", "needs", "proposal", "contract", "won", "lost")
SOURCES = ("web", "fair", "phone", "partner", "other")
PRIORITIES = ("low", "normal", "high")
OWNERS = tuple(f"Seller {number:02}" for number in range(20))
FREQUENT = "renewal"  # stands in the name of one row in a hundred
RARE = "xq7zkv"  # stands in one row

_FIRST = ("North", "Blue", "Silver", "华东", "新源", "Green", "东方", "Delta", "远景", "Quick", "Solid", "海川")
_SECOND = ("Foods", "机械", "Trading", "电子", "Textiles", "科技", "Steel", "物流", "Media", "医药", "Energy", "建材")
_WANTED = ("upgrade", "扩容", "licences", "年度采购", "pilot", "新厂项目", "support", "设备更新", "training", "二期")
_WORDS = (
    "agreed to send an offer after the visit and asked about delivery in spring, the buyer compares two rivals; "
    "价格需要再确认，下周安排技术交流，客户关注售后服务与交付周期。"
).split()

Record = dict[str, Any]


def rows(count: int, start: int = 0, seed: int = SEED) -> Iterator[Record]:
    """Rows as JSON values, from number `start` on; a row depends on its number and the seed alone."""
    for number in range(start, start + count):
        yield row(number, seed)


def row(number: int, seed: int = SEED) -> Record:
    chance = random.Random(seed * 1_000_003 + number)
    pick = chance.choice
    company = f"{pick(_FIRST)} {pick(_SECOND)} {chance.randrange(2000)}"
    extra = FREQUENT if number % 100 == 50 else RARE if number == 4321 else f"Q{chance.randrange(1, 5)}"
    day = f"{chance.randrange(2023, 2027)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    notes = ""
    while len(notes) < 200:
        notes += pick(_WORDS) + " "
    return {
        "name": f"{company} {pick(_WANTED)} {extra}",
        "account": company,
        "stage": pick(STAGES),
        "amount": f"{int(chance.lognormvariate(10, 1.2))}.{chance.randrange(100):02}",
        "probability": f"{chance.randrange(0, 101) / 100:.6f}",
        "close_date": day,
        "owner": pick(OWNERS),
        "source": pick(SOURCES),
        "priority": pick(PRIORITIES),
        "next_step": f"{pick(('Call', 'Visit', 'Offer', '拜访', '报价'))} {chance.randrange(100)}",
        "made_on": f"{day}T{chance.randrange(24):02}:{chance.randrange(60):02}:00Z",
        "seen_on": f"{day}T{chance.randrange(24):02}:{chance.randrange(60):02}:30Z",
        "notes": notes.strip(),
        "active": chance.random() < 0.8,
    }


def write_csv(path: Path, count: int, start: int) -> None:
    """The same rows as a sales export would hold them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for record in rows(count, start):
            writer.writerow({**record, "active": "true" if record["active"] else "false"})


@dataclass(frozen=True)
class Request:
    """One HTTP request; the load generator adds what signs it in."""

    method: str
    path: str
    body: Any = None


@dataclass(frozen=True)
class Task:
    """One row of the table: what is asked of a target, how often, and how many rows one request writes."""

    name: str
    says: str
    kind: str  # read | write
    rows: int = 1
    limit: int | None = None  # at most so many requests; None: as many as the time allows


TASKS = (
    Task("R1", "get by id", "read"),
    Task("R2", "first 100", "read"),
    Task("R3", "stage = X and amount > Y, by -amount, 100", "read"),
    Task("R4", "search a frequent word, 50", "read"),
    Task("R4b", "search a rare string", "read"),
    Task("R5", "sum and count by stage", "read"),
    Task("R6", "page at 90 %, by offset", "read"),
    Task("R6k", "page at 90 %, by key", "read"),
    Task("W1", "create", "write", limit=600),
    Task("W2", "update one field", "write", limit=600),
    Task("W3", "create 1,000 at once", "write", rows=1000, limit=6),
)


@dataclass
class Asked:
    """Numbers that requests are made from: the same for every target."""

    count: int
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    next_row: int = 10_000_000

    def record_id(self) -> int:
        return self.chance.randrange(1, self.count + 1)

    def stage(self) -> str:
        return self.chance.choice(STAGES)

    def amount(self) -> int:
        return self.chance.choice((1000, 5000, 20_000, 50_000))

    def new_rows(self, count: int) -> list[Record]:
        self.next_row += count
        return list(rows(count, self.next_row))


Maker = Callable[[Asked], Request]
