"""Backup: one moment of everything in one file, which any empty place can take, on either database."""

from __future__ import annotations

import json
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from engine.errors import Conflict, MalformedRequest
from engine.migration import planner, runner
from engine.migration.upgrading import HEAD, upgrade_system
from engine.storage import backup, outbox, rows
from engine.storage.database import Database
from engine.storage.errors import NewerSchema
from engine.storage.files import FileStore
from engine.storage.reindexing import reindex
from tests.storage.test_outbox import event
from tests.storage.test_reading import APP, AT, COMPANY, CUSTOMER, ORDER, SHOP, USER, add, found, publish, shop
from tests.storage.worlds import read_app
from tests.support.databases import PostgresDatabases, SqliteDatabases

__all__ = ["shop"]
DatabaseError = (sqlite3.IntegrityError, psycopg.IntegrityError)

SMALLER = read_app(
    {**SHOP, "forms/order.yaml": SHOP["forms/order.yaml"].replace("  rate: {type: percent}\n", "")}, COMPANY
)
ORDER_WITHOUT_RATE = SMALLER.forms["order"]


@pytest.fixture
def places(
    sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases, tmp_path: Path
) -> Iterator[list[tuple[Database, FileStore]]]:
    """An empty place of each kind."""
    with ExitStack() as stack:
        made = []
        for kind in (sqlite_databases, postgres_databases):
            database = Database(stack.enter_context(kind.lent(kind.fresh())))
            stack.callback(database.close)
            upgrade_system(database)
            made.append((database, FileStore(database, tmp_path / database.dialect)))
        yield made


def fill(database: Database, files: FileStore) -> int:
    """Something of everything, with a field taken away; the id of an order."""
    user = add(database, USER, name="Li Lei")
    customer = add(database, CUSTOMER, name="张三丰", owner=user, phone="13800138000")
    gone = add(database, CUSTOMER, name="gone")
    database.transact(lambda tx: rows.soft_delete(tx, CUSTOMER, gone, at=AT))
    id = add(
        database, ORDER, number="O-1", customer=customer, others=(customer,), amount=Decimal("-90071992547409.93"),
        ordered_on=date(2024, 2, 29), seen_at=AT, paid=False, tags=("b",), notes="a\nb", rate=Decimal("0.125"),
        lines=({"what": "x", "qty": Decimal("1.5")},),
    )  # fmt: skip
    lost = add(database, ORDER, number="lost")
    database.transact(lambda tx: tx.execute(f'DELETE FROM "shop__order" WHERE id = {lost}'))
    database.transact(lambda tx: outbox.append(tx, [event(1)]))
    paper = files.put(b"paper", name="p.txt", type="text/plain")
    database.transact(lambda tx: files.claim(tx, [paper.id], "shop", "order", id, "papers"))
    database.transact(lambda tx: runner.run(tx, planner.plan(tx, APP, SMALLER, 2)), lock="exclusive")
    return id


def content(path: Path) -> dict[str, list[Any]]:
    """All rows of a backup; places of events are told by their order only."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith(("rows/", "files/"))]
        found = {name: archive.read(name).decode().splitlines() for name in names}
    found["rows/fw_outbox.jsonl"] = [json.dumps(json.loads(line)[1:]) for line in found["rows/fw_outbox.jsonl"]]
    return found


def test_a_restored_place_holds_what_was_backed_up_on_either_database(
    shop: Database, places: list[tuple[Database, FileStore]], tmp_path: Path
) -> None:
    files = FileStore(shop, tmp_path / "files")
    order = fill(shop, files)
    first = tmp_path / "first.zip"
    counts = backup.write(shop, files, first, schema=HEAD)
    assert counts["shop__order"] == 1
    with zipfile.ZipFile(first) as archive:
        assert b"secret" not in archive.read("manifest.json")
    for database, store in places:
        assert backup.read(database, store, first, schema=HEAD) == counts
        database.transact(lambda tx: [reindex(tx, form) for form in (CUSTOMER, ORDER_WITHOUT_RATE)])
        second = tmp_path / f"second-{database.dialect}.zip"
        backup.write(database, store, second, schema=HEAD)
        assert content(second) == content(first)
        with database.read() as tx:
            stored = rows.read(tx, ORDER_WITHOUT_RATE, order)
        assert stored is not None
        assert stored["amount"] == Decimal("-90071992547409.93")
        assert found(database, form=CUSTOMER, search="三丰") == [stored["customer"]]
        assert add(database, ORDER_WITHOUT_RATE) == order + 2  # the id of the record that was lost is not given again
        with database.read() as tx:
            assert [one.id for _, one in outbox.read(tx, 0) if isinstance(one, outbox.RecordEvent)] == [1]


def test_a_backup_shows_one_moment_while_others_write(shop: Database, tmp_path: Path) -> None:
    """Each write adds a customer and an order of it; no backup may hold one without the other."""
    stop = threading.Event()

    def writer() -> None:
        while not stop.is_set():

            def both(tx: Any) -> None:
                customer = rows.insert(tx, CUSTOMER, {"name": "x"}, at=AT)
                rows.insert(tx, ORDER, {"customer": customer}, at=AT)

            shop.transact(both)

    thread = threading.Thread(target=writer)
    thread.start()
    try:
        for n in range(3):
            counts = backup.write(shop, FileStore(shop, tmp_path / "files"), tmp_path / f"{n}.zip", schema=HEAD)
            assert counts["shop__order"] == counts["shop__customer"]
    finally:
        stop.set()
        thread.join(20)


def test_only_an_empty_place_takes_a_backup(shop: Database, tmp_path: Path) -> None:
    files = FileStore(shop, tmp_path / "files")
    backup.write(shop, files, tmp_path / "b.zip", schema=HEAD)
    with pytest.raises(Conflict):
        backup.read(shop, files, tmp_path / "b.zip", schema=HEAD)


def test_what_is_no_backup_or_of_another_engine_is_refused(
    places: list[tuple[Database, FileStore]], tmp_path: Path
) -> None:
    database, files = places[0]
    (tmp_path / "text.zip").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name in ("text.zip", "empty.zip"):
        with pytest.raises(MalformedRequest):
            backup.read(database, files, tmp_path / name, schema=HEAD)
    backup.write(database, files, tmp_path / "b.zip", schema="9999_future")
    with pytest.raises(NewerSchema):
        backup.read(database, files, tmp_path / "b.zip", schema=HEAD)


def test_a_broken_backup_changes_nothing(
    shop: Database, places: list[tuple[Database, FileStore]], tmp_path: Path
) -> None:
    files = FileStore(shop, tmp_path / "files")
    fill(shop, files)
    backup.write(shop, files, tmp_path / "b.zip", schema=HEAD)
    with zipfile.ZipFile(tmp_path / "b.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            if name != "rows/shop__order.jsonl":
                bad.writestr(name, good.read(name))
    for database, store in places:
        with pytest.raises(MalformedRequest):
            backup.read(database, store, tmp_path / "bad.zip", schema=HEAD)
        backup.read(database, store, tmp_path / "b.zip", schema=HEAD)


def test_publishing_goes_on_after_a_restore(
    shop: Database, places: list[tuple[Database, FileStore]], tmp_path: Path
) -> None:
    files = FileStore(shop, tmp_path / "files")
    backup.write(shop, files, tmp_path / "b.zip", schema=HEAD)
    for database, store in places:
        backup.read(database, store, tmp_path / "b.zip", schema=HEAD)
        with database.read() as tx:
            assert planner.plan(tx, APP, APP, 2).operations == ()
        publish(
            database,
            read_app(
                {**SHOP, "forms/more.yaml": "kind: form\nid: more\nlabel: More\nfields: {a: {type: text}}\n"}, COMPANY
            ),
        )


def keys(database: Database) -> dict[str, set[tuple[str, str, str | None]]]:
    """The foreign keys of the living tables."""
    with database.read() as tx:
        inspector = sa.inspect(tx.connection)
        return {
            table: {
                (key["constrained_columns"][0], key["referred_table"], key["options"].get("ondelete"))
                for key in inspector.get_foreign_keys(table)
                if "__v" not in key["constrained_columns"][0]
            }
            for table in inspector.get_table_names()
            if table.startswith("shop__") and "__v" not in table
        }


def test_what_was_taken_away_before_a_backup_comes_back_whole_after_it(
    shop: Database, places: list[tuple[Database, FileStore]], tmp_path: Path
) -> None:
    """Links, rows and a form that were retired have their values again, and the foreign keys of a fresh place."""
    files = FileStore(shop, tmp_path / "files")
    order = fill(shop, files)
    fresh = keys(shop)
    form = SHOP["forms/order.yaml"]
    text = form.replace("  customer: {type: relation, to: customer, inverse: orders}\n", "")
    text = text.replace("  others: {type: relation, to: customer, many: true}\n", "").replace(" {{ customer }}", "")
    text = text[: text.index("  lines:")]
    few = read_app({**SHOP, "forms/order.yaml": text.replace("  rate: {type: percent}\n", "")}, COMPANY)
    none = read_app({name: one for name, one in SHOP.items() if name == "app.yaml" or "customer" in name}, COMPANY)

    def go(database: Database, old: Any, new: Any, number: int) -> None:
        database.transact(lambda tx: runner.run(tx, planner.plan(tx, old, new, number)), lock="exclusive")

    go(shop, SMALLER, few, 3)
    go(shop, few, none, 4)
    backup.write(shop, files, tmp_path / "b.zip", schema=HEAD)
    for database, store in [*places, (shop, files)]:
        if database is not shop:
            backup.read(database, store, tmp_path / "b.zip", schema=HEAD)
        go(database, none, APP, 5)
        assert keys(database) == fresh
        with database.read() as tx:
            stored = rows.read(tx, ORDER, order)
            assert planner.plan(tx, APP, APP, 6).operations == ()
        assert stored is not None and stored["rate"] == Decimal("0.125")
        assert stored["others"] == (stored["customer"],)
        assert [(row["what"], row["qty"]) for row in stored["lines"]] == [("x", Decimal("1.5"))]
        with pytest.raises(DatabaseError):
            database.transact(lambda tx: tx.execute(f'UPDATE "shop__order" SET customer = 999 WHERE id = {order}'))
        database.transact(lambda tx: tx.execute(f'DELETE FROM "shop__order" WHERE id = {order}'))
        with database.read() as tx:
            for table in ("shop__order__others", "shop__order__lines"):
                assert tx.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] == 0
