"""Looks for arithmetic that leaves 63 bits unseen on SQLite: random bounds, values at the edges, random operations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from engine.expression.evaluator import SimpleContext
from engine.expression.expression import check
from engine.expression.scope import DictScope, Symbol
from engine.expression.sql import NoSqlForm, compile_condition, compile_value
from engine.expression.sqlite import sqlite_aggregates, sqlite_functions
from engine.expression.types import Number
from engine.expression.values import EXACT, ErrorValue
from tests.expression.world import CLOCK
from tests.support.sizes import sized

LIMIT = 2**63 - 1


@dataclass(frozen=True)
class Field:
    """A column of scaled integers between two bounds."""

    decimals: int
    low: int
    high: int

    @property
    def type(self) -> Number:
        low, high = (Decimal(edge).scaleb(-self.decimals, EXACT) for edge in (self.low, self.high))
        return Number(self.decimals, None if self.low == -LIMIT else low, None if self.high == LIMIT else high)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    bits = draw(st.sampled_from([8, 20, 31, 32, 40, 53, 62, 63]))
    high = 2**bits - 1
    return Field(draw(st.integers(0, 9)), draw(st.sampled_from([-high, 0, -1])), high)


def values(field: Field) -> st.SearchStrategy[int]:
    edges = [
        field.low,
        field.high,
        field.low + 1,
        field.high - 1,
        0 if field.low <= 0 else field.low,
        min(1, field.high),
    ]
    return st.sampled_from(edges) | st.integers(field.low, field.high)


def operations(depth: int) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(["a", "b", "c", "2", "-1", "0.01", "99999999999999999999", "1.000000001"])
    if depth == 0:
        return leaf
    side = operations(depth - 1)
    both = st.tuples(side, st.sampled_from(["+", "-", "*", "*", "/"]), side).map(lambda made: f"({' '.join(made)})")
    one = st.tuples(
        st.sampled_from(["-{}", "{}%", "ABS({})", "ROUND({}, 2)", "ROUND({}, -3)", "MAX({}, a)", "IF(a > b, {}, c)"]),
        side,
    )
    return leaf | both | both | one.map(lambda made: made[0].format(f"({made[1]})"))


class Row:
    """A scope of three columns."""

    dialect = "sqlite"
    table = sa.table("t", *(sa.column(name, sa.BigInteger) for name in "abc"))

    def column(self, name: str) -> Any:
        return self.table.c[name]


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:")
    for name, count, function in sqlite_functions():
        made.create_function(name, count, function, deterministic=True)
    for name, count, aggregate in sqlite_aggregates():
        made.create_aggregate(name, count, aggregate)
    made.execute("CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL)")
    yield made
    made.close()


@settings(max_examples=sized(300, 5000))
@given(data=st.data())
def test_every_result_is_exact_or_refused(connection: sqlite3.Connection, data: st.DataObject) -> None:
    kinds = {name: data.draw(fields(), label=name) for name in "abc"}
    text = data.draw(st.integers(1, 4).flatmap(operations), label="text")
    other = data.draw(st.sampled_from(["a", "b", "0", "99999999999999999999.5"]), label="other")
    row = {name: data.draw(values(kind), label=f"{name} value") for name, kind in kinds.items()}
    scope = DictScope({name: Symbol(name, kind.type, required=True) for name, kind in kinds.items()})
    expression, condition = check(text, scope), check(f"({text}) > {other}", scope)
    numbers = {name: Decimal(row[name]).scaleb(-kind.decimals, EXACT) for name, kind in kinds.items()}
    context = SimpleContext(numbers, CLOCK)
    try:
        made, asked = compile_value(expression, Row()), compile_condition(condition, Row())  # type: ignore[arg-type]
    except NoSqlForm:
        return
    connection.execute("DELETE FROM t")
    connection.execute("INSERT INTO t VALUES (?, ?, ?)", tuple(row[name] for name in "abc"))
    parameters = {bind.name: bind.value(context) for bind in (*made.binds, *asked.binds)}
    statement = sa.select(made.element, made.order, asked.element).select_from(Row.table)
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
    value, _, holds = connection.execute(str(compiled), {**compiled.params, **parameters}).fetchone()
    assert not isinstance(value, float)
    python = expression.evaluate(context)
    assert made.read(value) == (None if isinstance(python, ErrorValue) else python)
    assert bool(holds) is condition.holds(context)


@settings(max_examples=sized(100, 2000))
@given(
    a=st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20),
    b=st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
)
def test_the_order_of_exact_numbers_in_sqlite_is_that_of_python(
    connection: sqlite3.Connection, a: Decimal, b: Decimal
) -> None:
    keys = [connection.execute("SELECT fw_order(?)", (format(each, "f"),)).fetchone()[0] for each in (a, b)]
    assert (keys[0] < keys[1]) is (a < b)
    assert (keys[0] == keys[1]) is (a == b)
