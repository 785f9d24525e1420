"""Expressions that differ only in literals share a shape, and the statement of one gives the rows of the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from engine.expression.expression import Expression, check
from engine.expression.sql import compile_condition
from tests.expression.tables import Tables, make_records
from tests.expression.test_sql_equals_python import CONDITIONS
from tests.expression.world import SCOPE
from tests.support import seeds
from tests.support.databases import Databases

NUMBERS = {"5": "1000", "0": "0.0", "5000": "0.07", "0.125": "999.999", "3": "7", "2.5": "0.5", "2": "14"}
TEXTS = {
    "'a'": "'匠表'",
    "'b'": "'A'",
    "'B'": "'c'",
    "'won'": "'open'",
    "'gold'": "'silver'",
    "'2024-01-01'": "'2024-05-31'",
    "'09:30'": "'23:59:59'",
}


def varied(text: str) -> str:
    """The same expression with other literals of the same kind."""
    if "tags" in text:
        return text
    text = re.sub(r"(?<![\w.'-])\d+(\.\d+)?(?![\w.'-])", lambda match: NUMBERS.get(match[0], match[0]), text)
    return re.sub(r"'[^']*'", lambda match: TEXTS.get(match[0], match[0]), text)


@pytest.fixture(scope="module")
def tables(databases: Databases) -> Iterator[Tables]:
    url = databases.fresh()
    made = Tables(url, make_records(seeds.generator("shapes of literals")))
    yield made
    made.close()
    databases.drop(url)


def groups() -> dict[str, list[Expression]]:
    found: dict[str, list[Expression]] = defaultdict(list)
    for text in dict.fromkeys([*CONDITIONS, *map(varied, CONDITIONS)]):
        expression = check(text, SCOPE, condition=True)
        found[expression.shape.key].append(expression)
    return found


def test_the_statement_of_one_expression_answers_all_of_its_shape(tables: Tables) -> None:
    pairs = 0
    table = tables.tables["deal"]
    for same in groups().values():
        for one in same:
            made = compile_condition(one, tables.scope, literals="w")
            statement = sa.select(table.c.id).where(made.element)
            for other in same:
                parameters = {bind.name: bind.value(tables.outer, {"w": other.shape.runs}) for bind in made.binds}
                found = set(tables.connection.execute(statement, parameters).scalars())
                python = {row["id"] for row in tables.records["deal"] if other.holds(tables.context(row))}
                assert found == python, (one, other)
                pairs += one is not other
    assert pairs > 60


def test_a_statement_compiled_for_its_own_literals_answers_without_others(tables: Tables) -> None:
    expression = check("amount > 5 and stage = 'won'", SCOPE)
    made = compile_condition(expression, tables.scope, literals="w")
    statement = sa.select(tables.tables["deal"].c.id).where(made.element)
    found = set(tables.connection.execute(statement, tables.parameters(made.binds)).scalars())
    assert found == tables.ids(expression)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("amount > 5", "amount > 7", True),
        ("amount > 5", "amount>  12345678", True),
        ("amount > 5", "amount > -5", False),
        ("amount > 5", "amount > 0", False),
        ("amount > 5", "amount > 5.5", False),
        ("amount > 5", "amount < 5", False),
        ("amount > 5", "rate > 5", False),
        ("name = 'a'", "name = 'b'", True),
        ("name = 'a'", "name = ''", False),
        ("stage = 'won'", "stage = 'lost'", True),
        ("stage in ('won', 'lost')", "stage in ('open', 'won')", True),
        ("stage in ('won', 'lost')", "stage in ('won')", False),
        ("day > '2024-01-01'", "day > '2024-12-31'", True),
        ("moment > '2024-01-01'", "moment > '2024-12-31'", True),
        ("contains(name, 'a')", "contains(name, 'bc')", True),
        ("amount * 2 > 5", "amount * 2 > 6", True),
        ("amount * 2 > 5", "amount * 3 > 5", False),
        ("day < today() - 7 days", "day < today() - 8 days", False),
        ("LEFT(name, 1) = 'a'", "LEFT(name, 2) = 'a'", False),
        ("active = true", "active = false", False),
    ],
)
def test_a_shape_leaves_out_what_does_not_decide_about_the_sql(one: str, other: str, same: bool) -> None:
    keys = [check(text, SCOPE, condition=True).shape.key for text in (one, other)]
    assert (keys[0] == keys[1]) is same
