"""Write transactions: whole or not at all, repeated when they collide, in a fair order."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from engine.storage.database import Database, Transaction
from engine.storage.system_tables import fw_setting
from engine.storage.writers import FAVOURED, WriterQueue


def put(key: str, value: str = "1") -> sa.Insert:
    return sa.insert(fw_setting).values(key=key, value=value)


def keys(database: Database) -> list[str]:
    with database.read() as tx:
        return sorted(tx.connection.execute(sa.select(fw_setting.c.key)).scalars())


def test_what_a_transaction_wrote_is_there_after_it(database: Database) -> None:
    database.transact(lambda tx: tx.connection.execute(put("a")))
    assert keys(database) == ["a"]


def test_a_failing_transaction_leaves_nothing_and_runs_no_hooks(database: Database) -> None:
    called: list[str] = []

    def work(tx: Transaction) -> None:
        tx.after_commit(lambda: called.append("hook"))
        tx.connection.execute(put("a"))
        raise LookupError("on purpose")

    with pytest.raises(LookupError):
        database.transact(work)
    assert keys(database) == []
    assert called == []


def test_tables_made_in_a_failing_transaction_are_gone_too(database: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.connection.execute(sa.text("CREATE TABLE made (id integer)"))
        tx.connection.execute(sa.text("INSERT INTO made VALUES (1)"))
        raise LookupError("on purpose")

    with pytest.raises(LookupError):
        database.transact(work)
    with database.read() as tx:
        assert "made" not in sa.inspect(tx.connection).get_table_names()


def test_a_savepoint_undoes_its_part_alone(database: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.connection.execute(put("kept"))
        with pytest.raises(LookupError), tx.savepoint():
            tx.connection.execute(put("undone"))
            raise LookupError
        tx.connection.execute(put("after"))

    database.transact(work)
    assert keys(database) == ["after", "kept"]


def test_hooks_run_once_after_the_commit(database: Database) -> None:
    seen: list[list[str]] = []

    def work(tx: Transaction) -> None:
        tx.connection.execute(put("a"))
        tx.after_commit(lambda: seen.append(keys(database)))

    database.transact(work)
    assert seen == [["a"]]


def test_a_transaction_inside_a_transaction_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="transact inside transact"):
        database.transact(lambda tx: database.transact(lambda inner: None))
    assert database.transact(lambda tx: 7) == 7


def test_two_that_deadlock_both_end_up_written(pg_url: str) -> None:
    from engine.migration.upgrading import upgrade_system

    database = Database(pg_url)
    upgrade_system(database)
    database.transact(lambda tx: [tx.connection.execute(put(key, "0")) for key in "ab"])
    together = threading.Barrier(2, timeout=20)
    tries = {"ab": 0, "ba": 0}

    def cross(order: str) -> None:
        def work(tx: Transaction) -> None:
            tries[order] += 1
            tx.execute("UPDATE fw_setting SET value = value || %s WHERE key = %s", (order, order[0]))
            if tries[order] == 1:
                together.wait()
            tx.execute("UPDATE fw_setting SET value = value || %s WHERE key = %s", (order, order[1]))

        database.transact(work)

    threads = [threading.Thread(target=cross, args=(order,)) for order in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with database.read() as tx:
        values = set(tx.connection.execute(sa.select(fw_setting.c.value)).scalars())
    assert values <= {"0abba", "0baab"}
    assert sum(tries.values()) == 3
    database.close()


def test_the_epoch_moves_for_every_connection_at_once(database: Database) -> None:
    with database.read() as tx:
        before = tx.epoch
    assert database.transact(lambda tx: tx.move_epoch()) == before + 1
    with database.read() as tx:
        assert tx.epoch == before + 1
    assert database.transact(lambda tx: tx.epoch) == before + 1


def test_people_go_before_background_work_but_never_starve_it() -> None:
    queue = WriterQueue()
    queue.enter(interactive=True)
    order: list[str] = []
    started: list[threading.Thread] = []

    def writer(name: str, interactive: bool) -> None:
        queue.enter(interactive=interactive)
        order.append(name)
        queue.leave()

    for name, interactive in [("import", False), *((f"person{n}", True) for n in range(FAVOURED + 2))]:
        waiting = queue.waiting
        thread = threading.Thread(target=writer, args=(name, interactive))
        thread.start()
        started.append(thread)
        while queue.waiting == waiting:
            threading.Event().wait(0.001)
    queue.leave()
    for thread in started:
        thread.join(10)
    people = [name for name in order if name != "import"]
    assert people == [f"person{n}" for n in range(FAVOURED + 2)]
    assert order.index("import") == FAVOURED
