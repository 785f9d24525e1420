"""The ground other tests stand on: databases are real, separate and quickly copied on both kinds."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from tests.support.databases import Databases


def _run(url: str, *statements: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.begin() as connection:
        rows: list[tuple[object, ...]] = []
        for statement in statements:
            result = connection.execute(text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def test_a_fresh_database_is_empty_and_keeps_chinese(database_url: str) -> None:
    rows = _run(database_url, "create table t (v text)", "insert into t values ('匠表')", "select v from t")
    assert rows == [("匠表",)]


def test_a_prepared_database_is_filled_once_and_copies_do_not_touch_each_other(databases: Databases) -> None:
    calls = []

    def prepare(url: str) -> None:
        calls.append(url)
        _run(url, "create table t (v integer)", "insert into t values (1)")

    first, second = (databases.prepared("two copies", prepare) for _ in range(2))
    with databases.lent(first), databases.lent(second):
        _run(first, "insert into t values (2)")
        assert _run(first, "select count(*) from t") == [(2,)]
        assert _run(second, "select count(*) from t") == [(1,)]
        assert len(calls) == 1
