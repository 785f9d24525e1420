"""The engine's own tables: made by revisions only, upgraded after a snapshot, never touched by an older engine."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine.migration import upgrading
from engine.migration.upgrading import HEAD, upgrade_system
from engine.storage.database import Database
from engine.storage.errors import NewerSchema
from engine.storage.system_tables import metadata


def test_the_revisions_make_exactly_the_declared_tables(database: Database) -> None:
    def compare(tx: object) -> object:
        context = MigrationContext.configure(
            database_connection(tx),
            opts={"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables},
        )
        return compare_metadata(context, metadata)

    with database.read() as tx:
        assert compare(tx) == []
        assert set(metadata.tables) <= set(sa.inspect(tx.connection).get_table_names())


def database_connection(tx: object) -> sa.Connection:
    connection = getattr(tx, "connection")  # noqa: B009
    assert isinstance(connection, sa.Connection)
    return connection


def test_the_head_named_in_code_is_the_last_revision() -> None:
    files = sorted((Path(upgrading.__file__).parent / "system" / "versions").glob("[0-9]*.py"))
    assert files[-1].stem == HEAD


def test_a_second_start_finds_nothing_to_do(database: Database) -> None:
    assert upgrade_system(database) is False


def test_a_newer_schema_stops_an_older_engine_with_a_sentence(database: Database) -> None:
    database.transact(lambda tx: tx.execute("UPDATE fw_schema SET version_num = '9999_from_the_future'"))
    with pytest.raises(NewerSchema) as raised:
        upgrade_system(database)
    assert raised.value.values["found"] == "9999_from_the_future"


def test_sqlite_is_copied_before_an_existing_schema_changes(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(sqlite_url)
    upgrade_system(database)
    monkeypatch.setattr(upgrading, "HEAD", "0002_next")
    upgrading._snapshot(database, HEAD)
    monkeypatch.undo()
    assert database.url.database is not None
    copies = list(Path(database.url.database).parent.glob(f"*-before-0002_next-from-{HEAD}.db"))
    assert len(copies) == 1
    copy = Database(f"sqlite:///{copies[0]}")
    with copy.read() as tx:
        assert upgrading.revision(tx) == HEAD
    copy.close()
    database.close()
