"""Forms as they are filled in, with what the server says of each: `python -m tests.records.logic_cases` writes them."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from engine import records
from engine.access import Actor
from engine.errors import InvalidValues
from engine.records import RecordContext
from engine.storage.database import Database
from tests.records import till

FILE = Path(__file__).parent / "logic_cases.json"
_NOT_OPEN = ("value.not_an_option", "value.no_option")
SEED, COUNT = 20260302, 40

POOLS: Mapping[str, Sequence[Any]] = {
    "code": ["a", "B 7", None],
    "customer": [1, 2, 3, None],
    "phone": ["110", None],
    "place": ["here", "a place with a name too long", None],
    "town": ["Linz", "", None],
    "kind": ["retail", "project", None],
    "status": ["open", "closed", "void"],
    "wrap": ["paper", "silk", "crate", None],
    "extras": [["lift"], ["lift", "tune"], None],
    "rate": ["0.5", "0.125", None],
    "amount": ["5", "100.005", "200.00", "1000", "9999.99", "0", None, "many"],
    "day": ["2026-01-31", "9999-12-31", None],
    "due": ["2026-05-01", None],
    "reason": ["because", None],
    "freight": ["4.44", None],
    "site": ["north", None],
    "mine": [True, False, None],
    "owner": [None],
    "margin": ["1.00", "-1.00", None],
}
CELLS: Mapping[str, Sequence[Any]] = {
    "product": [1, 2, 3, None],
    "qty": [0, "1.5", 3, 1000, None],
    "price": ["10.00", "99.99", None],
    "net": ["7.77", None],
    "gift": [True, False],
    "note": ["for you", None],
    "service": ["yearly", None],
    "share": ["0.5", None],
    "setup": ["1.00", None],
    "finish": ["plain", "gold", None],
    "seen": [0, 1, 2, None],
}


TARIFFS: Sequence[Mapping[str, Any]] = (
    {"town": "Linz", "kind": "retail", "since": "2025-01-01", "fee": "5.00"},
    {"town": "Linz", "kind": "retail", "since": "2026-01-01", "fee": "6.00"},
    {"town": "Graz", "kind": "project", "fee": "60.00"},
    {"product": 2, "town": "Linz", "days": 1, "fee": "10.00"},
    {"product": 2, "days": 0, "fee": "7.00"},
    {"product": 1, "days": 0, "fee": "3.00"},
)


def make(ctx: RecordContext, seed: int, count: int) -> dict[str, Any]:
    """So many cases in a new world, by chance; half of them change a stored order."""
    chance = random.Random(seed)
    for name, town in (("Ann", "Graz"), ("Bob", "Nowhere"), ("Cy", None)):
        records.create(ctx, till.form("customer"), {"name": name, "phone": f"0{len(name)}", "town": town})
    for name, price in (("Pen", "2.50"), ("Desk", "1999.00"), ("Gone", "9.00")):
        records.create(ctx, till.form("product"), {"name": name, "price": price})
    for tariff in TARIFFS:
        records.create(replace(ctx, actor=Actor.system()), till.form("tariff"), tariff)
    logic = records.screen_logic(ctx, till.form("order"))
    cases = []
    for number in range(count):
        stored = _stored(ctx, chance, f"c{number}") if chance.random() < 0.6 else None
        typed = {name: value for name, value in _typed(chance, 0.3, stored).items() if name in logic["fields"]}
        asked, checked = _asked(ctx, typed, stored)
        cases.append(
            {
                "base": stored,
                "typed": typed,
                "asked": asked,
                "said": {
                    "errors": [
                        {"path": error.path, "code": error.code, "message": ""}
                        for error in checked.errors
                        if error.code in _NOT_OPEN
                    ],
                    "fields": {name: state.to_json() for name, state in checked.fields.items()},
                    "values": checked.values,
                    "rules": list(checked.rules),
                    "sections": list(checked.sections),
                    "locked": list(checked.locked),
                    "rows": {name: [row.to_json() for row in rows] for name, rows in checked.rows.items()},
                },
                "unfit": sorted(error.path for error in checked.errors if error.code in _NOT_OPEN),
                "refused": sorted(error.values["logic"] for error in checked.errors if error.code == "logic.error"),
            }
        )
    return {"logic": logic, "cases": cases}


def _asked(
    ctx: RecordContext, typed: Mapping[str, Any], stored: Mapping[str, Any] | None
) -> tuple[dict[str, Any], records.Checked]:
    """What a screen sends: without the cells that are not there in their row; and what the server says of it."""
    asked = dict(typed)
    there = {row["id"]: row for row in (stored or {}).get("lines") or ()}
    while True:
        checked = records.check(ctx, till.form("order"), asked, None if stored is None else stored["id"])
        gone = [
            (row, column)
            for row, state in zip(asked.get("lines") or (), checked.rows.get("lines", ()), strict=False)
            for column in list(row)
            if column in state.fields and not state.fields[column].visible
            if row[column] != there.get(row.get("id"), {}).get(column)
        ]
        if not gone:
            return asked, checked
        asked["lines"] = [
            {name: value for name, value in row.items() if not any(row is one and name == cell for one, cell in gone)}
            for row in asked["lines"]
        ]


def _stored(ctx: RecordContext, chance: random.Random, code: str) -> dict[str, Any]:
    """An order that the form's own logic lets through; what stands against it is left out until it does."""
    values = _typed(chance, 0.6, None)
    values.pop("margin", None)
    values["code"] = code
    while True:
        try:
            made = records.create(ctx, till.form("order"), values)
        except InvalidValues as refused:
            wrong = {error.path.partition(".")[0] for error in refused.errors}
            known = wrong & set(values) or set(list(values)[:1])
            values = {name: value for name, value in values.items() if name not in known}
            if not known:
                values = {"code": code}
            continue
        return dict(records.get(ctx, till.form("order"), made.id))


def _typed(chance: random.Random, share: float, stored: Mapping[str, Any] | None) -> dict[str, Any]:
    typed = {name: chance.choice(pool) for name, pool in POOLS.items() if chance.random() < share}
    if chance.random() < 0.6:
        rows = [dict(row) for row in (stored or {}).get("lines") or () if chance.random() < 0.8]
        for row in rows:
            row.update(_row(chance, 0.3))
        made = [_row(chance, 0.6) for _ in range(chance.randrange(3))]
        typed["lines"] = [*rows, *made]
        chance.shuffle(typed["lines"])
    return typed


def _row(chance: random.Random, share: float) -> dict[str, Any]:
    return {name: chance.choice(pool) for name, pool in CELLS.items() if chance.random() < share}


def whole_file(made: Mapping[str, Any]) -> bytes:
    """A case on a line."""
    lines = ",\n".join(orjson.dumps(case).decode() for case in made["cases"])
    return f'{{"logic": {orjson.dumps(made["logic"]).decode()},\n"cases": [\n{lines}]}}\n'.encode()


def standard() -> bytes:
    """The committed file."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/cases.db"
        till.prepare(url)
        database = Database(url)
        try:
            return whole_file(make(till.admin(database), SEED, COUNT))
        finally:
            database.close()


if __name__ == "__main__":
    FILE.write_bytes(standard())
