"""Reading: pages by key, filters, search, titles and JSON are the same on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from engine.clock import Clock
from engine.definition.app import App
from engine.definition.scopes import form_scope
from engine.expression.evaluator import SimpleContext
from engine.expression.expression import Expression, check
from engine.migration import planner, runner
from engine.migration.upgrading import upgrade_system
from engine.storage import reading, rows
from engine.storage.database import Database
from engine.storage.errors import BadCursor
from engine.storage.query import Query
from tests.storage.worlds import read_app, read_company
from tests.support.databases import Databases

AT = datetime(2024, 5, 31, 1, 30, tzinfo=UTC)
CLOCK = Clock(AT, ZoneInfo("Asia/Shanghai"))

SHOP = {
    "app.yaml": "kind: app\nid: shop\nlabel: Shop\ncurrency: CNY\n",
    "forms/customer.yaml": """
kind: form
id: customer
label: Customer
title: "{{ name }}"
fields:
  name: {type: text, required: true, max: 100, search: true}
  phone: {type: phone, search: true}
  tier: {type: select, options: [{id: gold, label: Gold}, {id: basic, label: Basic}]}
  owner: {type: user}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
title: "{{ number }} {{ customer }}"
fields:
  number: {type: text, max: 20}
  customer: {type: relation, to: customer, inverse: orders}
  others: {type: relation, to: customer, many: true}
  stage: {type: select, options: [{id: open, label: Open}, {id: won, label: Won}, {id: lost, label: Lost}]}
  amount: {type: money}
  rate: {type: percent}
  count: {type: number, decimals: 0}
  ordered_on: {type: date}
  seen_at: {type: datetime}
  paid: {type: yes_no}
  tags: {type: multi_select, options: [A, B, C]}
  where_to: {type: address}
  notes: {type: long_text}
  lines:
    type: subform
    fields:
      what: {type: text}
      qty: {type: number, decimals: 2}
      product: {type: relation, to: customer}
""",
    "views/order_all.yaml": (
        "kind: view\nid: order_all\nform: order\nlabel: All\ntype: table\nsort: [-amount, number]\n"
    ),
    "views/order_won.yaml": (
        "kind: view\nid: order_won\nform: order\nlabel: Won\ntype: table\nwhere: stage = 'won'\nsort: [-amount]\n"
    ),
    "views/customer_all.yaml": "kind: view\nid: customer_all\nform: customer\nlabel: All\ntype: table\nsort: [name]\n",
}
COMPANY = read_company()
APP = read_app(SHOP, COMPANY)
APPS = {"shop": APP, "company": COMPANY}
CUSTOMER, ORDER, USER = APP.forms["customer"], APP.forms["order"], COMPANY.forms["user"]


def publish(database: Database, app: App) -> None:
    database.transact(lambda tx: runner.run(tx, planner.plan(tx, None, app, 1)), lock="exclusive")


def prepare(url: str) -> None:
    """An installation with the shop in it."""
    database = Database(url)
    upgrade_system(database)
    publish(database, COMPANY)
    publish(database, APP)
    database.close()


@pytest.fixture
def shop(databases: Databases) -> Iterator[Database]:
    with databases.lent(databases.prepared("storage: shop", prepare)) as url:
        database = Database(url)
        yield database
        database.close()


def add(database: Database, form: Any, **values: Any) -> int:
    return database.transact(lambda tx: rows.insert(tx, form, values, at=AT))


def where(text: str, form: str = "order") -> Expression:
    return check(text, form_scope(APP, form, APPS), condition=True)


def ask(**how: Any) -> Query:
    return Query(how.pop("form", ORDER), APPS, **how)


def context(**values: Any) -> SimpleContext:
    return SimpleContext(values, CLOCK)


def page(database: Database, query: Query, **values: Any) -> Any:
    with database.read() as tx:
        return reading.page(tx, query, context(**values))


def found(database: Database, **how: Any) -> list[int]:
    return [record["id"] for record in page(database, ask(**how)).records]


def test_a_record_is_answered_with_every_field_as_the_types_say(shop: Database) -> None:
    user = add(shop, USER, name="Li Lei")
    customer = add(shop, CUSTOMER, name="Acme", tier="gold", owner=user)
    other = add(shop, CUSTOMER, name="Other")
    values = {
        "number": "O-1", "customer": customer, "others": (other, customer), "stage": "won",
        "amount": Decimal("-1054.05"), "rate": Decimal("0.125000"), "count": 7, "ordered_on": date(2024, 2, 29),
        "seen_at": datetime(1969, 12, 31, 23, 59, 59, 250_000, tzinfo=UTC), "paid": True, "tags": ("a", "c"),
        "notes": 'a "quoted"\nline \\ 中文 😀 \u2028',
        "lines": ({"what": "x", "qty": Decimal("1.50"), "product": other},),
    }  # fmt: skip
    id = add(shop, ORDER, **values)
    with shop.read() as tx:
        answer = reading.get_json(tx, ask(), id)
        stored = rows.read(tx, ORDER, id)
    assert answer is not None
    assert stored is not None
    text, revision = answer
    assert revision == 1
    record = orjson.loads(text)
    lines = record.pop("lines")
    assert lines == [{"id": stored["lines"][0]["id"], "what": "x", "qty": "1.50", "product": other}]
    assert record == {
        "id": id, "revision": 1, "_title": "O-1 Acme", "number": "O-1", "customer": customer,
        "others": [other, customer], "stage": "won", "amount": "-1054.05", "rate": "0.125000", "count": 7,
        "ordered_on": "2024-02-29", "seen_at": "1969-12-31T23:59:59.25Z", "paid": True, "tags": ["a", "c"],
        "where_to": None, "notes": values["notes"], "created_at": "2024-05-31T01:30:00Z", "created_by": None,
        "updated_at": "2024-05-31T01:30:00Z", "updated_by": None,
    }  # fmt: skip
    for field in ORDER.fields.values():
        if field.id != "lines":
            assert record[field.id] == field.type.to_json(stored[field.id], field), field.id

    expanded = page(shop, ask(expand=("customer", "others", "created_by"))).records[0]
    assert expanded["customer"] == {"id": customer, "title": "Acme"}
    assert expanded["others"] == [{"id": other, "title": "Other"}, {"id": customer, "title": "Acme"}]
    with shop.read() as tx:
        listed = orjson.loads(reading.page_json(tx, ask(fields=("number", "tags")), as_rows=True))
    assert listed == {
        "columns": ["id", "revision", "_title", "number", "tags"],
        "rows": [[id, 1, "O-1 Acme", "O-1", ["a", "c"]]],
        "next": None,
        "count": None,
    }


def test_empty_is_null_and_always_there(shop: Database) -> None:
    id = add(shop, ORDER)
    record = page(shop, ask()).records[0]
    assert record.pop("_title") == f"#{id}"
    empty = {key for key, value in record.items() if value is None}
    assert set(ORDER.fields) <= empty


SORTS: list[tuple[tuple[str, bool], ...]] = [
    (),
    (("amount", True),),
    (("amount", False),),
    (("number", False), ("amount", True)),
    (("stage", False),),
    (("customer", True), ("ordered_on", False)),
    (("ordered_on", True), ("paid", False), ("count", True)),
    (("created_at", True), ("id", True)),
    (("seen_at", False),),
]


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_pages_by_key_show_every_record_once_with_the_empty_last(
    shop: Database, sort: tuple[tuple[str, bool], ...], seed: int
) -> None:
    rng = random.Random(seed)
    customers = [add(shop, CUSTOMER, name=name) for name in ("b", "a")]
    many = [
        {
            "number": rng.choice([None, "x", "Y", "z"]),
            "amount": rng.choice([None, Decimal("1.00"), Decimal("-2.50"), Decimal(7)]),
            "stage": rng.choice([None, "open", "won", "lost"]),
            "customer": rng.choice([None, *customers]),
            "ordered_on": rng.choice([None, date(2024, 1, 1), date(2023, 6, 1)]),
            "seen_at": rng.choice([None, AT]),
            "paid": rng.choice([None, True, False]),
            "count": rng.choice([None, 1, 2]),
        }
        for _ in range(60)
    ]
    shop.transact(lambda tx: rows.insert_many(tx, ORDER, many, at=AT))
    query = ask(sort=sort, limit=7)
    collected: list[dict[str, Any]] = []
    cursor = None
    while True:
        part = page(shop, replace(query, cursor=cursor))
        collected.extend(part.records)
        cursor = part.next
        if cursor is None:
            break
    assert len(collected) == 60
    assert len({record["id"] for record in collected}) == 60
    whole = page(shop, replace(query, limit=1000)).records
    assert [record["id"] for record in whole] == [record["id"] for record in collected]
    by_offset = [
        record["id"] for at in range(0, 60, 9) for record in page(shop, replace(query, limit=9, offset=at)).records
    ]
    assert by_offset == [record["id"] for record in collected]
    if sort:
        values = [record[sort[0][0]] for record in collected]
        filled = [value for value in values if value is not None]
        assert values == filled + [None] * (len(values) - len(filled))


def test_a_marker_of_another_list_is_refused(shop: Database) -> None:
    for n in range(3):
        add(shop, ORDER, number=str(n), amount=Decimal(n))
    marker = page(shop, ask(sort=(("amount", True),), limit=1)).next
    for sort, cursor in [((), marker), ((("number", False),), marker), ((), "rubbish"), ((("amount", True),), "e30")]:
        with pytest.raises(BadCursor):
            page(shop, ask(sort=sort, cursor=cursor))


CONDITIONS = [
    ("stage = 'won'", ["won_big", "won_small"]),
    ("stage = 'won' and amount > 1000", ["won_big"]),
    ("amount = 0.1 + 0.2", ["third"]),
    ("customer.name = 'Acme'", ["won_big"]),
    ("customer.owner = me", ["won_big"]),
    ("contains(notes, '张三')", ["third"]),
    ("ordered_on < today() and ordered_on <> null", ["won_small"]),
    ("not paid", ["won_small", "third"]),
]


@pytest.mark.parametrize(("text", "expected"), CONDITIONS)
def test_filters_find_what_they_say(shop: Database, text: str, expected: list[str]) -> None:
    user = add(shop, USER, name="me")
    acme = add(shop, CUSTOMER, name="Acme", owner=user)
    add(shop, ORDER, number="won_big", stage="won", amount=Decimal(5000), customer=acme, paid=True)
    add(shop, ORDER, number="won_small", stage="won", amount=Decimal(5), ordered_on=date(2024, 5, 30))
    add(
        shop,
        ORDER,
        number="third",
        stage="open",
        amount=Decimal("0.30"),
        notes="找张三丰谈",
        ordered_on=date(2024, 5, 31),
    )
    records = page(shop, ask(where=(where(text),)), me=user).records
    assert [record["number"] for record in records] == expected


SEARCHES = [
    ("张三", ["zhang"]),
    ("三", ["zhang"]),
    ("zsf", ["zhang"]),
    ("zs", ["zhang"]),
    ("丰", ["zhang"]),
    ("三张", []),
    ("ACME", ["acme"]),
    ("cme co", ["acme"]),
    ("a", ["acme"]),
    ("13800138000", ["acme"]),
    ("138 0013", ["acme"]),
    ("+86 138-0013-8000", ["acme"]),
    ("8000", ["acme"]),
    ("８０００", ["acme"]),
    ("０１０", ["zhang"]),
    ("65529988", ["zhang"]),
    ("!!", []),
    ("nothing here", []),
]


@pytest.mark.parametrize(("text", "expected"), SEARCHES)
def test_search_finds_however_it_is_typed(shop: Database, text: str, expected: list[str]) -> None:
    names = {
        add(shop, CUSTOMER, name="上海张三丰公司", phone="（010）6552-9988"): "zhang",
        add(shop, CUSTOMER, name="Acme Co., Ltd.", phone="＋８６ １３８ ００１３ ８０００"): "acme",
    }
    assert [names[id] for id in found(shop, form=CUSTOMER, search=text)] == expected


@pytest.mark.parametrize("sort", [(), (("id", True),), (("name", True),)], ids=str)
def test_a_long_list_of_finds_is_paged_like_any_other(shop: Database, sort: tuple[tuple[str, bool], ...]) -> None:
    shop.transact(lambda tx: rows.insert_many(tx, CUSTOMER, [{"name": f"common {n:02}"} for n in range(25)], at=AT))
    add(shop, CUSTOMER, name="other")
    query = ask(form=CUSTOMER, search="common", sort=sort, limit=10)
    names: list[str] = []
    cursor = None
    while True:
        part = page(shop, replace(query, cursor=cursor))
        names += [record["name"] for record in part.records]
        cursor = part.next
        if cursor is None:
            break
    expected = [f"common {n:02}" for n in range(25)]
    assert names == (expected[::-1] if sort else expected)
    assert page(shop, replace(query, count="exact")).count == 25
    by_offset = page(shop, replace(query, offset=20)).records
    assert [record["name"] for record in by_offset] == names[20:]


def test_search_forgets_old_words_deleted_records_and_hidden_fields(shop: Database) -> None:
    id = add(shop, CUSTOMER, name="before", phone="13800138000")
    shop.transact(lambda tx: rows.update(tx, CUSTOMER, id, {"name": "after"}, at=AT))
    assert found(shop, form=CUSTOMER, search="before") == []
    assert found(shop, form=CUSTOMER, search="after") == [id]
    assert found(shop, form=CUSTOMER, search="138") == [id]
    assert found(shop, form=CUSTOMER, search="138", searched=frozenset({"name"})) == []
    shop.transact(lambda tx: rows.soft_delete(tx, CUSTOMER, id, at=AT))
    assert found(shop, form=CUSTOMER, search="after") == []
    shop.transact(lambda tx: rows.restore(tx, CUSTOMER, id, at=AT))
    assert found(shop, form=CUSTOMER, search="after") == [id]


def test_row_rules_hide_rows_here_and_behind_relations(shop: Database) -> None:
    mine, others = add(shop, USER, name="mine"), add(shop, USER, name="others")
    seen, hidden = add(shop, CUSTOMER, name="seen", owner=mine), add(shop, CUSTOMER, name="hidden", owner=others)
    a, b = add(shop, ORDER, customer=seen, number="a"), add(shop, ORDER, customer=hidden, number="b")
    own = where("owner = me", "customer")
    assert [r["id"] for r in page(shop, ask(form=CUSTOMER, row_filter=(own,)), me=mine).records] == [seen]
    ruled = ask(target_rules={("shop", "customer"): (own,)}, expand=("customer",))
    records = page(shop, ruled, me=mine).records
    assert [(r["id"], r["customer"]) for r in records] == [
        (a, {"id": seen, "title": "seen"}),
        (b, {"id": hidden, "title": None}),
    ]
    through = replace(ruled, where=(where("customer.name = 'hidden'"),))
    assert page(shop, through, me=mine).records == []
    assert [r["id"] for r in page(shop, through, me=others).records] == [b]


def test_the_author_s_own_rules_see_what_the_reader_may_not(shop: Database) -> None:
    mine, others = add(shop, USER, name="mine"), add(shop, USER, name="others")
    hidden = add(shop, CUSTOMER, name="hidden", owner=others)
    id = add(shop, ORDER, customer=hidden, number="b")
    query = ask(
        row_filter=(where("customer.name = 'hidden'"),),
        conditional={"number": (where("customer.name = 'hidden'"),)},
        target_rules={("shop", "customer"): (where("owner = me", "customer"),)},
    )
    records = page(shop, query, me=mine).records
    assert [(record["id"], record["number"], record["_title"]) for record in records] == [(id, "b", "b")]


def test_titles_leave_out_what_the_reader_may_not_see(shop: Database) -> None:
    customer = add(shop, CUSTOMER, name="secret")
    add(shop, ORDER, customer=customer, number="b")
    query = ask(hidden={("shop", "customer"): frozenset({"name"})}, expand=("customer",), sort=(("customer", False),))
    record = page(shop, query).records[0]
    assert (record["_title"], record["customer"]) == (f"b #{customer}", {"id": customer, "title": f"#{customer}"})
    assert page(shop, replace(query, hidden={})).records[0]["_title"] == "b secret"


def test_a_field_under_a_condition_is_shown_where_it_holds(shop: Database) -> None:
    add(shop, ORDER, number="a", stage="won", amount=Decimal(5))
    add(shop, ORDER, number="b", stage="open", amount=Decimal(6))
    records = page(shop, ask(conditional={"amount": (where("stage <> 'won'"),)})).records
    assert [record["amount"] for record in records] == [None, "6.00"]


def test_counts_are_exact_or_bounded_and_match_the_filter(shop: Database) -> None:
    shop.transact(lambda tx: rows.insert_many(tx, ORDER, [{"stage": s} for s in ("won", "won", "open")], at=AT))
    won = ask(where=(where("stage = 'won'"),))
    for kind in ("exact", "estimated"):
        assert page(shop, replace(won, count=kind)).count == 2
    assert page(shop, won).count is None


def test_ids_titles_matching_and_streams_agree_with_the_page(shop: Database) -> None:
    customer = add(shop, CUSTOMER, name="Acme")
    made = [add(shop, ORDER, number=f"n{n}", amount=Decimal(n), customer=customer) for n in range(5)]
    query = ask(sort=(("amount", True),))
    with shop.read() as tx:
        assert reading.ids(tx, query) == made
        assert reading.titles(tx, ask(ids=tuple(made[:2]))) == {made[0]: "n0 Acme", made[1]: "n1 Acme"}
        sets = reading.matching(tx, ask(ids=tuple(made[:4])), [where("amount > 1"), where("number = 'n0'")], context())
        assert sets == [{made[2], made[3]}, {made[0]}]
        streamed = list(
            reading.stream(tx, replace(query, expand=("customer",), fields=("amount", "customer")), block=2)
        )
    assert [row["amount"] for row in streamed] == [Decimal(n) for n in (4, 3, 2, 1, 0)]
    assert streamed[0]["customer"] == (customer, "Acme")


def test_names_sort_as_people_look_them_up(shop: Database) -> None:
    for name in ("李四", "Zoe", "张三", "adam", "Bob", "安娜"):
        add(shop, CUSTOMER, name=name)
    names = [record["name"] for record in page(shop, ask(form=CUSTOMER, sort=(("name", False),))).records]
    assert names == ["adam", "安娜", "Bob", "李四", "张三", "Zoe"]


def test_filters_that_differ_in_their_literals_share_a_statement(shop: Database) -> None:
    for n in range(5):
        add(shop, ORDER, number=f"n{n}", amount=Decimal(n), count=n, ordered_on=date(2024, 1, 1 + n), stage="open")
    texts = "amount > {0}.5 and stage = 'open' and not (number = 'n{0}') or ordered_on = '2024-01-0{0}'"
    kept: list[int] = []
    for n in (1, 2, 3):
        records = page(shop, ask(where=(where(texts.format(n)),))).records
        expected = [f"n{k}" for k in range(5) if (k > n + 0.5 and k != n) or k + 1 == n]
        assert [record["number"] for record in records] == expected
        kept.append(len(shop.cached["statements"]))
    assert kept[0] == kept[1] == kept[2]
    # Empty text and zero are something else than a value.
    assert [r["number"] for r in page(shop, ask(where=(where("count = 0"),))).records] == ["n0"]
    add(shop, ORDER, amount=None)
    assert len(page(shop, ask(where=(where("number = ''"),))).records) == 1
    assert len(page(shop, ask(where=(where("amount < 2"),))).records) == 3
