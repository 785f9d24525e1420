"""Migrations: any version leads to any other, retired things keep their values, a failure leaves nothing behind."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from engine.catalog.fields.field_type import Option
from engine.definition.app import App
from engine.definition.model import Field, UniqueKey
from engine.expression.expression import check
from engine.expression.scope import DictScope, Symbol
from engine.expression.values import Span
from engine.migration import planner, runner
from engine.migration.operations import CreateIndex, Operation
from engine.migration.plan import Plan
from engine.storage import rows, search
from engine.storage.database import Database, Transaction
from engine.storage.errors import UniqueViolation
from engine.storage.layout import IndexSpec
from engine.storage.tables import tables_of
from tests.storage.worlds import app, field, form, view

AT = datetime(2024, 5, 31, tzinfo=UTC)


def publish(database: Database, new: App | None, old: App | None = None, number: int = 1) -> Plan:
    def work(tx: Transaction) -> Plan:
        made = planner.plan(tx, old, new, number)
        runner.run(tx, made)
        return made

    return database.transact(work, lock="exclusive")


def shape(database: Database) -> dict[str, Any]:
    """All living tables with columns, keys and indexes, without what was retired and without order."""
    found: dict[str, Any] = {}
    with database.read() as tx:
        inspector = sa.inspect(tx.connection)
        for table in inspector.get_table_names():
            if not table.startswith("crm__") or "__v" in table:
                continue
            columns = {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table)
                if "__v" not in column["name"]
            }
            keys = {
                (tuple(key["constrained_columns"]), key["referred_table"], key["options"].get("ondelete"))
                for key in inspector.get_foreign_keys(table)
                if not any("__v" in name for name in key["constrained_columns"])
            }
            indexes = {
                (index["name"], tuple(index["column_names"]), bool(index["unique"]), bool(index.get("dialect_options")))
                for index in inspector.get_indexes(table)
            }
            found[table] = (columns, keys, indexes)
    return found


def random_app(rng: random.Random) -> App:
    """Some of three forms with some of many fields, unique rules, indexes and views."""
    choices = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]

    def fields() -> list[Field]:
        pool = [
            field("name", "text", max=100, unique=rng.random() < 0.3, ignore=("case",) if rng.random() < 0.5 else ()),
            field("name2", rng.choice(["text", "long_text"])),
            field("amount", rng.choice(["money", "percent", "date"])),
            field("count", "number", decimals=rng.choice([0, 2, 4])),
            field("kind", *rng.choice([("text",), ("yes_no",)])),
            field("stage", "select", options=choices),
            field("tags", "multi_select", options=choices),
            field("boss", "relation", to=rng.choice(["one", "two"]), many=rng.random() < 0.4),
            field("other", "relation", to="one"),
            field(
                "lines",
                "subform",
                fields={"what": field("what", "text"), "price": field("price", rng.choice(["money", "date"]))},
            ),
        ]
        return rng.sample(pool, rng.randint(1, len(pool)))

    forms = []
    for id in ("one", "two", *(["three"] if rng.random() < 0.5 else [])):
        own = fields()
        ids = [one.id for one in own if one.id in ("amount", "count", "other")]
        unique = {"both": UniqueKey("both", tuple(ids))} if ids and rng.random() < 0.4 else None
        forms.append(form(id, *own, unique=unique, indexes={"more": tuple(ids)} if ids and rng.random() < 0.4 else {}))
    views = {}
    for made in forms:
        sortable = [id for id in made.fields if id not in ("lines", "tags") and not made.fields[id].many]
        if sortable and rng.random() < 0.7:
            views[f"v_{made.id}"] = view(f"v_{made.id}", made.id, *rng.sample(sortable, min(2, len(sortable))))
    return app(*forms, views=views)


@pytest.mark.parametrize("round", range(12))
def test_migrated_equals_fresh_for_any_two_versions(database: Database, fresh: Database, seed: int, round: int) -> None:
    rng = random.Random(seed * 100 + round)
    versions = [random_app(rng) for _ in range(3)]
    old = None
    for number, version in enumerate(versions, start=1):
        publish(database, version, old, number)
        for made in version.forms.values():
            if "name" in made.fields:
                values = {"name": f"n{number}"}
                database.transact(lambda tx, made=made, values=values: rows.insert(tx, made, values, at=AT))  # type: ignore[misc]  # defaults bind the loop's values
        old = version
    publish(fresh, versions[-1])
    assert shape(database) == shape(fresh)
    again = publish(database, versions[-1], versions[-1], 9)
    assert again.operations == ()


def customers(*fields: Field) -> App:
    return app(form("customer", field("name", "text", max=50), *fields))


def insert(database: Database, version: App, **values: Any) -> int:
    return database.transact(lambda tx: rows.insert(tx, version.forms["customer"], values, at=AT))


def value(database: Database, version: App, id: int, name: str) -> Any:
    with database.read() as tx:
        found = rows.read(tx, version.forms["customer"], id)
    assert found is not None
    return found[name]


def test_a_field_that_is_taken_away_comes_back_with_its_values(database: Database) -> None:
    with_it, without = customers(field("amount", "money")), customers()
    publish(database, with_it)
    id = insert(database, with_it, name="a", amount=Decimal("1.50"))
    gone = publish(database, without, with_it, 2)
    assert gone.destroys_data
    assert gone.describe() == ["- customer: field amount is taken away; 1 values are kept aside until they are purged"]
    assert "amount__v2" in {column["name"] for column in columns_of(database, "crm__customer")}
    back = publish(database, with_it_again := customers(field("amount", "money")), without, 3)
    assert [line.code for line in back.lines] == ["plan.restore_field"]
    assert value(database, with_it_again, id, "amount") == Decimal("1.50")


def columns_of(database: Database, table: str) -> list[Any]:
    with database.read() as tx:
        return list(sa.inspect(tx.connection).get_columns(table))


def test_a_form_that_is_taken_away_comes_back_with_its_records(database: Database) -> None:
    both = app(
        form("customer", field("name", "text", max=50), field("friends", "relation", to="customer", many=True)),
        form("task", field("what", "text", max=50)),
    )
    only = app(form("task", field("what", "text", max=50)))
    publish(database, both)
    id = insert(database, both, name="a")
    database.transact(lambda tx: rows.update(tx, both.forms["customer"], id, {"friends": (id,)}, at=AT))
    gone = publish(database, only, both, 2)
    assert gone.destroys_data
    publish(database, both, only, 3)
    again = app(*both.forms.values())
    publish(database, again, both, 4)
    assert value(database, again, id, "friends") == (id,)
    assert value(database, again, id, "name") == "a"


def x(type: str, **settings: Any) -> Field:
    return field("x", type, **settings)


ONE, MANY = {"to": "customer"}, {"to": "customer", "many": True}
GOLD = [{"id": "g", "label": "Gold"}]
WAYS = (Option("a", "A"), Option("a/b", "A / B"))
CONVERSIONS: list[tuple[str, Field, Field, list[tuple[Any, Any]]]] = [
    ("text to number", x("text"), x("number", decimals=2), [("1,234.5", Decimal("1234.50")), ("no", None)]),
    ("number to text", x("number", decimals=2), x("text"), [(Decimal("1.50"), "1.50")]),
    ("fewer decimals", x("number", decimals=4), x("number", decimals=2), [
        (Decimal("1.5000"), Decimal("1.50")), (Decimal("0.1234"), None),
    ]),
    ("more decimals", x("number", decimals=0), x("money"), [(7, Decimal("7.00"))]),
    ("text to select", x("text"), x("select", options=["Gold", "Basic"]), [("Gold", "gold"), ("x", None)]),
    ("select to text", x("select", options=GOLD), x("text"), [("g", "Gold")]),
    ("text to date", x("text"), x("date"), [("2024/5/31", date(2024, 5, 31)), ("soon", None)]),
    ("text to long text", x("text"), x("long_text"), [("same", "same")]),
    ("text to duration", x("text"), x("duration"), [("1h 30m", Span(0, 5_400_000_000)), ("a while", None)]),
    ("duration to text", x("duration"), x("text"), [(Span(0, 5_400_000_000), "1h 30m")]),
    ("number to duration", x("number"), x("duration", unit="hours"), [(Decimal("1.5"), Span(0, 5_400_000_000))]),
    ("duration to number", x("duration"), x("number", decimals=0), [(Span(0, 5_400_000_000), 5400)]),
    ("text to time", x("text"), x("time"), [("9:30 pm", time(21, 30)), ("late", None)]),
    ("time to text", x("time"), x("text"), [(time(21, 30), "21:30:00")]),
    ("text to rating", x("text"), x("rating"), [("★★★☆☆", 3), ("9", None)]),
    ("number to rating", x("number", decimals=2), x("rating"), [(Decimal("4.00"), 4), (Decimal("4.50"), None)]),
    ("text to progress", x("text"), x("progress"), [("45 %", Decimal("0.45")), ("120 %", None)]),
    ("text to cascade", x("text"), x("cascade", options=WAYS), [("A > B", "a/b"), ("D", None)]),
    ("cascade to text", x("cascade", options=WAYS), x("text"), [("a/b", "A / B")]),
    ("select to cascade", x("select", options=["B"]), x("cascade", options=WAYS), [("b", "a/b")]),
    ("text to rich text", x("long_text"), x("rich_text"), [("a < b", "<p>a &lt; b</p>")]),
    ("rich text to text", x("rich_text"), x("long_text"), [("<p>a &lt; b</p><p>c</p>", "a < b\nc")]),
    ("text to json", x("text"), x("json"), [('{"a": 1}', {"a": 1}), ("{a}", None)]),
    ("json to text", x("json"), x("text"), [({"a": 1}, '{"a":1}')]),
    ("file to image", x("file"), x("image"), [(({"id": "f"},), ({"id": "f"},))]),
    ("one to many", x("relation", **ONE), x("relation", **MANY), [(1, (1,))]),
    ("many to one", x("relation", **MANY), x("relation", **ONE), [((1,), 1)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "pairs"), [case[1:] for case in CONVERSIONS], ids=[c[0] for c in CONVERSIONS]
)
def test_another_type_converts_what_converts_and_says_what_does_not(
    database: Database, before: Field, after: Field, pairs: list[tuple[Any, Any]]
) -> None:
    old, new = customers(before), customers(after)
    publish(database, old)
    ids = [insert(database, old, name="n", x=given) for given, _ in pairs]
    plan = publish(database, new, old, 2)
    assert [value(database, new, id, "x") for id in ids] == [expected for _, expected in pairs]
    lost = sum(expected is None for _, expected in pairs)
    assert plan.destroys_data == bool(lost)
    if lost:
        line = next(line for line in plan.lines if line.code == "plan.convert_field_losing")
        assert line.values["lost"] == lost
        assert len(line.values["samples"]) == lost


def test_a_failing_migration_leaves_the_database_as_it_was(database: Database) -> None:
    old = customers(field("amount", "money"))
    publish(database, old)
    id = insert(database, old, name="a", amount=Decimal(1))
    before = shape(database)
    new = app(
        form("customer", field("name", "text", max=50), field("more", "date")), form("task", field("what", "text"))
    )

    def work(tx: Transaction) -> None:
        made = planner.plan(tx, old, new, 2)
        broken: tuple[Operation, ...] = (*made.operations, CreateIndex(IndexSpec("crm__nowhere", ("id",))))
        runner.run(tx, Plan(made.app, broken))

    with pytest.raises(Exception, match="crm__nowhere"):
        database.transact(work, lock="exclusive")
    assert shape(database) == before
    assert value(database, old, id, "amount") == Decimal(1)
    assert publish(database, old, old, 3).operations == ()


def test_keys_of_records_that_were_there_are_made_too(database: Database) -> None:
    plain, keyed = (
        customers(),
        app(
            form("customer", field("name", "text", max=50, unique=True, ignore=("case", "spaces"))),
            views={"all": view("all", "customer", "name")},
        ),
    )
    publish(database, plain)
    insert(database, plain, name="张三 A")
    publish(database, keyed, plain, 2)
    with pytest.raises(UniqueViolation):
        insert(database, keyed, name="张三a")
    with database.read() as tx:
        key, sort = tx.execute('SELECT "name__keycs", "name__sort" FROM "crm__customer"').fetchone()
    assert key == "张三a"
    assert sort.startswith("zhang san a")


def test_a_field_that_becomes_searched_finds_records_that_were_there(database: Database) -> None:
    before, after = customers(), app(form("customer", field("name", "text", max=50, search=True)))
    publish(database, before)
    id = insert(database, before, name="Acme")
    plan = publish(database, after, before, 2)
    assert [line.code for line in plan.lines] == ["plan.reindex"]
    with database.read() as tx:
        found = search.find(tx, [tables_of(tx, after.forms["customer"])], "acme", 10)
    assert [record for _, record in found] == [id]


def test_a_unique_rule_may_hold_for_some_records_only(database: Database) -> None:
    kinds = field("kind", "select", options=["earn", "spend"])
    scope = DictScope({"kind": Symbol("kind", kinds.value_type)})
    rule = UniqueKey("once", ("name",), (), check("kind = 'earn'", scope, condition=True))
    world = app(form("customer", field("name", "text", max=50), kinds, unique={"once": rule}))
    publish(database, world)
    for kind in ("earn", "spend", "spend", None):
        insert(database, world, name="a", kind=kind)
    with pytest.raises(UniqueViolation) as raised:
        insert(database, world, name="a", kind="earn")
    assert raised.value.values["key"] == "once"
    assert publish(database, world, world, 2).operations == ()


def test_duplicates_stop_a_new_unique_rule_and_are_named(database: Database) -> None:
    plain, keyed = customers(), app(form("customer", field("name", "text", max=50, unique=True)))
    publish(database, plain)
    for name in ("a", "a", "b"):
        insert(database, plain, name=name)
    from engine.errors import Conflict

    with pytest.raises(Conflict) as raised:
        publish(database, keyed, plain, 2)
    assert raised.value.code == "duplicates_there"
    assert raised.value.values["groups"] == 1


def test_uninstalling_keeps_everything_aside(database: Database) -> None:
    world = customers(field("lines", "subform", fields={"what": field("what", "text")}))
    publish(database, world)
    id = insert(database, world, name="a", lines=({"what": "x"},))
    publish(database, None, world, 2)
    assert shape(database) == {}
    publish(database, world, None, 3)
    again = app(*world.forms.values())
    assert publish(database, again, world, 4).operations == ()
    found = value(database, again, id, "lines")
    assert found[0]["what"] == "x"
