"""An embedded database is kept quick beside its users: its log goes back into it, its index stays in few pieces."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.clock import stopwatch
from engine.storage import rows, search
from engine.storage.database import Database
from engine.storage.tables import tables_of
from engine.storage.upkeep import MANY_PIECES, Upkeep, bring_back, merge
from tests.storage.conftest import prepare
from tests.storage.test_rows import AT, CUSTOMER, WORLD, publish

LONG_ENOUGH = 30.0


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    prepare(url)
    made = Database(url, data_dir=tmp_path)
    publish(made, WORLD)
    yield made
    made.close()


def pieces(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute("SELECT count(DISTINCT segid) FROM fw_search_idx").fetchone()[0])


def brought_back(tmp_path: Path) -> int:
    """Records that stand in the database's own file, its log left aside."""
    shutil.copy(tmp_path / "kept.db", tmp_path / "alone.db")
    with closing(sqlite3.connect(tmp_path / "alone.db")) as alone:
        return int(alone.execute("SELECT count(*) FROM fw_search_docsize").fetchone()[0])


def write(database: Database, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        database.transact(
            lambda tx, number=number: rows.insert(tx, CUSTOMER, {"name": f"Acme {number}", "active": True}, at=AT)
        )


def found(database: Database, text: str) -> int:
    with database.read() as tx:
        return len(search.find(tx, [tables_of(tx, CUSTOMER)], text, 1_000))


def test_the_index_is_joined_into_few_pieces_and_finds_the_same(embedded: Database) -> None:
    write(embedded, 15)
    assert pieces(embedded) > MANY_PIECES
    assert (found(embedded, "acme"), found(embedded, "acme 14")) == (15, 1)
    assert merge(embedded) <= MANY_PIECES
    assert pieces(embedded) <= MANY_PIECES
    assert (found(embedded, "acme"), found(embedded, "acme 14")) == (15, 1)


def test_the_log_is_brought_back_without_taking_anything_from_a_reader(embedded: Database, tmp_path: Path) -> None:
    with embedded.read(consistent=True) as reader:
        assert reader.execute("SELECT count(*) FROM fw_search_docsize").fetchone()[0] == 0
        write(embedded, 10)
        bring_back(embedded)
        assert reader.execute("SELECT count(*) FROM fw_search_docsize").fetchone()[0] == 0
    bring_back(embedded)
    assert brought_back(tmp_path) == 10


def test_a_server_keeps_up_by_itself_and_stops_when_told(embedded: Database) -> None:
    upkeep = Upkeep(embedded)
    upkeep.start()
    write(embedded, 40)
    embedded.wake("outbox")
    until = stopwatch() + LONG_ENOUGH
    while pieces(embedded) > MANY_PIECES:
        assert stopwatch() < until
        embedded.wait("nothing", 0, 0.02)
    upkeep.stop()
    assert "upkeep" not in [thread.name for thread in threading.enumerate()]
    write(embedded, 1, start=40)
    assert found(embedded, "acme") == 41
