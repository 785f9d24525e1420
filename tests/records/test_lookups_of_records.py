"""A lookup that ends at a record, a list of records, files or an address shows, copies and asks what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import records
from engine.access import Actor
from engine.clock import Clock
from engine.errors import InvalidValues
from engine.records import PageQuery, RecordContext
from engine.storage.database import Database
from engine.storage.files import FileStore
from tests.records import world as worlds
from tests.support.databases import Databases

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: trade\nlabel: Trade\ncurrency: EUR\n",
    "forms/seller.yaml": """
kind: form
id: seller
label: Seller
title: "{{ name }}"
fields:
  name: {type: text}
  boss: {type: relation, to: seller}
""",
    "forms/tag.yaml": """
kind: form
id: tag
label: Tag
title: "{{ name }}"
fields:
  name: {type: text}
""",
    "forms/customer.yaml": """
kind: form
id: customer
label: Customer
title: "{{ name }}"
fields:
  name: {type: text}
  seller: {type: relation, to: seller}
  tags: {type: relation, to: tag, many: true}
  papers: {type: file}
  place: {type: address}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
title: "{{ name }}"
fields:
  name: {type: text}
  customer: {type: relation, to: customer}
  seller: {type: lookup, from: customer.seller, help: Now}
  boss: {type: lookup, from: seller.boss, help: Over the lookup}
  boss_name: {type: formula, returns: text, expr: "seller.boss.name & '/' & boss.name", help: Further on}
  tags: {type: lookup, from: customer.tags, help: A list}
  papers: {type: lookup, from: customer.papers, help: Files}
  place: {type: lookup, from: customer.place, help: An address}
  sold_by: {type: lookup, from: customer.seller, copy: true, help: Then}
  sold_place: {type: lookup, from: customer.place, copy: true, help: Then}
  sold_name: {type: formula, returns: text, expr: "sold_by.name", help: Whoever it was}
  lines:
    type: subform
    fields:
      buyer: {type: relation, to: customer}
      seller: {type: lookup, from: buyer.seller, help: Of the buyer}
""",
}


@lru_cache(maxsize=1)
def apps() -> worlds.Apps:
    return worlds.Apps(worlds.resolved(FILES))


def form(name: str) -> Any:
    return apps().apps["trade"].forms[name]


def prepare(url: str) -> None:
    worlds.make_tables(url, apps())


@dataclass(frozen=True)
class Trade:
    ctx: RecordContext
    ids: Mapping[str, int]
    paper: str

    def listed(self, *names: str, **asked: Any) -> list[tuple[Any, ...]]:
        asked = {"sort": "id", **asked}
        page = records.page(self.ctx, form("order"), PageQuery(fields=",".join(("name", *names)), **asked))
        return [tuple(record[name] for name in ("name", *names)) for record in page.records]

    def found(self, where: str) -> list[str]:
        return [name for (name,) in self.listed(where=where)]


@pytest.fixture
def trade(databases: Databases, tmp_path: Path) -> Iterator[Trade]:
    with databases.lent(databases.prepared("lookups of records", prepare)) as url:
        opened = Database(url)
        files = FileStore(opened, tmp_path / "files")
        clock = Clock(worlds.NOW, ZoneInfo("Asia/Shanghai"))
        ctx = RecordContext(database=opened, apps=apps(), actor=Actor.system(), clock=clock, files=files)
        paper = files.put(b"pdf", name="deal.pdf", type="application/pdf", by="system").id

        def make(form_: str, **values: Any) -> int:
            return records.create(ctx, form(form_), values).id

        boss = make("seller", name="Boss")
        ann, bob = make("seller", name="Ann", boss=boss), make("seller", name="Bob")
        gold, old = make("tag", name="gold"), make("tag", name="old")
        place = {"city": "Rome"}
        acme = make("customer", name="Acme", seller=ann, tags=[old, gold], papers=[paper], place=place)
        bare = make("customer", name="Bare")
        first = make("order", name="first", customer=acme, lines=[{"buyer": acme}, {"buyer": bare}])
        second = make("order", name="second", customer=bare)
        third = make("order", name="third")
        named = {"boss": boss, "ann": ann, "bob": bob, "gold": gold, "old": old, "acme": acme, "bare": bare}
        yield Trade(ctx, {**named, "first": first, "second": second, "third": third}, paper)
        opened.close()


def test_it_is_shown_as_the_field_where_it_ends(trade: Trade) -> None:
    ids, files = trade.ids, [{"id": trade.paper, "name": "deal.pdf", "size": 3, "type": "application/pdf"}]
    assert trade.listed("seller", "boss", "tags", "papers", "boss_name") == [
        ("first", ids["ann"], ids["boss"], [ids["old"], ids["gold"]], files, "Boss/Boss"),
        ("second", None, None, None, None, "/"),
        ("third", None, None, None, None, "/"),
    ]
    shown = records.get(trade.ctx, form("order"), ids["first"], expand=("seller", "tags", "sold_by"))
    assert shown["seller"] == shown["sold_by"] == {"id": ids["ann"], "title": "Ann"}
    assert shown["tags"] == [{"id": ids["old"], "title": "old"}, {"id": ids["gold"], "title": "gold"}]
    assert (shown["place"]["city"], shown["sold_place"]["city"]) == ("Rome", "Rome")
    assert [row["seller"] for row in shown["lines"]] == [ids["ann"], None]


def test_lists_are_asked_by_it_as_by_the_field_where_it_ends(trade: Trade) -> None:
    ids = trade.ids
    for where, expected in (
        (f"seller = {ids['ann']}", ["first"]),
        (f"seller in [{ids['bob']}, {ids['ann']}]", ["first"]),
        ("seller = null", ["second", "third"]),
        ("seller.name = 'Ann'", ["first"]),
        ("boss.name = 'Boss'", ["first"]),
        ("boss_name = 'Boss/Boss'", ["first"]),
        (f"{ids['gold']} in tags", ["first"]),
        (f"{ids['gold']} not in tags", ["second", "third"]),
        ("isblank(tags)", ["second", "third"]),
        ("isblank(papers)", ["second", "third"]),
        ("place.city = 'Rome' and sold_place.city = 'Rome'", ["first"]),
        (f"sold_by = {ids['ann']}", ["first"]),
        ("sold_by.name = 'Ann' and sold_name = 'Ann'", ["first"]),
    ):
        assert trade.found(where) == expected, where
    assert [name for (name,) in trade.listed(sort="seller")] == ["first", "second", "third"]
    rows = records.aggregate(trade.ctx, form("order"), by=["seller"], values={"n": "count()"})
    assert {(row["seller"], row["n"]) for row in rows} == {(ids["ann"], 1), (None, 2)}
    for asked in ({"sort": "tags"}, {"sort": "papers"}):
        with pytest.raises(InvalidValues):
            trade.listed(**asked)


def test_it_follows_what_changes_and_a_copy_stays(trade: Trade) -> None:
    ids, order = trade.ids, form("order")
    records.update(trade.ctx, form("customer"), ids["acme"], {"seller": ids["bob"], "tags": None, "place": None})
    records.update(trade.ctx, form("customer"), ids["acme"], {"papers": None})
    shown = records.get(trade.ctx, order, ids["first"])
    assert (shown["seller"], shown["boss"], shown["tags"], shown["papers"]) == (ids["bob"], None, None, None)
    assert shown["place"] is None and shown["sold_place"]["city"] == "Rome"
    assert (shown["sold_by"], shown["sold_name"]) == (ids["ann"], "Ann")
    assert trade.found(f"seller = {ids['bob']}") == ["first"] and trade.found("sold_name = 'Ann'") == ["first"]
    records.update(trade.ctx, form("seller"), ids["ann"], {"name": "Anna"})
    assert records.get(trade.ctx, order, ids["first"])["sold_name"] == "Anna"
    records.update(trade.ctx, order, ids["first"], {"customer": ids["bare"]})
    assert records.get(trade.ctx, order, ids["first"])["sold_by"] is None


def test_what_a_copy_names_may_go(trade: Trade) -> None:
    records.delete(trade.ctx, form("seller"), trade.ids["ann"])
    shown = records.get(trade.ctx, form("order"), trade.ids["first"], expand=("sold_by", "seller"))
    assert (shown["sold_by"]["title"], shown["sold_name"], shown["seller"]) == (None, None, None)


def test_exports_write_titles_and_names(trade: Trade) -> None:
    names = "name,seller,tags,papers,sold_by,place"
    fields, rows = records.export_rows(trade.ctx, form("order"), PageQuery(fields=names, sort="id"))
    first = next(iter(rows))
    ids = trade.ids
    assert (first["seller"], first["sold_by"]) == ((ids["ann"], "Ann"), (ids["ann"], "Ann"))
    assert first["tags"] == ((ids["old"], "old"), (ids["gold"], "gold"))
    assert [field.type.show(first[field.id], field) for field in fields[3:4]] == ["deal.pdf"]


def test_a_value_says_which_way_it_came(trade: Trade) -> None:
    answer = records.why(trade.ctx, form("order"), "seller", trade.ids["first"])
    assert (answer["shown"], answer["formula"]["parts"][0]["shown"]) == ("Ann", "Acme")
    rows = records.get(trade.ctx, form("order"), trade.ids["first"])["lines"]
    of_row = records.why(trade.ctx, form("order"), "lines.seller", trade.ids["first"], row=rows[0]["id"])
    assert (of_row["shown"], of_row["formula"]["parts"][0]["shown"]) == ("Ann", "Acme")
