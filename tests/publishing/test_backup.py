"""A backup holds one moment, and restores into an empty place on either database."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import records
from engine.bootstrap import Engine, restore
from engine.settings import Settings
from engine.storage.backup import PlaceNotEmpty
from engine.texts import say
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.engines import engine_at


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_everything_comes_back_in_an_empty_place(
    engine: Engine,
    tmp_path: Path,
    kind: str,
    sqlite_databases: SqliteDatabases,
    postgres_databases: PostgresDatabases,
) -> None:
    context = engine.system()
    form = context.form("shop", "customer")
    made = records.create(context, form, {"name": "灯笼厂", "tags": ["regular"], "address": {"city": "北京"}})
    records.update(context, form, made.id, {"name": "灯笼总厂"})
    order = records.create(context, context.form("shop", "order"), {"customer": made.id})
    file = tmp_path / "backup.zip"
    engine.backup(file)
    target = (sqlite_databases if kind == "sqlite" else postgres_databases).fresh()
    settings = Settings(data_dir=tmp_path / "restored", database_url=target, worker=False)
    restore(settings, file)
    with engine_at(target, tmp_path / "restored") as other:
        there = other.system()
        assert records.get(there, there.form("shop", "customer"), made.id) == records.get(context, form, made.id)
        assert records.get(there, there.form("shop", "order"), order.id)["number"] == order.record["number"]
        assert len(records.history(there, there.form("shop", "customer"), made.id)["changes"]) == 1
        again = records.create(there, there.form("shop", "order"), {"customer": made.id})
        assert again.record["number"] > order.record["number"], "counters go on, ids are not used twice"
        assert again.id > order.id
    with pytest.raises(PlaceNotEmpty) as refused:
        restore(settings, file)
    assert "empty" in say(refused.value.code) and "空" in say(refused.value.code, language="zh-CN")


def test_the_key_is_not_in_the_backup(engine: Engine, tmp_path: Path) -> None:
    key = engine.settings.master_key()
    file = tmp_path / "backup.zip"
    engine.backup(file)
    import zipfile

    with zipfile.ZipFile(file) as archive:
        assert all(key not in archive.read(name) for name in archive.namelist())
