"""The world of tests as tables on a real database, and a scope that reads them: expressions run as SQL there."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from engine.clock import Clock
from engine.expression.encoding import Bind, Dialect
from engine.expression.evaluator import SimpleContext
from engine.expression.expression import Expression
from engine.expression.sql import NoSqlForm, SqlScope, compile_condition, compile_value
from engine.expression.sqlite import micros_of, sqlite_aggregates, sqlite_functions
from engine.expression.values import Span
from tests.expression.world import CLOCK, CONTEXT

DECIMALS = {"amount": 2, "rate": 6, "count": 0, "zero": 0, "empty_number": 2, "credit": 2, "age": 0}
MOMENTS = {"moment"}
DAYS = {"day", "empty_day"}
TIMES = {"clock"}
LENGTHS = {"spent", "empty_spent"}
YES = {"active", "empty_yes"}
RELATIONS = {"customer", "owner", "department"}
JSON = {"tags", "address", "data"}

FORMS: dict[str, tuple[str, ...]] = {
    "deal": (
        "name empty_text amount rate count zero empty_number stage active empty_yes day empty_day moment clock spent "
        "empty_spent tags customer address data"
    ).split(),  # type: ignore[dict-item]  # a list of words
    "customer": ("name", "tier", "owner", "credit"),
    "user": ("name", "department"),
    "department": ("name",),
}
TARGETS = {"customer": "customer", "owner": "user", "department": "department"}


def encoded(name: str, value: Any, dialect: str) -> Any:
    if value is None:
        return None
    if name in JSON:
        return orjson.dumps(value).decode()
    if name in DECIMALS:
        exact = Decimal(value)
        return int(exact.scaleb(DECIMALS[name])) if dialect == "sqlite" else exact
    if name in LENGTHS:
        return value.microseconds
    if dialect == "postgresql":
        return value
    if name in MOMENTS:
        return micros_of(value)
    if name in DAYS or name in TIMES:
        return value.isoformat()
    return int(value) if name in YES else value


def column_type(name: str, dialect: str) -> Any:
    if name in DECIMALS:
        scale = DECIMALS[name]
        return sa.BigInteger() if dialect == "sqlite" or not scale else sa.Numeric(19, scale)
    if name in RELATIONS or name in LENGTHS:
        return sa.BigInteger()
    if name in YES:
        return sa.Boolean()
    if dialect == "postgresql":
        if name in MOMENTS:
            return sa.DateTime(timezone=True)
        if name in DAYS:
            return sa.Date()
        if name in TIMES:
            return sa.Time()
        return sa.Text(collation="C")
    return sa.BigInteger() if name in MOMENTS else sa.Text()


@dataclass(frozen=True)
class TableScope:
    dialect: Dialect
    table: Any
    tables: Mapping[str, sa.Table]

    def column(self, name: str) -> Any:
        return self.table.c[name]

    def follow(self, relation: str, value: Callable[[SqlScope], Any]) -> Any:
        target = self.tables[TARGETS[relation]].alias()
        scope = TableScope(self.dialect, target, self.tables)
        return (
            sa.select(value(scope))
            .where(target.c.id == self.table.c[relation])
            .correlate_except(target)
            .scalar_subquery()
        )

    def changed_at(self, name: str) -> Any:
        raise NoSqlForm(name)

    def many(self, relation: str) -> Any:
        links = self.tables["links"].alias()
        return sa.select(links.c.target).where(links.c.owner == self.table.c.id).correlate_except(links)


class Tables:
    """The tables of the world with the given records on one database."""

    def __init__(self, url: str, records: Mapping[str, Sequence[Mapping[str, Any]]], clock: Clock = CLOCK):
        self.clock = clock
        self.people = {key: CONTEXT.values[key] for key in ("me", "settings", "calendars", "@roles")}
        self.engine = sa.create_engine(url)
        self.dialect: Dialect = "sqlite" if self.engine.dialect.name == "sqlite" else "postgresql"
        if self.dialect == "sqlite":
            sa.event.listen(self.engine, "connect", _register)
        self.records = records
        meta = sa.MetaData()
        self.tables = {
            form: sa.Table(
                form, meta, sa.Column("id", sa.BigInteger, primary_key=True),
                *(sa.Column(name, column_type(name, self.dialect), nullable=name != "stage") for name in names),
            )
            for form, names in FORMS.items()
        }  # fmt: skip
        self.tables["links"] = sa.Table(
            "links", meta, sa.Column("owner", sa.BigInteger), sa.Column("target", sa.BigInteger)
        )
        meta.create_all(self.engine)
        self.connection = self.engine.connect()
        for form, rows in records.items():
            names = FORMS[form]
            for row in rows:
                values = {name: encoded(name, row.get(name), self.dialect) for name in names}
                self.connection.execute(self.tables[form].insert().values(id=row["id"], **values))
            for row in rows:
                for target in row.get("contacts", ()):
                    self.connection.execute(self.tables["links"].insert().values(owner=row["id"], target=target))
        self.connection.commit()

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()

    @property
    def scope(self) -> TableScope:
        return TableScope(self.dialect, self.tables["deal"], self.tables)

    def seen_by(self, me: Any) -> Tables:
        """The same tables, asked by somebody else."""
        other = copy(self)
        other.people = {**self.people, "me": me}
        return other

    def context(self, row: Mapping[str, Any]) -> SimpleContext:
        records = {(form, each["id"]): each for form, rows in self.records.items() for each in rows}
        return SimpleContext({**row, **self.people}, self.clock, records)

    def parameters(self, binds: Sequence[Bind]) -> dict[str, Any]:
        return {bind.name: bind.value(self.outer) for bind in binds}

    @property
    def outer(self) -> SimpleContext:
        """What is known before a query runs: who asks, settings, the clock."""
        return SimpleContext(self.people, self.clock)

    def ids(self, expression: Expression) -> set[int]:
        """The rows that the database finds by a condition."""
        made = compile_condition(expression, self.scope)
        table = self.tables["deal"]
        statement = sa.select(table.c.id).where(made.element)
        return set(self.connection.execute(statement, self.parameters(made.binds)).scalars())

    def values(self, expression: Expression) -> dict[int, Any]:
        """What the database computes for each row."""
        made = compile_value(expression, self.scope)
        table = self.tables["deal"]
        statement = sa.select(table.c.id, made.element)
        found = self.connection.execute(statement, self.parameters(made.binds)).all()
        return {id: made.read(value) for id, value in found}


DATA = (
    {"color": "red", "size": 1.5, "on": True, "list": [1, "a", None], "none": None},
    {"color": "", "size": -20, "on": False, "list": {"b": 1, "a": 0.5}},
    {},
    ["color"],
)


def _register(connection: Any, _: Any) -> None:
    for name, count, function in sqlite_functions():
        connection.create_function(name, count, function, deterministic=True)
    for name, count, aggregate in sqlite_aggregates():
        connection.create_aggregate(name, count, aggregate)


def make_records(generator: random.Random, count: int = 40) -> dict[str, list[dict[str, Any]]]:
    """Records with everything that hurts: empty ones, limits of 63 bits, other scripts, the ends of the calendar."""

    def some(*values: Any) -> Any:
        return generator.choice((None, *values))

    big = Decimal(2**63 - 1)
    texts = ("a", "A", "b", "abc", "匠表", "ab c", "Zürich", "x'y\"z", "%_", " a  b ", "𝄞 note", "10", "-3.5")
    moments = (
        CLOCK.moment,
        CLOCK.moment - timedelta(days=90),
        datetime(2024, 3, 31, 1, 30, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 5, 31, 15, 59, 59, tzinfo=UTC),
    )
    days = (
        CLOCK.today,
        CLOCK.today - timedelta(days=1),
        date(2024, 2, 29),
        date(1, 1, 1),
        date(9999, 12, 31),
        date(2023, 1, 31),
    )
    departments = [{"id": 2, "name": "Sales"}, {"id": 3, "name": None}, {"id": 5, "name": "销售"}]
    users = [
        {"id": 7, "name": "Me", "department": 2},
        {"id": 8, "name": "Other", "department": None},
        {"id": 9, "name": None, "department": 5},
    ]
    customers = [
        {
            "id": id,
            "name": some(*texts),
            "tier": some("gold", "silver"),
            "owner": some(7, 8, 9, 999),
            "credit": some(Decimal("10.50"), Decimal(0), big / 100, -big / 100),
        }
        for id in range(1, 8)
    ]
    deals = []
    for id in range(1, count + 1):
        deals.append(
            {
                "id": id,
                "name": some(*texts),
                "empty_text": None,
                "amount": some(
                    Decimal("1054.00"),
                    Decimal("0.00"),
                    Decimal("-0.01"),
                    Decimal("5000.00"),
                    big / 100,
                    -big / 100,
                    Decimal("0.07"),
                ),
                "rate": some(Decimal("0.1"), Decimal("0.000001"), Decimal("-2.5"), big / 10**6, Decimal("0.333333")),
                "count": some(0, 1, 3, 7, 999_999, 1_000_000),
                "zero": some(0, 0, 5),
                "empty_number": None,
                "stage": generator.choice(("open", "won", "lost")),
                "active": some(True, False),
                "empty_yes": None,
                "day": some(*days),
                "empty_day": None,
                "moment": some(*moments),
                "clock": some(time(9, 30), time(0, 0), time(23, 59, 59)),
                "tags": some(("a",), ("a", "b"), ("b", "c")),
                "customer": some(1, 2, 3, 4, 5, 6, 7, 999),
                "contacts": generator.sample((1, 2, 3), generator.randint(0, 3)),
                "address": some({"city": "上海", "street": "1 Road"}, {"street": "2 Road"}, {"city": "Bonn"}),
                "spent": some(Span(0, 5_400_000_000), Span(), Span(0, -3_600_000_000), Span(0, 864_000_000_000)),
                "empty_spent": None,
                "data": some(*DATA),
            }
        )
    return {"department": departments, "user": users, "customer": customers, "deal": deals}
