"""What computed values read, in which order they are worked out, and circles refused with the way round."""

from __future__ import annotations

import pytest

from engine.definition.dependencies import Above, Computed, Graph, Hop, Read, graph_of
from tests.definition.small import app_of, resolved

CUSTOMER = """
kind: form
id: customer
label: Customer
title: "{{ name }}"
fields:
  name: {type: text}
  rate: {type: number}
  tags: {type: relation, to: tag, many: true, inverse: tagged}
  spent: {type: rollup, from: orders, fn: sum, value: total, where: "open and total > record.rate", help: x}
  half: {type: formula, returns: number, expr: "spent / 2", help: x}
  weight: {type: rollup, from: tags, fn: sum, value: weight, help: x}
  waits: {type: formula, returns: number, expr: "days(today(), today()) + spent", help: x}
"""
ORDER = """
kind: form
id: order
label: Order
title: "{{ id }}"
fields:
  customer: {type: relation, to: customer, inverse: orders}
  open: {type: yes_no}
  lines:
    type: subform
    fields:
      product: {type: relation, to: product}
      qty: {type: number}
      price: {type: lookup, from: product.price, help: x}
      total: {type: formula, returns: number, expr: "qty * price", help: x}
  total: {type: rollup, from: lines, fn: sum, value: total, help: x}
  rate: {type: lookup, from: customer.rate, help: x}
  rate_then: {type: lookup, from: customer.rate, copy: true, help: x}
"""
PRODUCT = 'kind: form\nid: product\nlabel: P\ntitle: "{{ id }}"\nfields:\n  price: {type: number}\n'
TAG = (
    'kind: form\nid: tag\nlabel: T\ntitle: "{{ id }}"\nfields:\n  weight: {type: number}\n'
    "  worth: {type: rollup, from: tagged, fn: sum, value: half, help: x}\n"
)
FILES = {
    "forms/customer.yaml": CUSTOMER,
    "forms/order.yaml": ORDER,
    "forms/product.yaml": PRODUCT,
    "forms/tag.yaml": TAG,
}
CUST, ORD, PROD, TAGS = "shop.customer", "shop.order", "shop.product", "shop.tag"
ORDERS = (Hop(ORD, "customer", True),)
READS: dict[tuple[str, str], set[Read]] = {
    (ORD, "rate"): {Read(ORD, "customer"), Read(CUST, "rate", (Hop(ORD, "customer"),))},
    (ORD, "rate_then"): {Read(ORD, "customer")},
    (ORD, "total"): {Read(ORD, "lines"), Read(ORD, "lines", (), "total")},
    (f"{ORD}.lines", "price"): {
        Read(ORD, "lines", (), "product"),
        Read(PROD, "price", (Hop(ORD, "product", subform="lines"),)),
    },
    (f"{ORD}.lines", "total"): {Read(ORD, "lines", (), "qty"), Read(ORD, "lines", (), "price")},
    (CUST, "spent"): {
        Read(ORD, "customer", ORDERS),
        Read(ORD, None, ORDERS),
        Read(ORD, "total", ORDERS),
        Read(ORD, "open", ORDERS),
        Read(CUST, "rate"),
    },
    (CUST, "half"): {Read(CUST, "spent")},
    (CUST, "weight"): {Read(CUST, "tags"), Read(TAGS, "weight", (Hop(CUST, "tags"),))},
    (TAGS, "worth"): {
        Read(CUST, "tags", (Hop(CUST, "tags", True),)),
        Read(CUST, None, (Hop(CUST, "tags", True),)),
        Read(CUST, "half", (Hop(CUST, "tags", True),)),
    },
}
LEVELS = {
    (f"{ORD}.lines", "price"): 0,
    (f"{ORD}.lines", "total"): 1,
    (ORD, "total"): 2,
    (CUST, "spent"): 3,
    (CUST, "half"): 4,
    (TAGS, "worth"): 5,
    (ORD, "rate"): 0,
    (CUST, "weight"): 0,
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of({"shop": app_of(FILES)})


def named(graph: Graph) -> dict[tuple[str, str], Computed]:
    return {one.name: one for one in graph}


@pytest.mark.parametrize("name", READS, ids=".".join)
def test_a_computed_field_reads_these_values_on_these_ways(graph: Graph, name: tuple[str, str]) -> None:
    assert set(named(graph)[name].reads) == READS[name]


def test_each_level_reads_only_what_the_levels_before_have_worked_out(graph: Graph) -> None:
    assert {name: named(graph)[name].level for name in LEVELS} == LEVELS
    for level, ones in enumerate(graph.levels):
        for one in ones:
            needed = [named(graph)[read.name].level for read in one.reads if read.name in named(graph)]
            assert all(need < level for need in needed), one.name


TAGGED = Above("tags", TAGS)
ABOVE = {
    "an order comes": (ORD, None, {Above("customer", CUST, (TAGGED,))}),
    "its lines change": (ORD, frozenset({"lines"}), {Above("customer", CUST, (TAGGED,))}),
    "its customer changes": (ORD, frozenset({"customer"}), {Above("customer", CUST, (TAGGED,))}),
    "what nobody counts changes": (ORD, frozenset({"rate"}), set()),
    "a customer gets other tags": (CUST, frozenset({"tags"}), {TAGGED}),
    "what the half of a customer reads changes": (CUST, frozenset({"spent"}), {TAGGED}),
    "a product changes": (PROD, None, set()),
}


@pytest.mark.parametrize("name", ABOVE)
def test_who_counts_a_record_is_known_before_it_is_written(graph: Graph, name: str) -> None:
    form, changed, wanted = ABOVE[name]
    assert set(graph.above(form, changed)) == wanted


def test_those_that_are_pointed_to_come_before_those_that_point(graph: Graph) -> None:
    assert sorted(graph.rank, key=lambda form: graph.rank[form]) == [TAGS, CUST, PROD, ORD]


def test_what_follows_from_a_field_is_itself_and_all_that_reads_it(graph: Graph) -> None:
    assert graph.following({(f"{ORD}.lines", "price")}) == {
        (f"{ORD}.lines", "price"), (f"{ORD}.lines", "total"), (ORD, "total"), (CUST, "spent"), (CUST, "half"),
        (TAGS, "worth"),
    }  # fmt: skip
    assert graph.following({(CUST, "weight")}) == {(CUST, "weight")}


def test_what_depends_on_the_clock_is_not_kept(graph: Graph) -> None:
    assert (CUST, "waits") not in named(graph)


def test_a_lookup_is_as_secret_as_what_it_shows() -> None:
    thing = (
        'kind: form\nid: thing\nlabel: Thing\ntitle: "{{ name }}"\nfields:\n  name: {type: text}\n'
        "  hidden_one: {type: text, masked: true}\n  up: {type: relation, to: thing}\n"
        "  above: {type: lookup, from: up.hidden_one, help: x}\n  far: {type: lookup, from: up.above, help: x}\n"
        "  plain: {type: lookup, from: up.name, help: x}\n"
    )
    fields = app_of({"forms/thing.yaml": thing}).forms["thing"].fields
    assert {name for name, field in fields.items() if "masked" in field.marks} == {"hidden_one", "above", "far"}


def formula(text: str) -> str:
    return f"{{type: formula, returns: number, expr: {text}, help: x}}"


UP = "{type: relation, to: thing, inverse: down}"
SUM = "{type: rollup, from: down, fn: sum, value: share, help: x}"
CIRCLES = {
    "two formulas": ({"a": formula("b + 1"), "b": formula("a + 1")}, "a → b → a"),
    "over a relation of the same form": ({"up": UP, "deep": formula("1 + up.deep")}, "deep → deep"),
    "a sum over those below and a look at the one above": (
        {"up": UP, "below": SUM, "share": formula("up.below / 2")},
        "below → share → below",
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_is_refused_with_the_way_round(name: str) -> None:
    fields, way = CIRCLES[name]
    form = 'kind: form\nid: thing\nlabel: Thing\ntitle: "{{ name }}"\nfields:\n  name: {type: text}\n'
    form += "".join(f"  {id}: {written}\n" for id, written in fields.items())
    problems = [one for one in resolved({"forms/thing.yaml": form}).problems if one.code == "circle"]
    assert way in {one.values["path"] for one in problems}


LABELLED = {
    "app.yaml": "kind: app\nid: shop\nlabel: Shop\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/thing.yaml": """
kind: form
id: thing
label: Thing
fields:
  name: {type: text}
  a: {type: formula, label: Share, returns: number, expr: SUM(parts.b), help: x}
  parts:
    type: subform
    fields:
      b: {type: formula, label: Piece, returns: number, expr: parent.a, help: x}
""",
    "i18n/zh-CN.yaml": "kind: i18n\nlocale: zh-CN\nform:\n  thing: {label: 物品, fields: {a: {label: 份额}}}\n",
}


def test_the_way_round_is_told_by_labels_in_the_readers_language() -> None:
    problems = resolved(LABELLED).problems
    found = next(one for one in problems if one.code == "circle" and one.path.startswith("fields.a"))
    assert found.values["path"] == "a → thing.parts.b → a"
    assert "Share → Thing: Piece → Share" in found.message("en")
    assert "份额 → 物品: Piece → 份额" in found.message("zh-CN")
