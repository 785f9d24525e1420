"""What computed values read, in which order they are worked out, and circles refused with the way round."""

from __future__ import annotations

import pytest

from engine.definition.dependencies import Computed, Graph, Hop, Read, graph_of
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
C, O, P, T = "shop.customer", "shop.order", "shop.product", "shop.tag"
ORDERS = (Hop(O, "customer", True),)
READS: dict[tuple[str, str], set[Read]] = {
    (O, "rate"): {Read(O, "customer"), Read(C, "rate", (Hop(O, "customer"),))},
    (O, "rate_then"): {Read(O, "customer")},
    (O, "total"): {Read(O, "lines"), Read(O, "lines", (), "total")},
    (f"{O}.lines", "price"): {
        Read(O, "lines", (), "product"),
        Read(P, "price", (Hop(O, "product", subform="lines"),)),
    },
    (f"{O}.lines", "total"): {Read(O, "lines", (), "qty"), Read(O, "lines", (), "price")},
    (C, "spent"): {
        Read(O, "customer", ORDERS),
        Read(O, None, ORDERS),
        Read(O, "total", ORDERS),
        Read(O, "open", ORDERS),
        Read(C, "rate"),
    },
    (C, "half"): {Read(C, "spent")},
    (C, "weight"): {Read(C, "tags"), Read(T, "weight", (Hop(C, "tags"),))},
    (T, "worth"): {
        Read(C, "tags", (Hop(C, "tags", True),)),
        Read(C, None, (Hop(C, "tags", True),)),
        Read(C, "half", (Hop(C, "tags", True),)),
    },
}
LEVELS = {
    (f"{O}.lines", "price"): 0,
    (f"{O}.lines", "total"): 1,
    (O, "total"): 2,
    (C, "spent"): 3,
    (C, "half"): 4,
    (T, "worth"): 5,
    (O, "rate"): 0,
    (C, "weight"): 0,
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


def test_what_depends_on_the_clock_is_not_kept(graph: Graph) -> None:
    assert (C, "waits") not in named(graph)


CIRCLES = {
    "two formulas": (
        "  a: {type: formula, returns: number, expr: b + 1, help: x}\n"
        "  b: {type: formula, returns: number, expr: a + 1, help: x}\n",
        "a → b → a",
    ),
    "over a relation of the same form": (
        "  up: {type: relation, to: thing, inverse: down}\n"
        "  deep: {type: formula, returns: number, expr: 1 + up.deep, help: x}\n",
        "deep → deep",
    ),
    "a sum over those below and a look at the one above": (
        "  up: {type: relation, to: thing, inverse: down}\n"
        "  below: {type: rollup, from: down, fn: sum, value: share, help: x}\n"
        "  share: {type: formula, returns: number, expr: up.below / 2, help: x}\n",
        "below → share → below",
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_is_refused_with_the_way_round(name: str) -> None:
    fields, way = CIRCLES[name]
    form = f'kind: form\nid: thing\nlabel: Thing\ntitle: "{{{{ name }}}}"\nfields:\n  name: {{type: text}}\n{fields}'
    problems = [one for one in resolved({"forms/thing.yaml": form}).problems if one.code == "circle"]
    assert way in {one.values["path"] for one in problems}
