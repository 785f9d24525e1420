"""How often, how lately, how long people buy: roll-ups and formulas over imported purchases equal plain Python."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from engine import records
from engine.bootstrap import Engine
from tests.exchange.test_importing import run, start
from tests.support.databases import Databases
from tests.support.engines import engine_at
from tests.support.seeds import generator
from tests.support.shared_data import shared_files
from tests.support.sizes import sized

UNTIL = date(1997, 9, 30)
APP = {
    "app.yaml": "kind: app\nid: music\nlabel: Music\ncurrency: USD\n",
    "forms/buyer.yaml": """
kind: form
id: buyer
label: Buyer
title: "{{ number }}"
fields:
  number: {type: text, required: true, unique: true}
  days: {type: rollup, from: purchases, fn: distinct, value: bought_on, where: "bought_on <= date(1997, 9, 30)"}
  first_on: {type: rollup, from: purchases, fn: min, value: bought_on, where: "bought_on <= date(1997, 9, 30)"}
  last_on: {type: rollup, from: purchases, fn: max, value: bought_on, where: "bought_on <= date(1997, 9, 30)"}
  spent: {type: rollup, from: purchases, fn: sum, value: amount, where: "bought_on <= date(1997, 9, 30)"}
  frequency: {type: formula, returns: number, decimals: 0, expr: "days - 1", help: Days of repeat purchases}
  recency: {type: formula, returns: number, decimals: 0, expr: "last_on - first_on", help: Age at the last purchase}
  age: {type: formula, returns: number, decimals: 0, expr: "date(1997, 9, 30) - first_on", help: Days since the first}
""",
    "forms/purchase.yaml": """
kind: form
id: purchase
label: Purchase
title: "{{ bought_on }}"
fields:
  buyer: {type: relation, to: buyer, required: true, inverse: purchases}
  bought_on: {type: date, required: true}
  amount: {type: money, required: true}
""",
}


class Purchase(NamedTuple):
    buyer: str
    bought_on: date
    amount: Decimal


def outside(file: Path) -> list[Purchase]:
    """Lines like ` 00004 0001 19970101  2   29.33`."""
    rows = [line.split() for line in file.read_text(encoding="ascii").splitlines() if line.strip()]
    found = [
        Purchase(row[0], date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])), Decimal(row[4])) for row in rows
    ]
    buyers = sorted({one.buyer for one in found})[: sized(150, 100_000)]
    return [one for one in found if one.buyer in set(buyers)]


def made() -> list[Purchase]:
    """Buyers of our own: some buy once, some twice on a day, some after the end alone."""
    random = generator("repeat buyers")
    found = []
    for number in range(sized(40, 400)):
        day = date(1997, 1, 1) + timedelta(days=random.randrange(300))
        for _ in range(random.choice((1, 1, 2, 3, 8))):
            found.append(Purchase(f"B{number:04}", day, Decimal(random.randrange(20_000)) / 100))
            day += timedelta(days=random.choice((0, 0, 1, 7, 40, 200)))
    random.shuffle(found)
    return found


Figures = tuple[int | None, str | None, int | None, int | None, int | None]


def expected(purchases: Iterable[Purchase]) -> dict[str, Figures]:
    """By buyer: repeat purchases, spent, recency, age, all within the time that is looked at."""
    by_buyer: dict[str, list[Purchase]] = {}
    for one in purchases:
        by_buyer.setdefault(one.buyer, [])
        if one.bought_on <= UNTIL:
            by_buyer[one.buyer].append(one)
    found: dict[str, Figures] = {}
    for buyer, those in by_buyer.items():
        days = sorted({one.bought_on for one in those})
        spent = f"{sum((one.amount for one in those), Decimal('0.00')):.2f}"
        recency = (days[-1] - days[0]).days if days else None
        age = (UNTIL - days[0]).days if days else None
        found[buyer] = (len(days), spent, len(days) - 1, recency, age)
    return found


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    url = databases.fresh()
    with engine_at(url, tmp_path) as opened:
        opened.publisher.publish(APP, actor="test", kind="install")
        yield opened
    databases.drop(url)


def write(folder: Path, name: str, header: list[str], rows: Iterable[Iterable[object]]) -> Path:
    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])
    return file


SOURCES = [*shared_files("cdnow/CDNOW_sample.txt"), None]


@pytest.mark.parametrize("source", SOURCES, ids=lambda file: file.stem if file is not None else "made")
def test_figures_of_every_buyer_equal_plain_python(engine: Engine, tmp_path: Path, source: Path | None) -> None:
    purchases = outside(source) if source is not None else made()
    wanted = expected(purchases)
    buyers = write(tmp_path, "buyers.csv", ["number"], ([number] for number in wanted))
    bought = write(tmp_path, "purchases.csv", ["buyer", "bought_on", "amount"], purchases)
    assert run(engine, start(engine, "music/buyer", buyers))["created"] == len(wanted)
    report = run(engine, start(engine, "music/purchase", bought))
    assert (report["created"], report["failed"]) == (len(purchases), 0), report["problems"][:3]
    context = engine.system()
    form = context.form("music", "buyer")
    found: dict[str, Figures] = {}
    asked = records.PageQuery(limit=1000)
    while True:
        page = records.page(context, form, asked)
        for one in page.records:
            days, frequency, recency, age = (_whole(one[name]) for name in ("days", "frequency", "recency", "age"))
            found[one["number"]] = (days, one["spent"], frequency, recency, age)
        if page.next is None:
            break
        asked = records.PageQuery(limit=1000, cursor=page.next)
    assert found == wanted


def _whole(value: str | int | None) -> int | None:
    return None if value is None else int(value)
