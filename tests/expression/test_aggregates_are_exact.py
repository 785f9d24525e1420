"""Sums and averages over rows are exact on both databases, also where 63 bits end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
import sqlalchemy as sa

from engine.expression.aggregates import check_aggregate, compile_aggregate
from engine.expression.evaluator import SimpleContext
from engine.expression.expression import check
from engine.expression.problems import BrokenExpression
from engine.expression.scope import DictScope, Symbol
from engine.expression.sql import compile_value
from engine.expression.types import Number
from engine.expression.values import EXACT
from tests.expression.tables import Tables, make_records
from tests.expression.world import CLOCK, SCOPE
from tests.support import seeds
from tests.support.databases import Databases

LIMIT = 2**63 - 1


@pytest.fixture(scope="module")
def tables(databases: Databases) -> Iterator[Tables]:
    url = databases.fresh()
    made = Tables(url, make_records(seeds.generator("aggregates"), 60))
    yield made
    made.close()
    databases.drop(url)


def total(values: Sequence[Decimal]) -> Decimal:
    return Decimal(sum(int(value.scaleb(20, EXACT)) for value in values)).scaleb(-20, EXACT)


def mean(values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    exact = Fraction(total(values)) / len(values) * 10**12
    return Decimal((1 if exact >= 0 else -1) * floor(abs(exact) + Fraction(1, 2))).scaleb(-12, EXACT)


COMPUTE: dict[str, Callable[[list[Any]], Any]] = {
    "sum": total,
    "avg": mean,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "count": len,
    "count_distinct": lambda values: len(set(values)),
}


@pytest.mark.parametrize(
    "argument",
    ["amount", "rate", "count", "empty_number", "amount * rate", "stage.values.probability * count", "customer.credit"],
)
@pytest.mark.parametrize("function", list(COMPUTE))
def test_an_aggregate_of_numbers_equals_pythons(tables: Tables, function: str, argument: str) -> None:
    expression = check(argument, SCOPE)
    values = [expression.evaluate(tables.context(row)) for row in tables.records["deal"]]
    aggregate = check_aggregate(f"{function}({argument})", SCOPE)
    made = compile_aggregate(aggregate, tables.scope)
    table = tables.tables["deal"]
    quick = compile_aggregate(check_aggregate(f"{function}(count)", SCOPE), tables.scope, quick=True)
    if argument == "count":
        assert quick.read(tables.connection.execute(sa.select(quick.element).select_from(table)).scalar()) == COMPUTE[
            function
        ]([Decimal(value) for value in values if value is not None])
    statement = sa.select(made.element).select_from(table)
    found = made.read(tables.connection.execute(statement, tables.parameters(made.binds)).scalar())
    assert found == COMPUTE[function]([Decimal(value) for value in values if value is not None])


@pytest.mark.parametrize("argument", ["name", "stage", "day", "moment", "clock", "customer", "active"])
@pytest.mark.parametrize("function", ["count", "count_distinct", "min", "max"])
def test_an_aggregate_of_other_values_equals_pythons(tables: Tables, function: str, argument: str) -> None:
    try:
        aggregate = check_aggregate(f"{function}({argument})", SCOPE)
    except BrokenExpression:
        assert function in ("min", "max") and argument in ("stage", "customer", "active")
        return
    values = [row[argument] for row in tables.records["deal"] if row[argument] is not None]
    made = compile_aggregate(aggregate, tables.scope)
    found = made.read(tables.connection.execute(sa.select(made.element).select_from(tables.tables["deal"])).scalar())
    assert found == COMPUTE[function](values)


def test_a_sum_beyond_63_bits_is_still_exact(tables: Tables) -> None:
    column = tables.tables["deal"].c.count
    rows = sa.union_all(
        *(sa.select(sa.literal(LIMIT).label("count")) for _ in range(5)), sa.select(sa.literal(-3).label("count"))
    ).subquery()
    aggregate = check_aggregate("sum(count)", SCOPE)
    made = compile_aggregate(aggregate, _Column(tables.dialect, rows.c["count"]))  # type: ignore[arg-type]  # one column will do
    total = made.read(tables.connection.execute(sa.select(made.element)).scalar())
    assert column is not None and total == 5 * LIMIT - 3


class _Column:
    def __init__(self, dialect: str, column: Any):
        self.dialect, self._column = dialect, column

    def column(self, name: str) -> Any:
        return self._column


@pytest.mark.parametrize(
    "text",
    ["sum()", "sum(name)", "avg(day)", "median(amount)", "sum(amount, rate)", "amount", "sum(amont)", "min(customer)"],
)
def test_what_is_no_aggregate_is_refused(text: str) -> None:
    with pytest.raises(BrokenExpression) as raised:
        check_aggregate(text, SCOPE)
    assert raised.value.problems[0].message("en") and raised.value.problems[0].message("zh-CN")


OPERATIONS = [
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / {b}",
    "{a} * {b} * {a}",
    "-{a}",
    "ROUND({a} * {b}, 1)",
    "ABS({a}) + {b}%",
]
EDGES = [LIMIT, LIMIT - 1, 2**62, 2**53 + 1, 10**9 + 7, 3, 1, 0]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_product_sum_or_quotient_of_whole_columns_leaves_63_bits_unseen(tables: Tables, operation: str) -> None:
    """Looks for the first overflow: around every edge, with both signs, exact or not at all."""
    edges = [sign * edge for edge in EDGES for sign in (1, -1)]
    pairs = [(a, b) for a in edges for b in edges]

    scope = DictScope({"a": Symbol("a", Number(2), required=True), "b": Symbol("b", Number(4), required=True)})
    expression = check(operation.format(a="a", b="b"), scope)
    encode: Callable[[int, int], Any] = (
        (lambda value, _: value)
        if tables.dialect == "sqlite"
        else (lambda value, scale: Decimal(value).scaleb(-scale, EXACT))
    )
    kind = sa.BigInteger() if tables.dialect == "sqlite" else sa.Numeric()
    columns = (sa.Column("n", sa.BigInteger), sa.Column("a", kind), sa.Column("b", kind))
    values = sa.Table("edges", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    values.create(tables.connection)
    tables.connection.execute(
        values.insert(), [{"n": n, "a": encode(a, 2), "b": encode(b, 4)} for n, (a, b) in enumerate(pairs)]
    )
    made = compile_value(expression, _Table(tables.dialect, values))  # type: ignore[arg-type]  # two columns will do
    found = dict(tables.connection.execute(sa.select(values.c.n, made.element), tables.parameters(made.binds)).all())
    values.drop(tables.connection)
    for n, (a, b) in enumerate(pairs):
        context = SimpleContext({"a": Decimal(a).scaleb(-2, EXACT), "b": Decimal(b).scaleb(-4, EXACT)}, CLOCK)
        python = expression.evaluate(context)
        sql = made.read(found[n])
        assert (sql is None and str(python) == "#DIV/0!") or python == sql, (a, b, python, sql)


class _Table(_Column):
    def column(self, name: str) -> Any:
        return self._column.c[name]
