"""Lists: filters, orders, pages by key, counts, views, figures, titles; and clear errors for what cannot be asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import records
from engine.errors import FormwrightError, InvalidExpression, InvalidValues
from engine.records import PageQuery
from engine.storage.errors import BadCursor
from tests.records.world import World


@pytest.fixture(scope="module")
def world(shared_world: World) -> World:
    return shared_world


@pytest.fixture(scope="module")
def deals(world: World) -> list[int]:
    customer = world.form("customer")
    acme = records.create(world.mei, customer, {"name": "Acme", "tier": "gold", "phone": "+86 138 0013 8000"}).id
    bolt = records.create(world.mei, customer, {"name": "闪电科技"}).id
    rows = [
        {"name": "One", "customer": acme, "amount": 10, "close_date": "2026-03-05", "tags": ["hot"]},
        {"name": "Two", "customer": bolt, "amount": 30, "close_date": "2026-04-01", "stage": "offer"},
        {"name": "Three", "customer": acme, "amount": 20, "active": False},
        {"name": "Four", "customer": bolt, "amount": None, "stage": "won", "close_date": "2026-04-20"},
    ]
    mine = [{**row, "owner": world.mei.actor.user_id} for row in rows]
    done = records.create_many(world.admin, world.form("deal"), mine)
    return [id or 0 for id in done.ids]


def _names(world: World, **asked: Any) -> list[str]:
    return [record["name"] for record in records.page(world.mei, world.form("deal"), PageQuery(**asked)).records]


WHERE = [
    ("amount > 15", ["Two", "Three"]),
    ("amount >= 10 and amount <= 20", ["One", "Three"]),
    ("isblank(amount)", ["Four"]),
    ("stage = 'won' or stage = 'offer'", ["Two", "Four"]),
    ("stage in ['won', 'offer']", ["Two", "Four"]),
    ("not stage.values.closed", ["One", "Two", "Three"]),
    ("customer.tier = 'gold'", ["One", "Three"]),
    ("customer.name = '闪电科技'", ["Two", "Four"]),
    ("close_date < today() + 7 days and close_date <> null", ["One"]),
    ("owner = me", ["One", "Two", "Three", "Four"]),
    ("owner <> me", []),
    ("owner.department in me.departments", ["One", "Two", "Three", "Four"]),
    ("active = false", ["Three"]),
    ("weighted > 5", ["Two"]),
    ("name = 'One'", ["One"]),
    ("created_at > today() - 1 day", ["One", "Two", "Three", "Four"]),
    ("amount > settings.limit", []),
]


@pytest.mark.parametrize(("where", "names"), WHERE)
def test_a_filter_finds_what_it_says(world: World, deals: list[int], where: str, names: list[str]) -> None:
    assert _names(world, where=where, sort="id") == names


SORTS = [
    ("-amount", ["Two", "Three", "One", "Four"]),
    ("amount", ["One", "Three", "Two", "Four"]),
    ("stage,-amount", ["Three", "One", "Two", "Four"]),
    ("-close_date", ["Four", "Two", "One", "Three"]),
    ("-id", ["Four", "Three", "Two", "One"]),
    ("", ["One", "Two", "Three", "Four"]),
]


@pytest.mark.parametrize(("sort", "names"), SORTS)
def test_an_order_puts_what_is_empty_last_both_ways(
    world: World, deals: list[int], sort: str, names: list[str]
) -> None:
    assert _names(world, sort=sort or None) == names


@pytest.mark.parametrize("sort", [None, "-amount", "close_date", "stage", "name", "-created_at", "customer"])
def test_pages_by_key_show_every_record_once_in_the_order_of_the_whole_list(
    world: World, deals: list[int], sort: str | None
) -> None:
    whole = _names(world, sort=sort)
    assert sorted(whole) == ["Four", "One", "Three", "Two"]
    found: list[str] = []
    cursor = None
    while True:
        page = records.page(world.mei, world.form("deal"), PageQuery(sort=sort, limit=1, cursor=cursor))
        found += [record["name"] for record in page.records]
        cursor = page.next
        if cursor is None:
            break
    assert found == whole
    assert _names(world, sort=sort, offset=2) == whole[2:]


def test_a_cursor_of_another_list_or_no_cursor_at_all_is_refused(world: World, deals: list[int]) -> None:
    page = records.page(world.mei, world.form("deal"), PageQuery(sort="-amount", limit=1))
    for sort, cursor in (("name", page.next), (None, "x"), (None, "é"), (None, "e30")):
        with pytest.raises(BadCursor):
            records.page(world.mei, world.form("deal"), PageQuery(sort=sort, cursor=cursor))


def test_a_count_is_given_when_asked_for(world: World, deals: list[int]) -> None:
    deal = world.form("deal")
    assert records.page(world.mei, deal, PageQuery(limit=1)).count is None
    assert records.page(world.mei, deal, PageQuery(limit=1, count="exact")).count == 4
    assert records.page(world.mei, deal, PageQuery(limit=1, count="estimated")).count == 4
    assert records.count(world.mei, deal, PageQuery(where="amount > 15")) == 2


def test_a_view_gives_its_filter_and_its_order(world: World, deals: list[int]) -> None:
    assert _names(world, view="open_deals") == ["Two", "Three", "One"]
    assert _names(world, view="open_deals", where="amount < 25", sort="amount") == ["One", "Three"]


def test_fields_and_expansion_are_as_asked(world: World, deals: list[int]) -> None:
    found = records.page(world.mei, world.form("deal"), PageQuery(fields="name,customer", expand="customer", sort="id"))
    assert found.records[0] == {
        "id": deals[0],
        "revision": 1,
        "_title": "D-2026-0001 One",
        "name": "One",
        "customer": {"id": 1, "title": "Acme"},
    }
    one = records.get(world.mei, world.form("deal"), deals[0], fields=["name"], expand=[])
    assert set(one) == {"id", "revision", "_title", "name"}
    who = records.get(world.mei, world.form("deal"), deals[0], expand=["owner", "created_by"])
    assert (who["owner"]["title"], who["created_by"]["title"]) == ("Mei", "Ada")


SEARCHES = [
    ("One", ["One"]),
    ("one", ["One"]),
    ("thr", ["Three"]),
    ("D-2026-0002", ["Two"]),
    ("nothing", []),
    ("   ", ["One", "Two", "Three", "Four"]),
]


@pytest.mark.parametrize(("text", "names"), SEARCHES)
def test_search_finds_by_words(world: World, deals: list[int], text: str, names: list[str]) -> None:
    assert _names(world, search=text, sort="id") == names


@pytest.mark.parametrize("text", ["闪电", "sdkj", "科技"])
def test_chinese_is_found_by_two_characters_and_by_pinyin_initials(world: World, deals: list[int], text: str) -> None:
    hits = records.search(world.mei, "shop", text)
    assert [(hit["form"], hit["title"]) for hit in hits] == [("customer", "闪电科技")]


@pytest.mark.parametrize("text", ["13800138000", "１３８００１３８０００", "138 0013 8000", "+8613800138000", "8000"])
def test_a_phone_number_is_found_however_it_is_typed(world: World, deals: list[int], text: str) -> None:
    (hit,) = records.search(world.mei, "shop", text)
    assert hit["title"] == "Acme"
    assert [choice["title"] for choice in records.picker(world.mei, world.form("customer"), text)] == ["Acme"]


FIGURES: list[tuple[list[str], dict[str, str], list[dict[str, Any]]]] = [
    ([], {"n": "count()"}, [{"n": 4}]),
    (
        ["stage"],
        {"n": "count()", "total": "sum(amount)"},
        [
            {"stage": "offer", "n": 1, "total": "30.00"},
            {"stage": "open", "n": 2, "total": "30.00"},
            {"stage": "won", "n": 1, "total": "0.00"},
        ],
    ),
    (
        ["month(close_date)"],
        {"n": "count()"},
        [
            {"month(close_date)": "2026-03-01", "n": 1},
            {"month(close_date)": "2026-04-01", "n": 2},
            {"month(close_date)": None, "n": 1},
        ],
    ),
    (["active"], {"least": "min(amount)"}, [{"active": False, "least": "20.00"}, {"active": True, "least": "10.00"}]),
    ([], {"average": "avg(amount)", "w": "sum(weighted)"}, [{"average": "20", "w": "18.00"}]),
]


@pytest.mark.parametrize(("by", "values", "groups"), FIGURES, ids=[str(case[:2]) for case in FIGURES])
def test_figures_are_exact_and_grouped(
    world: World, deals: list[int], by: list[str], values: dict[str, str], groups: list[dict[str, Any]]
) -> None:
    assert records.aggregate(world.mei, world.form("deal"), by, values) == groups


def test_figures_can_be_narrowed_ordered_and_cut(world: World, deals: list[int]) -> None:
    deal, values = world.form("deal"), {"total": "sum(amount)"}
    found = records.aggregate(world.mei, deal, ["stage"], values, view="open_deals", sort="-total", limit=1)
    assert found in ([{"stage": "offer", "total": "30.00"}], [{"stage": "open", "total": "30.00"}])
    assert records.aggregate(world.mei, deal, [], values, where="amount > 15") == [{"total": "50.00"}]


WRONG: list[tuple[dict[str, Any], type[FormwrightError]]] = [
    ({"where": "amuont > 5"}, InvalidExpression),
    ({"where": "amount >"}, InvalidExpression),
    ({"where": "amount > 'x'"}, InvalidExpression),
    ({"where": "amount"}, InvalidExpression),
    ({"where": "(" * 500}, InvalidExpression),
    ({"where": "1 = 1 " + "and 1 = 1 " * 2000}, InvalidExpression),
    ({"where": "\x00"}, InvalidValues),
    ({"where": "name = '\ud800'"}, InvalidValues),
    ({"search": "a\x00b"}, InvalidValues),
    ({"search": "\udfff"}, InvalidValues),
    ({"cursor": "\ud800"}, InvalidValues),
    ({"sort": "amuont"}, InvalidValues),
    ({"sort": "lines"}, InvalidValues),
    ({"sort": "name,amount,stage,count,active,id"}, InvalidValues),
    ({"fields": "nope"}, InvalidValues),
    ({"expand": "name"}, InvalidValues),
    ({"view": "nope"}, InvalidValues),
]


@pytest.mark.parametrize(("asked", "error"), WRONG, ids=[str(case[0])[:50] for case in WRONG])
def test_what_cannot_be_asked_is_refused_with_a_reason(
    world: World, deals: list[int], asked: dict[str, Any], error: type[FormwrightError]
) -> None:
    with pytest.raises(error) as caught:
        records.page(replace(world.mei, language="zh-CN"), world.form("deal"), PageQuery(**asked))
    assert caught.value.errors


def test_checking_says_what_saving_would_and_saves_nothing(world: World, deals: list[int]) -> None:
    deal = world.form("deal")
    checked = records.check(world.mei, deal, {"stage": "lost", "amount": "5"}, deals[0])
    assert [(error.path, error.code) for error in checked.errors] == [("lost_reason", "value.required")]
    assert (checked.fields["lost_reason"].visible, checked.fields["lost_reason"].required) == (True, True)
    assert checked.fields["weighted"].readonly
    assert (checked.values["probability"], checked.values["weighted"]) == ("0.000000", "0.00")
    assert records.get(world.mei, deal, deals[0])["stage"] == "open"
    fresh = records.check(world.mei, deal, {"name": "x"})
    assert [(error.path, error.code) for error in fresh.errors] == [("customer", "value.required")]
    assert not fresh.fields["lost_reason"].visible
    assert records.count(world.mei, deal, PageQuery()) == 4


def test_a_new_record_starts_with_its_defaults(world: World) -> None:
    started = records.defaults(world.mei, world.form("deal"))
    assert (started["stage"], started["probability"], started["active"]) == ("open", "0.100000", True)
    assert started["owner"] == world.mei.actor.user_id
    assert started["number"] is None
