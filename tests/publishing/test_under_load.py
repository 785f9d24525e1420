"""Versions are published while eight clients write: whatever was answered with yes is there, and nothing fails raw."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from engine import records
from engine.api.app import create_app
from engine.bootstrap import Engine
from engine.records import people
from tests.publishing.test_conversions import APP, FORM, MERGED, RENAMED
from tests.support import seeds
from tests.support.databases import Databases
from tests.support.engines import engine_at
from tests.support.sizes import sized

CLIENTS = 8
ROUNDS = sized(1, 20)
FIRST = sized(300, 5_000)
PASSWORD = "correct horse battery"
RECORDS = "/api/v1/apps/store/forms/thing/records"
STATES = ("a", "b", "c", "z")


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as made:
            made.publisher.publish(dict(APP), actor="test")
            people.add_person(made.system(), "Ada", "ada@example.com", password=PASSWORD, is_admin=True)
            context = made.system()
            rows = [{"name": f"first {n}", "size": str(n), "state": "a"} for n in range(FIRST)]
            records.create_many(context, context.form("store", "thing"), rows)

    with databases.lent(databases.prepared("under load", prepare)) as url, engine_at(url, tmp_path) as opened:
        yield opened


class Writer(threading.Thread):
    """One client: makes records and changes its own, and remembers what was answered with yes."""

    def __init__(self, app: Any, number: int, stop: threading.Event):
        super().__init__(name=f"writer {number}")
        self.app, self.number, self.stop = app, number, stop
        self.chance = seeds.generator(f"load {number}")
        self.wrote: dict[int, str] = {}
        self.answers: Counter[int] = Counter()
        self.raw: list[str] = []

    def run(self) -> None:
        client = TestClient(self.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        client.post("/api/v1/auth/login", json={"email": "ada@example.com", "password": PASSWORD})
        client.headers["X-CSRF-Token"] = client.cookies.get("csrf") or ""
        counted = 0
        while not self.stop.is_set():
            counted += 1
            name = f"{self.number}/{counted}"
            # Fields and options come and go meanwhile: such values may be refused, but never with a crash.
            values: dict[str, Any] = {"name": name}
            values |= self.chance.choice([{}, {"size": "17"}, {"state": self.chance.choice(STATES)}, {"extra": "x"}])
            if self.wrote and self.chance.random() < 0.5:
                id = self.chance.choice(list(self.wrote))
                answer = client.patch(f"{RECORDS}/{id}", json=values)
            else:
                answer = client.post(RECORDS, json=values)
            self.answers[answer.status_code] += 1
            if answer.status_code in (200, 201):
                self.wrote[int(answer.json()["id"])] = name
            elif answer.status_code not in (409, 422):
                self.raw.append(f"{answer.status_code} {answer.text[:300]}")
        client.close()


def version(*changes: tuple[str, str]) -> dict[str, str]:
    text = APP[FORM]
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return {**APP, FORM: text}


NUMBER = ("size: {type: text}", "size: {type: number, decimals: 2}")
EXTRA = ("  name: {type: text}\n", "  name: {type: text}\n  extra: {type: text, search: true}\n")
VERSIONS = (
    version(EXTRA),  # a field comes
    version(EXTRA, NUMBER),  # another type
    version(NUMBER, *RENAMED),  # a field goes, an option gets another id
    version(*MERGED),  # the type comes back, an option becomes part of another
    APP,  # and all is as it was
)


def test_nothing_that_was_answered_with_yes_is_lost_while_versions_are_published(engine: Engine) -> None:
    stop = threading.Event()
    app = create_app(engine)
    writers = [Writer(app, number, stop) for number in range(CLIENTS)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(ROUNDS):
            for texts in VERSIONS:
                wrote = sum(len(writer.wrote) for writer in writers)
                engine.publisher.publish(dict(texts), actor="test", destroy=True)
                _wait_for_writes(writers, wrote)
    finally:
        stop.set()
        for writer in writers:
            writer.join(60)
    assert [one for writer in writers for one in writer.raw] == []
    engine.settle()  # computed values of many records follow in a job
    context = engine.system()
    form = context.form("store", "thing")
    with engine.database.read() as tx:
        found = dict(tx.execute('SELECT id, name FROM "store__thing" WHERE deleted_at IS NULL').fetchall())
        states = {row[0] for row in tx.execute('SELECT DISTINCT state FROM "store__thing"').fetchall()}
    wanted = {id: name for writer in writers for id, name in writer.wrote.items()}
    lost = {id: name for id, name in wanted.items() if found.get(id) != name}
    assert lost == {}
    assert len(found) == FIRST + len(wanted)
    assert states <= {"a", "b", "c"}
    untouched = {record_id: name for record_id, name in found.items() if name.startswith("first ")}
    assert len(untouched) == FIRST
    assert {records.values_of(context, form, id)["state"] for id in list(untouched)[:50]} == {"a"}  # type: ignore[index]  # it is there
    # What is computed follows what is stored, for all of them.
    for id in list(found)[:: max(1, len(found) // 50)]:
        record = records.values_of(context, form, id)
        assert record is not None
        weights = {"a": 10, "b": 20, "c": 30}
        assert record["weight"] == weights[record["state"]], (id, record["state"], record["weight"])
    assert sum(writer.answers[200] + writer.answers[201] for writer in writers) > CLIENTS


def _wait_for_writes(writers: list[Writer], before: int) -> None:
    """Until everybody has gone on writing on the new version."""
    tick = threading.Event()
    for _ in range(600):
        if sum(len(writer.wrote) for writer in writers) >= before + CLIENTS:
            return
        tick.wait(0.05)
    raise AssertionError("nobody writes any more")
