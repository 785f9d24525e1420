"""Short work on an embedded database: it never waits, is done whole or not at all, and is done once."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.api.answers import Soon
from engine.clock import Allowance
from engine.storage.database import Database, Transaction
from engine.storage.errors import NotMyTurn, TookTooLong, WouldWait
from engine.storage.links import Links
from engine.storage.system_tables import fw_setting
from tests.storage.conftest import prepare

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT max(i) FROM n"


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'short.db'}"
    prepare(url)
    made = Database(url, data_dir=tmp_path)
    yield made
    made.close()


def put(tx: Transaction, key: str) -> str:
    tx.connection.execute(sa.insert(fw_setting).values(key=key, value="1"))
    return key


def keys(database: Database) -> list[str]:
    with database.read() as tx:
        return sorted(tx.connection.execute(sa.select(fw_setting.c.key)).scalars())


def long_read(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(LONG).fetchone()[0])


def test_a_statement_is_broken_off_when_the_time_is_over(embedded: Database) -> None:
    with pytest.raises(TookTooLong), embedded.short(0.01):
        long_read(embedded)
    assert keys(embedded) == []  # the connections are whole


def test_many_small_statements_are_broken_off_too(embedded: Database) -> None:
    def endless() -> None:
        with embedded.read() as tx:
            while True:
                tx.execute("SELECT 1").fetchone()

    with pytest.raises(TookTooLong), embedded.short(0.01):
        endless()


def test_looking_at_the_epoch_after_the_time_is_over_says_that_it_was_not_short(embedded: Database) -> None:
    # SQLite looks at the clock every so many instructions of a statement, counted over all its runs.
    with pytest.raises(TookTooLong), embedded.short(0):
        for _ in range(2_000):
            embedded.epoch()
    assert embedded.epoch() >= 0


def test_a_database_that_another_process_holds_whole_is_left_to_those_who_may_wait(
    embedded: Database, tmp_path: Path
) -> None:
    embedded.close()
    other = sqlite3.connect(tmp_path / "short.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WouldWait), embedded.short(5):
        embedded.epoch()
    other.close()
    assert keys(embedded) == []


def test_a_write_that_takes_too_long_leaves_nothing_and_can_be_done_again(embedded: Database) -> None:
    def work(tx: Transaction) -> None:
        put(tx, "half")
        tx.execute(LONG).fetchone()

    with pytest.raises(TookTooLong), embedded.short(0.01):
        embedded.transact(work)
    assert keys(embedded) == []
    embedded.transact(lambda tx: put(tx, "half"))
    assert keys(embedded) == ["half"]


def test_what_comes_after_the_commit_is_let_finish(embedded: Database) -> None:
    done: list[str] = []
    with embedded.short(0.05):
        embedded.transact(lambda tx: put(tx, "kept"))
        wait_out(0.21)
        done += keys(embedded)
    assert done == ["kept"]


def test_being_kept_waiting_counts_only_when_it_takes_long() -> None:
    given = Allowance(0.05)
    wait_out(0.06)
    assert not given.is_over()
    wait_out(0.15)
    assert given.is_over()
    given = Allowance(0.02)
    while not given.is_over():
        sum(range(1_000))


def wait_out(seconds: float) -> None:
    threading.Event().wait(seconds)


@contextmanager
def somebody_writing(database: Database) -> Iterator[None]:
    """Another thread holds the writers' turn meanwhile, and has put down `slow` in the end."""
    inside, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        put(tx, "slow")
        inside.set()
        assert go_on.wait(20)

    writer = threading.Thread(target=lambda: database.transact(slow))
    writer.start()
    assert inside.wait(20)
    try:
        yield
    finally:
        go_on.set()
        writer.join(20)


def test_short_work_does_not_wait_for_another_writer(embedded: Database) -> None:
    with somebody_writing(embedded), pytest.raises(NotMyTurn), embedded.short(1.0):
        embedded.transact(lambda tx: put(tx, "short"))
    assert keys(embedded) == ["slow"]


def test_short_work_does_not_wait_for_another_process(embedded: Database) -> None:
    other = Database(embedded.url.render_as_string())
    with somebody_writing(other), pytest.raises(WouldWait), embedded.short(1.0):
        embedded.transact(lambda tx: put(tx, "short"))
    other.close()
    assert keys(embedded) == ["slow"]


def test_a_turn_is_handed_over_and_one_that_was_not_needed_is_given_back(embedded: Database) -> None:
    async def both() -> None:
        await embedded.turn()
        with embedded.short(1.0, turn=True):
            embedded.transact(lambda tx: put(tx, "first"))
        await embedded.turn()
        with embedded.short(1.0, turn=True):
            pass

    asyncio.run(both())
    assert embedded.transact(lambda tx: put(tx, "second")) == "second"


def test_whoever_gives_up_waiting_for_the_turn_keeps_nobody_out(embedded: Database) -> None:
    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(embedded.turn(), 0.02)

    with somebody_writing(embedded):
        asyncio.run(impatient())
    assert embedded.transact(lambda tx: put(tx, "next")) == "next"


def test_the_loop_and_threads_take_turns_and_nothing_is_written_twice(embedded: Database) -> None:
    soon = Soon(embedded)
    each, writers = 40, 4

    def writing(name: str) -> Callable[[], str]:
        return lambda: embedded.transact(lambda tx: put(tx, name))

    def in_thread(number: int) -> None:
        for at in range(each):
            writing(f"thread {number} {at}")()

    async def in_loop() -> None:
        await asyncio.gather(*(soon.do("write", writing(f"loop {at}"), writes=True) for at in range(each * writers)))

    threads = [threading.Thread(target=in_thread, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    asyncio.run(in_loop())
    for thread in threads:
        thread.join(60)
    assert len(keys(embedded)) == each * writers * 2


def test_work_that_is_not_short_is_finished_in_a_thread(embedded: Database) -> None:
    where: list[int] = []

    def work() -> str:
        where.append(threading.get_ident())
        with embedded.read() as tx:
            tx.execute(LONG.replace("100000000", "300000")).fetchone()
        return "found"

    async def ask() -> tuple[str, int]:
        return await Soon(embedded, seconds=0.001).do("read", work, writes=False), threading.get_ident()

    found, loop = asyncio.run(ask())
    assert found == "found"
    assert where[0] == loop and where[-1] != loop


def test_whoever_finds_no_free_connection_waits_for_one(embedded: Database) -> None:
    links = Links(embedded.engine, 1)
    first = links.take()
    with pytest.raises(WouldWait):
        links.take_hurried(Allowance(0))
    got: list[object] = []
    waiting = threading.Thread(target=lambda: got.append(links.take()))
    waiting.start()
    links.give(first)
    waiting.join(20)
    assert got == [first]
    links.give(first)
    links.close()
