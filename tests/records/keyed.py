"""A world of totals by key: orders of customers and products in shops, marks by rank."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.definition.model import Form
from tests.records import world as worlds

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: keyed\nlabel: Keyed\ncurrency: CNY\n",
    "forms/region.yaml": """
kind: form
id: region
label: Region
title: "{{ name }}"
fields:
  name: {type: text}
  spent: {type: aggregate, from: by_region.spent, help: Of its customers}
""",
    "forms/customer.yaml": """
kind: form
id: customer
label: Customer
title: "{{ name }}"
fields:
  name: {type: text}
  region: {type: relation, to: region, on_delete: clear}
  spent: {type: aggregate, from: purchases.spent, help: In all}
  orders: {type: aggregate, from: purchases.orders, help: How many}
  mean: {type: aggregate, from: purchases.mean, help: On average}
  last_on: {type: aggregate, from: purchases.last_on, help: The last}
  days: {type: aggregate, from: purchases.days, help: On how many days}
  mark: {type: aggregate, from: purchases.mark, help: From 1 to 3}
  place: {type: aggregate, from: purchases.place, help: The first spends most}
  recent: {type: aggregate, from: purchases.recent, help: From 1 to 2}
  marks: {type: formula, returns: text, expr: "mark & '-' & recent", help: Both}
  good: {type: formula, returns: yes_no, expr: "mark = 3 and spent > 50", help: Whether}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
title: "{{ name }}"
fields:
  name: {type: text}
  customer: {type: relation, to: customer, on_delete: clear}
  product: {type: text}
  shop: {type: select, options: [{id: n, label: N}, {id: s, label: S}]}
  day: {type: date}
  total: {type: money}
  void: {type: yes_no}
""",
    "forms/stock.yaml": """
kind: form
id: stock
label: Stock
title: "{{ product }}"
fields:
  product: {type: text}
  shop: {type: select, options: [{id: n, label: N}, {id: s, label: S}]}
  sold: {type: aggregate, from: by_product.sold, help: Of this product in this shop}
  top: {type: aggregate, from: by_product.top, help: The best has 1}
""",
    "aggregates/purchases.yaml": """
kind: aggregate
id: purchases
of: order
by: [customer]
where: "not void"
values: {spent: sum(total), orders: count(), mean: avg(total), last_on: max(day), days: count_distinct(day)}
ranks:
  mark: {of: spent, groups: 3}
  place: {of: spent, descending: true}
  recent: {of: last_on, groups: 2}
""",
    "aggregates/by_region.yaml": """
kind: aggregate
id: by_region
of: order
by: [customer.region]
values: {spent: sum(total)}
""",
    "aggregates/by_product.yaml": """
kind: aggregate
id: by_product
of: order
by: [product, shop]
values: {sold: sum(total)}
ranks: {top: {of: sold, descending: true}}
""",
}


@lru_cache(maxsize=1)
def apps() -> worlds.Apps:
    return worlds.Apps(worlds.resolved(FILES))


def prepare(url: str) -> None:
    """Tables of the engine, the company and the app."""
    worlds.make_tables(url, apps())


def form(name: str) -> Form:
    return apps().apps["keyed"].forms[name]
