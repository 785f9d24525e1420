"""Random expressions: Python, SQLite and PostgreSQL give the same for each record, or the database says it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.expression.expression import check
from engine.expression.problems import BrokenExpression
from engine.expression.sql import NoSqlForm
from tests.expression.generated import expressions
from tests.expression.tables import Tables, make_records
from tests.expression.test_sql_equals_python import same
from tests.expression.world import SCOPE
from tests.support import seeds
from tests.support.databases import Databases
from tests.support.sizes import sized

KINDS = ("number", "text", "day", "moment", "yes")


@pytest.fixture(scope="module")
def tables(databases: Databases) -> Iterator[Tables]:
    url = databases.fresh()
    made = Tables(url, make_records(seeds.generator("generated expressions"), 25))
    yield made
    made.close()
    databases.drop(url)


def agree(tables: Tables, text: str, condition: bool) -> None:
    try:
        expression = check(text, SCOPE, condition=condition)
    except BrokenExpression:
        return  # branches of several types; the checker's own tests look at those
    if not condition and not expression.fields:
        return  # no row is read: it is worked out before the database is asked
    rows = tables.records["deal"]
    python: dict[int, Any] = {row["id"]: expression.evaluate(tables.context(row)) for row in rows}
    try:
        found = tables.ids(expression) if condition else tables.values(expression)
    except NoSqlForm:
        return
    if condition:
        assert found == {id for id, value in python.items() if value is True}, text
    else:
        assert isinstance(found, dict)
        assert {
            id: pair for id, value in python.items() if not same(value, found[id]) for pair in [(value, found[id])]
        } == {}, text


@settings(max_examples=sized(150, 3000))
@given(text=st.integers(1, 3).flatmap(lambda depth: expressions("yes", depth)))
def test_a_random_condition_finds_the_same_rows(tables: Tables, text: str) -> None:
    agree(tables, text, condition=True)


@settings(max_examples=sized(150, 3000))
@given(text=st.tuples(st.sampled_from(KINDS), st.integers(1, 3)).flatmap(lambda kind: expressions(*kind)))
def test_a_random_value_is_the_same(tables: Tables, text: str) -> None:
    agree(tables, text, condition=False)
