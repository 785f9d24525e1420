"""Whatever an expression gives in Python, both databases give too: for fixed expressions and for generated ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.expression.expression import check
from engine.expression.values import ErrorValue
from tests.expression.tables import Tables, make_records
from tests.expression.world import SCOPE
from tests.support import seeds
from tests.support.databases import Databases
from tests.support.sizes import some

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def tables(databases: Databases) -> Iterator[Tables]:
    url = databases.fresh()
    made = Tables(url, make_records(seeds.generator("expression tables")))
    yield made
    made.close()
    databases.drop(url)


CONDITIONS = (HERE / "sql_conditions.txt").read_text(encoding="utf-8").splitlines()

VALUES = (HERE / "sql_values.txt").read_text(encoding="utf-8").splitlines()


def same(python: Any, sql: Any) -> bool:
    if isinstance(python, ErrorValue):
        return sql is None
    if python in (None, "") or sql in (None, ""):
        return python in (None, "") and sql in (None, "")
    if isinstance(python, (int, Decimal)) and not isinstance(python, bool):
        return Decimal(python) == Decimal(sql)
    return bool(python == sql)


@pytest.mark.parametrize("text", some("conditions", CONDITIONS, 80))
def test_a_condition_finds_the_same_rows_in_the_database_and_in_python(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE, condition=True)
    python = {row["id"] for row in tables.records["deal"] if expression.holds(tables.context(row))}
    assert tables.ids(expression) == python


@pytest.mark.parametrize("text", ["customer.owner = me", "customer.owner <> me", "not (customer.owner = me)"])
def test_an_actor_who_is_no_person_owns_nothing_not_even_what_nobody_owns(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE, condition=True)
    nobody = tables.seen_by(None)
    python = {row["id"] for row in nobody.records["deal"] if expression.holds(nobody.context(row))}
    assert nobody.ids(expression) == python
    assert len(python) == (0 if text == "customer.owner = me" else len(nobody.records["deal"]))


@pytest.mark.parametrize("text", some("values", VALUES, 120))
def test_a_value_is_the_same_in_the_database_and_in_python(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE)
    found = tables.values(expression)
    different = {
        row["id"]: (python, found[row["id"]])
        for row in tables.records["deal"]
        if not same(python := expression.evaluate(tables.context(row)), found[row["id"]])
    }
    assert not different
