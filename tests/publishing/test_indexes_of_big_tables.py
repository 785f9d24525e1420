"""The indexes of big tables are built after the publish: visible, resumed after a kill, never left half built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.jobs import queue
from engine.migration import indexing
from engine.publishing import indexing as job_of_indexes
from engine.settings import Settings
from engine.storage.layout import layout_of
from tests.support.databases import Databases, PostgresDatabases

FORM = """
kind: form
id: reading
label: Reading
fields:
  name: {type: text, required: true}
  value: {type: number, decimals: 0}
  day: {type: date}
"""
APP = {"app.yaml": "kind: app\nid: meter\nlabel: Meter\n", "forms/reading.yaml": FORM}
VIEWS = {
    "views/by_value.yaml": "kind: view\nid: by_value\nform: reading\nlabel: By value\ntype: table\nsort: [-value]\n",
    "views/by_day.yaml": "kind: view\nid: by_day\nform: reading\nlabel: By day\ntype: table\nsort: [day]\n",
}


def opened(url: str, folder: Path, big: int) -> Engine:
    return Engine(Settings(data_dir=folder, database_url=url, worker=False, big_table_rows=big))


def filled(url: str, folder: Path, rows: int = 60) -> None:
    engine = opened(url, folder, 50)
    engine.publisher.publish(APP, actor="test", kind="install")
    context = engine.system()
    values = [{"name": f"R{at}", "value": at % 7, "day": "2026-01-02"} for at in range(rows)]
    records.create_many(context, context.form("meter", "reading"), values)
    engine.close()


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    url = databases.prepared("meter", lambda fresh: filled(fresh, tmp_path / "prepared"))
    with databases.lent(url):
        made = opened(url, tmp_path, 50)
        yield made
        made.close()


@pytest.fixture
def on_postgres(postgres_databases: PostgresDatabases, tmp_path: Path) -> Iterator[Engine]:
    url = postgres_databases.prepared("meter", lambda fresh: filled(fresh, tmp_path / "prepared"))
    with postgres_databases.lent(url):
        made = opened(url, tmp_path, 50)
        yield made
        made.close()


def valid(engine: Engine) -> dict[str, bool]:
    """The indexes of the form's table, and whether they can be used."""
    with engine.database.read() as tx:
        if tx.dialect == "sqlite":
            found = tx.execute("SELECT name, 1 FROM sqlite_master WHERE type = 'index' AND tbl_name = 'meter__reading'")
        else:
            found = tx.execute(
                "SELECT c.relname, x.indisvalid FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid "
                "WHERE x.indrelid = to_regclass('meter__reading') AND NOT x.indisprimary"
            )
        return {row[0]: bool(row[1]) for row in found.fetchall()}


def wanted(engine: Engine) -> set[str]:
    return set(layout_of(engine.store.current().app("meter")).indexes)


def test_a_big_table_gets_its_indexes_by_a_job_and_a_small_one_in_the_publish(engine: Engine) -> None:
    before = set(valid(engine))
    published = engine.publisher.publish({**APP, **VIEWS}, actor="user:7")
    apart = engine.database.dialect == "postgresql"
    assert (published.job is not None) == apart
    assert (set(valid(engine)) == before) == apart
    engine.settle()
    assert valid(engine) == dict.fromkeys(wanted(engine), True) and set(valid(engine)) > before
    if published.job is not None:
        job = queue.get(engine.database, published.job)
        assert (job.state, job.done, job.total, job.step) == ("done", 2, 2, "indexes")
        assert job.actor == {"key": "user:7"} and len(job.result["built"]) == 2
    context = engine.system()
    found = records.page(context, context.form("meter", "reading"), records.PageQuery(view="by_value", limit=1))
    assert found.records[0]["value"] == 6


def test_a_table_of_few_rows_is_not_worth_a_job(on_postgres: Engine) -> None:
    on_postgres.publisher.big_table = 60
    published = on_postgres.publisher.publish({**APP, **VIEWS}, actor="test")
    assert published.job is None and set(valid(on_postgres)) == wanted(on_postgres)


def test_a_unique_rule_holds_from_the_start(on_postgres: Engine) -> None:
    unique = {**APP, "forms/reading.yaml": FORM.replace("required: true", "required: true, unique: true")}
    published = on_postgres.publisher.publish(unique, actor="test")
    assert published.job is None and set(valid(on_postgres)) == wanted(on_postgres)


def test_what_was_left_half_built_is_dropped_and_built_again(
    on_postgres: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = on_postgres
    published = engine.publisher.publish({**APP, **VIEWS}, actor="test")
    assert published.job is not None
    build, killed = indexing.build, []

    class Killed(BaseException):
        """What a kill is to the worker: nothing after it runs."""

    def half(database: Any, index: Any) -> None:
        build(database, index)
        if not killed:
            killed.append(index.name)
            with database.read() as tx:
                tx.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)", (index.name,))
            raise Killed

    monkeypatch.setattr(job_of_indexes.indexing, "build", half)
    with pytest.raises(Killed):
        engine.settle()
    assert valid(engine)[killed[0]] is False
    with engine.database.read() as tx:
        tx.execute("UPDATE fw_job SET lease_until = now() - interval '1 second' WHERE id = %s", (published.job,))
    engine.settle()
    job = queue.get(engine.database, published.job)
    assert (job.state, job.attempts) == ("done", 2)
    assert valid(engine) == dict.fromkeys(wanted(engine), True)


def test_a_later_version_that_needs_no_index_gets_none(on_postgres: Engine) -> None:
    engine = on_postgres
    first = engine.publisher.publish({**APP, **VIEWS}, actor="test")
    one = {**APP, "views/by_day.yaml": VIEWS["views/by_day.yaml"]}
    second = engine.publisher.publish(one, actor="test")
    assert first.job != second.job
    engine.settle()
    assert valid(engine) == dict.fromkeys(wanted(engine), True)
    assert engine.publisher.prepare(one).plan.operations == ()


def test_two_builders_do_not_meet(on_postgres: Engine) -> None:
    with indexing.alone(on_postgres.database) as first:
        assert first
        with indexing.alone(on_postgres.database) as second:
            assert not second
    with indexing.alone(on_postgres.database) as third:
        assert third
