"""What the database is asked: plain comparisons that use an index, one statement whatever the parameters hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.expression.expression import check
from engine.expression.sql import NoSqlForm, compile_condition, compile_value, has_sql
from tests.expression.tables import Tables, make_records
from tests.expression.world import SCOPE
from tests.support import seeds
from tests.support.databases import Databases

SHAPES = [
    ("stage = 'won' and amount > 5000", "deal.stage = ? AND deal.amount > ?"),
    ("not stage.values.closed", "(deal.stage NOT IN (?, ?))"),
    ("stage in ('won', 'lost')", "deal.stage IN (?, ?)"),
    ("amount > 5000 and not (stage = 'won')", "deal.amount > ? AND deal.stage != ?"),
    ("customer = 3", "deal.customer = ?"),
    ("day < today()", "deal.day < ? OR deal.day IS NULL"),
    ("day >= today()", "deal.day >= ?"),
    ("name = 'a'", "deal.name = ?"),
    ("name = ''", "deal.name IS NULL"),
    ("active", "deal.active = 1"),
    ("not active", "deal.active = 0 OR deal.active IS NULL"),
    ("today() - 90 > moment", "deal.moment < ? OR deal.moment IS NULL"),
    ("count * 3 + 1 > 7", "coalesce(deal.count, 0) * 3 + 1 > ?"),
]


@pytest.fixture(scope="module")
def tables(databases: Databases) -> Iterator[Tables]:
    url = databases.fresh()
    made = Tables(url, make_records(seeds.generator("shapes"), 5))
    yield made
    made.close()
    databases.drop(url)


@pytest.mark.parametrize(("text", "sql"), SHAPES, ids=[text for text, _ in SHAPES])
def test_a_condition_is_the_plain_sql_one_would_write(tables: Tables, text: str, sql: str) -> None:
    made = compile_condition(check(text, SCOPE, condition=True), tables.scope)
    dialect = (
        sqlite.dialect(paramstyle="qmark") if tables.dialect == "sqlite" else postgresql.dialect(paramstyle="format")
    )
    shown = " ".join(str(made.element.compile(dialect=dialect)).split())
    wanted = (
        sql if tables.dialect == "sqlite" else sql.replace("?", "%s").replace("= 1", "= true").replace("= 0", "= false")
    )
    if tables.dialect == "postgresql":
        shown = shown.replace("CAST(deal.count AS NUMERIC)", "deal.count")
        for kind in ("::VARCHAR", "::TEXT", "::NUMERIC", "::BIGINT", "::DATE", "::TIMESTAMP WITH TIME ZONE"):
            shown = shown.replace(kind, "")
        if "coalesce" in sql:
            assert "coalesce" in shown
            return
    assert shown == wanted


def test_equal_parts_of_several_conditions_share_a_parameter(tables: Tables) -> None:
    one = compile_condition(check("day < today() - settings.days", SCOPE), tables.scope)
    two = compile_condition(check("active and day < today() - settings.days", SCOPE), tables.scope)
    assert [bind.name for bind in one.binds] == [bind.name for bind in two.binds]


def test_an_index_serves_a_condition_on_sqlite(tables: Tables) -> None:
    if tables.dialect != "sqlite":
        assert has_sql(check("stage = 'won'", SCOPE))
        return
    tables.connection.execute(sa.text("CREATE INDEX IF NOT EXISTS stage_amount ON deal (stage, amount)"))
    made = compile_condition(check("stage = 'won' and amount > 5000", SCOPE), tables.scope)
    statement = sa.select(tables.tables["deal"].c.id).where(made.element)
    compiled = statement.compile(tables.engine, compile_kwargs={"literal_binds": True})
    plan = " ".join(str(row) for row in tables.connection.execute(sa.text(f"EXPLAIN QUERY PLAN {compiled}")))
    assert "stage_amount (stage=? AND amount>?)" in plan


@pytest.mark.parametrize(
    "text",
    [
        "PINYIN(name) = 'a'",
        "LN(amount) > 2",
        "JOIN(contacts.name) = 'a'",
        "rate ^ 0.5 > 1",
        "VALUE(name) > 1",
        "day - 9000 years < day",
        "moment - 3000000 < moment",
    ],
)
def test_what_no_database_can_compute_equally_is_refused_not_approximated(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE)
    assert not has_sql(expression)
    with pytest.raises(NoSqlForm):
        compile_value(expression, tables.scope)


def test_a_number_is_read_back_with_its_scale_and_stored_in_the_columns_encoding(tables: Tables) -> None:
    made = compile_value(check("100 / 3 + count * 0", SCOPE), tables.scope)
    statement = sa.select(made.element, made.stored(2), made.order).limit(1)
    value, stored, _ = tables.connection.execute(statement, tables.parameters(made.binds)).one()
    assert made.read(value) == Decimal("33.333333333333")
    assert stored == (3333 if tables.dialect == "sqlite" else Decimal("33.33"))
