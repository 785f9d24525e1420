"""The outbox: events commit with what they tell of, and no consumer ever misses one."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from engine import clock
from engine.events import AppPublished, Cause, RecordEvent
from engine.migration.upgrading import upgrade_system
from engine.storage import outbox
from engine.storage.database import Database, Transaction
from tests.support.databases import PostgresDatabases


def event(id: int, **more: object) -> RecordEvent:
    values = {"old": {"stage": "open"}, "new": {"stage": "won"}, "cause": Cause(("rule:crm/x#1",)), **more}
    return RecordEvent("updated", "crm", "opportunity", id, 2, 5, "user:7", "api", **values)  # type: ignore[arg-type]  # mixed values


def every(name: str, app: str, form: str | None) -> bool:
    return True


def write(database: Database, *ids: int) -> None:
    database.transact(lambda tx: outbox.append(tx, [event(id) for id in ids]))


def events(database: Database, after: int = 0) -> list[int]:
    with database.read() as tx:
        return [found.id for _, found in outbox.read(tx, after) if isinstance(found, RecordEvent)]


def test_events_come_back_as_they_were_written_in_order(database: Database) -> None:
    def work(tx: Transaction) -> None:
        outbox.append(tx, [event(1), event(2)])
        outbox.append_fact(tx, AppPublished("crm", 3, "user:7"))
        outbox.append(tx, [event(3)])

    database.transact(work)
    with database.read() as tx:
        found = outbox.read(tx, 0)
    assert [one for _, one in found] == [event(1), event(2), AppPublished("crm", 3, "user:7"), event(3)]
    assert [place for place, _ in found] == sorted({place for place, _ in found})


def test_a_transaction_that_fails_leaves_no_events(database: Database) -> None:
    def work(tx: Transaction) -> None:
        outbox.append(tx, [event(1)])
        raise LookupError

    with pytest.raises(LookupError):
        database.transact(work)
    assert events(database) == []


def test_a_follower_from_now_on_sees_what_comes_after(database: Database) -> None:
    write(database, 1)
    with database.read() as tx:
        start = outbox.newest(tx)
    assert events(database, start) == []
    write(database, 2)
    assert events(database, start) == [2]


def test_a_consumer_takes_passes_and_what_all_have_passed_goes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.transact(lambda tx: [outbox.register(tx, name) for name in ("rules", "other")])
    write(database, 1, 2, 3)

    def take(tx: Transaction) -> list[int]:
        taken = outbox.take(tx, "rules", every, 2)
        outbox.pass_(tx, "rules", taken[-1][0])
        return [found.id for _, found in taken if isinstance(found, RecordEvent)]

    assert database.transact(take) == [1, 2]
    with database.read() as tx:
        assert outbox.waiting(tx, "rules")
    monkeypatch.setattr(clock, "moved", timedelta(hours=1))  # a while later: nobody follows that far behind
    assert database.transact(outbox.clean) == 0  # the other consumer has passed nothing
    assert database.transact(take) == [3]
    with database.read() as tx:
        assert not outbox.waiting(tx, "rules")
        assert outbox.waiting(tx, "other")
        last = outbox.read(tx, 0)[-1][0]
    database.transact(lambda tx: outbox.pass_(tx, "other", last))
    assert database.transact(outbox.clean) == 3
    assert events(database) == []


def test_whoever_waits_is_woken_by_a_commit(database: Database) -> None:
    seen = database.wake_count("outbox")
    woken = threading.Event()

    def wait() -> None:
        if database.wait("outbox", seen, 20):
            woken.set()

    thread = threading.Thread(target=wait)
    thread.start()
    write(database, 1)
    thread.join(20)
    assert woken.is_set()


@pytest.mark.parametrize("first_writes", ["first", "second"])
def test_two_that_commit_crosswise_are_both_seen_by_a_follower(pg_url: str, first_writes: str) -> None:
    """The one that began first commits last, and the other way round; a reader looks in between."""
    database = Database(pg_url)
    upgrade_system(database)
    write(database, 100)
    wrote, may_end = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        if first_writes == "second":
            tx.execute("SELECT pg_current_xact_id()")  # has its number, writes later
        else:
            outbox.append(tx, [event(1)])
        wrote.set()
        assert may_end.wait(20)
        if first_writes == "second":
            outbox.append(tx, [event(1)])

    thread = threading.Thread(target=lambda: database.transact(slow))
    thread.start()
    assert wrote.wait(20)
    write(database, 2)
    seen: list[int] = []
    position = 0

    def follow() -> None:
        nonlocal position
        with database.read() as tx:
            for place, found in outbox.read(tx, position):
                assert isinstance(found, RecordEvent)
                seen.append(found.id)
                position = place

    follow()
    assert 1 not in seen
    may_end.set()
    thread.join(20)
    write(database, 3)
    follow()
    assert sorted(seen) == [1, 2, 3, 100]
    database.close()


def test_a_long_transaction_in_another_database_of_the_server_holds_nothing_back(
    postgres_databases: PostgresDatabases,
) -> None:
    with (
        postgres_databases.lent(postgres_databases.fresh()) as here,
        postgres_databases.lent(postgres_databases.fresh()) as there,
    ):
        database, other = Database(here), Database(there)
        upgrade_system(database)
        upgrade_system(other)
        writing, may_end = threading.Event(), threading.Event()

        def long(tx: Transaction) -> None:
            tx.execute("SELECT pg_current_xact_id()")
            writing.set()
            assert may_end.wait(20)

        thread = threading.Thread(target=lambda: other.transact(long))
        thread.start()
        assert writing.wait(20)
        write(database, 1)
        try:
            assert events(database) == [1]
            with database.read() as tx:
                start = outbox.newest(tx)
            assert events(database, start) == []
        finally:
            may_end.set()
            thread.join(20)
            database.close()
            other.close()


def test_two_workers_never_take_the_same_events(database: Database) -> None:
    database.transact(lambda tx: outbox.register(tx, "rules"))
    write(database, *range(1, 41))
    taken: list[int] = []
    start = threading.Barrier(3, timeout=20)

    def work(tx: Transaction) -> int:
        batch = outbox.take(tx, "rules", every, 3)
        if batch:
            outbox.pass_(tx, "rules", batch[-1][0])
        found = [one.id for _, one in batch if isinstance(one, RecordEvent)]
        tx.after_commit(lambda: taken.extend(found))
        return len(batch)

    def worker() -> None:
        start.wait()
        while True:
            with database.read() as tx:
                if not outbox.waiting(tx, "rules"):
                    return
            database.transact(work)

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == list(range(1, 41))


def test_of_events_that_nobody_waits_for_only_the_place_is_taken(database: Database) -> None:
    database.transact(lambda tx: outbox.register(tx, "rules"))
    write(database, 1, 2)
    taken = database.transact(lambda tx: outbox.take(tx, "rules", lambda name, app, form: form == "lead"))
    assert [found for _, found in taken] == [None, None]
    assert [place for place, _ in taken] == sorted(place for place, _ in taken)


def test_events_copied_from_another_server_keep_their_order_and_are_not_lost(pg_url: str) -> None:
    database = Database(pg_url)
    upgrade_system(database)
    database.transact(lambda tx: outbox.register(tx, "rules"))
    write(database, 1, 2)
    with database.read() as tx:
        first = outbox.read(tx, 0)[0][0]
    far = 1 << 50

    def as_if_from_elsewhere(tx: Transaction) -> None:
        tx.execute("UPDATE fw_outbox SET seq = seq + %s", (far,))
        tx.execute("UPDATE fw_consumer SET seq = %s", (first + far,))

    database.transact(as_if_from_elsewhere)
    assert events(database) == []
    database.transact(outbox.settle_after_copy)
    write(database, 3)
    with database.read() as tx:
        assert events(database) == [1, 2, 3]
    taken = database.transact(lambda tx: outbox.take(tx, "rules", every, 10))
    assert [found.id for _, found in taken if isinstance(found, RecordEvent)] == [2, 3]
    database.close()
