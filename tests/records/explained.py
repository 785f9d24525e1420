"""A world for asking why: orders with rows, rights that hide fields and records, labels in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine import records
from engine.access import Actor
from engine.clock import Clock
from engine.definition.model import Form
from engine.records import RecordContext
from engine.storage.database import Database
from tests.records import world as worlds
from tests.support.databases import Databases

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: ask\nlabel: Ask\ncurrency: CNY\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/region.yaml": """
kind: form
id: region
label: Region
title: "{{ name }}"
fields:
  name: {type: text, label: Name}
  rate: {type: number, decimals: 2, label: Rate}
""",
    "forms/customer.yaml": """
kind: form
id: customer
label: Customer
title: "{{ name }}"
fields:
  name: {type: text, label: Name}
  open: {type: yes_no, label: Open}
  limit: {type: number, decimals: 0, label: Limit}
  region: {type: relation, to: region, on_delete: clear, label: Region}
  tier: {type: select, label: Tier, options: [{id: gold, label: Gold}, {id: plain, label: Plain}]}
  spent: {type: rollup, from: orders, fn: sum, value: total, where: "status <> 'void'", label: Spent, help: All orders}
  over: {type: rollup, from: orders, fn: count, where: "total > record.limit", label: Over, help: Beyond the limit}
  latest: {type: rollup, from: orders, fn: last, value: number, sort: [day], label: Latest, help: The latest}
  secret_sum: {type: rollup, from: orders, fn: sum, value: total, where: "margin > 5", label: Good, help: Good ones}
  rate: {type: lookup, from: region.rate, label: Rate of region, help: Of the region}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
label_plural: Orders
title: "{{ number }}"
fields:
  number: {type: text, label: Number}
  day: {type: date, label: Day}
  customer: {type: relation, to: customer, inverse: orders, on_delete: clear, label: Customer}
  status: {type: select, label: Status, options: [{id: new, label: New}, {id: void, label: Void}]}
  total: {type: money, label: Total}
  count: {type: number, decimals: 0, label: Count}
  margin: {type: money, label: Margin}
  open: {type: yes_no, label: Open to all}
  each: {type: formula, returns: money, expr: "total / count", label: Each, help: For one}
  profit: {type: formula, returns: money, expr: "total - margin", label: Profit, help: Ours}
  flag: {type: formula, returns: text, expr: "IF(margin > 5, number, 'x')", label: Flag, help: Good or not}
  named: {type: formula, returns: text, expr: "IF(status = 'void', 'gone', number)", label: Named, help: Its name}
  huge: {type: formula, returns: number, expr: "total ^ 9", label: Huge, help: Too much}
  tier: {type: lookup, from: customer.tier, label: Tier, help: Of the customer}
  area: {type: lookup, from: customer.region.rate, label: Area, help: Two steps}
  then: {type: lookup, from: customer.tier, copy: true, label: Then, help: Then}
  reason: {type: text, label: Reason}
  price: {type: money, default: "=total * 2", follow: true, label: Price}
  lines:
    type: subform
    label: Lines
    fields:
      what: {type: text, label: What}
      qty: {type: number, decimals: 0, label: Qty}
      cost: {type: money, label: Cost}
      sum: {type: formula, returns: money, expr: "qty * cost", label: Sum, help: Of the row}
  lines_total: {type: rollup, from: lines, fn: sum, value: sum, where: "qty > 1", label: Lines total, help: Of the rows}
logic:
  void_needs_reason: {when: "status = 'void'", show: [reason], require: [reason]}
  small: {when: "total < count", error: Too cheap, field: total}
""",
    "roles/rep.yaml": """
kind: role
id: rep
label: Rep
forms:
  region: {read: all}
  customer: {read: "open", update: "open", fields: {"*": write, region: {read: false}}}
  order:
    create: true
    read: "open"
    update: "open"
    fields: {"*": write, margin: {read: false}, named: masked}
""",
    "i18n/zh-CN.yaml": """
kind: i18n
locale: zh-CN
form:
  customer: {label: 客户, fields: {tier: {label: 等级, options: {gold: 金}}}}
  order:
    label: 订单
    fields:
      number: {label: 编号}
      status: {label: 状态, options: {new: 新, void: 作废}}
      total: {label: 金额}
      count: {label: 数量}
      each: {label: 单价}
      customer: {label: 客户}
    logic: {small: {error: 太便宜}}
""",
}


@lru_cache(maxsize=1)
def apps() -> worlds.Apps:
    return worlds.Apps(worlds.resolved(FILES))


def prepare(url: str) -> None:
    """Tables of the engine, the company and the app."""
    worlds.make_tables(url, apps())


def form(name: str) -> Form:
    return apps().apps["ask"].forms[name]


def opened(databases: Databases) -> Iterator[RecordContext]:
    """A prepared database of each kind, as the system sees it, for as long as a module's tests last."""
    with databases.lent(databases.prepared("explained", prepare)) as url:
        made = Database(url)
        yield context(made)
        made.close()


def context(database: Database) -> RecordContext:
    """The engine itself: sees everything."""
    return RecordContext(
        database=database, apps=apps(), actor=Actor.system(), clock=Clock(worlds.NOW, ZoneInfo("Asia/Shanghai"))
    )


def rep(ctx: RecordContext) -> RecordContext:
    """Somebody who sees open customers and orders only, no margin, no region of a customer."""
    actor = Actor(kind="person", name="Rep", user_id=9, roles={"ask": frozenset({"rep"})})
    return replace(ctx, actor=actor)


def make(ctx: RecordContext, form_: str, **values: Any) -> int:
    return records.create(ctx, form(form_), values).id
