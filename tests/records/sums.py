"""A small world for computed values over relations: customers, orders with rows, products, tags, a tree of groups."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.access import Actor
from engine.clock import Clock
from engine.definition.model import Form
from engine.records import RecordContext
from engine.storage.database import Database
from tests.records import world as worlds

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: sums\nlabel: Sums\ncurrency: CNY\n",
    "forms/area.yaml": """
kind: form
id: area
label: Area
title: "{{ name }}"
fields:
  name: {type: text}
  rate: {type: number, decimals: 2}
  spent: {type: rollup, from: customers, fn: sum, value: spent, help: Of all customers}
  names: {type: rollup, from: customers, fn: join, value: name, sort: [name], help: Who is there}
""",
    "forms/customer.yaml": """
kind: form
id: customer
label: Customer
title: "{{ name }}"
fields:
  name: {type: text, search: true}
  tier: {type: select, options: [{id: a, label: A, values: {points: 3}}, {id: b, label: B, values: {points: 5}}]}
  area: {type: relation, to: area, inverse: customers, on_delete: clear}
  limit: {type: number, decimals: 0}
  rate: {type: lookup, from: area.rate, help: Of the area}
  order_count: {type: rollup, from: orders, fn: count, where: "status <> 'void'", help: Orders}
  spent: {type: rollup, from: orders, fn: sum, value: total, where: "status <> 'void'", help: Sum}
  average: {type: formula, returns: money, expr: "if(order_count = 0, null, spent / order_count)", help: Per order}
  first_on: {type: rollup, from: orders, fn: min, value: day, help: First day}
  last_on: {type: rollup, from: orders, fn: max, value: day, help: Last day}
  middle: {type: rollup, from: orders, fn: median, value: total, help: Middle}
  mean: {type: rollup, from: orders, fn: avg, value: total, help: Mean}
  days: {type: rollup, from: orders, fn: distinct, value: day, help: How many days}
  latest: {type: rollup, from: orders, fn: last, value: number, sort: [day], help: The latest}
  over: {type: rollup, from: orders, fn: count, where: "total > record.limit", help: Beyond the limit}
  all_paid: {type: rollup, from: orders, fn: all, value: paid, help: All are paid}
  weighted: {type: rollup, from: orders, fn: sum, value: "total * customer.rate", help: By the rate of the area}
  score: {type: formula, returns: number, decimals: 2, expr: "spent * rate", help: Over both}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
title: "{{ number }}"
fields:
  number: {type: text}
  customer: {type: relation, to: customer, inverse: orders, on_delete: clear}
  day: {type: date}
  status: {type: select, options: [{id: new, label: New}, {id: void, label: Void}]}
  paid: {type: yes_no}
  tags: {type: relation, to: tag, many: true, inverse: tagged, on_delete: clear}
  lines:
    type: subform
    fields:
      product: {type: relation, to: product, on_delete: clear}
      qty: {type: number, decimals: 0}
      price: {type: lookup, from: product.price, help: Of the product}
      total: {type: formula, returns: money, expr: "qty * price", help: Quantity times price}
  total: {type: rollup, from: lines, fn: sum, value: total, help: Of the rows}
  dear: {type: rollup, from: lines, fn: count, where: "product.price > 10", help: Rows with dear products}
  tier: {type: lookup, from: customer.tier, help: Of the customer}
  tier_then: {type: lookup, from: customer.tier, copy: true, help: Of the customer then}
  area_rate: {type: lookup, from: customer.area.rate, help: Two steps away}
  of_all: {type: lookup, from: customer.spent, help: What it is a part of}
  charged: {type: formula, returns: money, expr: "total * (1 + customer.area.rate / 100)", help: With the rate}
  weight: {type: rollup, from: tags, fn: sum, value: weight, help: Of the tags}
""",
    "forms/product.yaml": """
kind: form
id: product
label: Product
title: "{{ name }}"
fields:
  name: {type: text}
  price: {type: money}
""",
    "forms/tag.yaml": """
kind: form
id: tag
label: Tag
title: "{{ name }}"
fields:
  name: {type: text}
  weight: {type: number, decimals: 1}
  worth: {type: rollup, from: tagged, fn: sum, value: total, help: Of all orders with this tag}
""",
    "forms/group.yaml": """
kind: form
id: group
label: Group
title: "{{ name }}"
fields:
  name: {type: text}
  parent: {type: relation, to: group, inverse: children, on_delete: clear}
  own: {type: number, decimals: 0}
  below: {type: rollup, from: children, fn: sum, value: own, help: Of the next level}
  beside: {type: lookup, from: parent.below, help: Of all under the same parent}
  both: {type: formula, returns: number, decimals: 0, expr: "own + below", help: With itself}
""",
}


@lru_cache(maxsize=1)
def apps() -> worlds.Apps:
    return worlds.Apps(worlds.resolved(FILES))


def prepare(url: str) -> None:
    """Tables of the engine, the company and the app."""
    worlds.make_tables(url, apps())


def context(database: Database) -> RecordContext:
    """The administrator in this world."""
    return RecordContext(
        database=database,
        apps=apps(),
        actor=Actor.system(),
        clock=Clock(worlds.NOW, ZoneInfo("Asia/Shanghai")),
    )


def form(name: str) -> Form:
    return apps().apps["sums"].forms[name]
