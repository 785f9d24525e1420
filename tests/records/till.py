"""A small world for form logic: orders with every kind of it, customers, products, and a clerk who may not see all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.access import Actor
from engine.clock import Clock
from engine.definition.model import Form
from engine.records import RecordContext
from engine.storage.database import Database
from tests.records import world as worlds

FILES: Mapping[str, str] = {
    "app.yaml": """
kind: app
id: till
label: Till
currency: CNY
settings:
  most: {type: number, default: 5000, label: Most}
""",
    "calendars/desk.yaml": """
kind: calendar
id: desk
label: Desk
week: {mon-fri: ["09:00-12:00", "13:00-17:30"], sat: ["09:00-12:00"]}
holidays: ["2026-05-04"]
""",
    "forms/customer.yaml": """
kind: form
id: customer
label: Customer
title: "{{ name }}"
fields:
  name: {type: text, search: true}
  phone: {type: text}
  town: {type: text}
""",
    "forms/contact.yaml": """
kind: form
id: contact
label: Contact
title: "{{ name }}"
fields:
  name: {type: text}
  customer: {type: relation, to: customer}
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
    "forms/tariff.yaml": """
kind: form
id: tariff
label: Tariff
title: "{{ town }}"
fields:
  product: {type: relation, to: product}
  town: {type: text}
  kind: {type: text}
  since: {type: date}
  fee: {type: money, label: Fee}
  days: {type: number, decimals: 0}
""",
    "forms/order.yaml": """
kind: form
id: order
label: Order
title: "{{ code }}"
fields:
  ref: {type: text, unique: true, label: Reference}
  code: {type: text, max: 20, label: Code}
  customer: {type: relation, to: customer, label: Customer}
  contact: {type: relation, to: contact, where: "customer = record.customer", label: Contact}
  phone: {type: text, default: "=customer.phone", follow: true, label: Phone}
  place: {type: text, default: "=upper(town) & '!'", follow: true, max: 12, label: Place}
  town: {type: text, default: "=customer.town", follow: true, label: Town}
  kind:
    type: select
    default: retail
    label: Kind
    options:
      - {id: retail, label: Retail, values: {rate: 0.1, days: 3}}
      - {id: project, label: Project, values: {rate: 0.25, days: 30, big: true}}
  status:
    type: select
    required: true
    default: open
    label: Status
    options: [{id: open, label: Open}, {id: closed, label: Closed}, {id: void, label: Void}]
    transitions: {open: [closed, void], closed: [open], void: []}
  wrap:
    type: select
    label: Wrapping
    where: "option.values.of = kind and (option <> 'crate' or amount > 50)"
    options:
      - {id: paper, label: Paper, values: {of: retail}}
      - {id: silk, label: Silk, values: {of: retail}}
      - {id: crate, label: Crate, values: {of: project}}
      - {id: pallet, label: Pallet, values: {of: project}}
  extras:
    type: multi_select
    label: Extras
    where: "option <> 'lift' or customer.town <> 'Nowhere'"
    options: [{id: lift, label: Lift}, {id: tune, label: Tuning}]
  rate: {type: percent, default: "=kind.values.rate", follow: true, label: Rate}
  amount: {type: money, min: 0, label: Amount}
  fee: {type: formula, returns: money, expr: "amount * rate", label: Fee, help: Amount times rate}
  band: {type: formula, returns: text, expr: "if(fee >= 100, 'A', 'B') & text(amount, '0')", label: Band, help: By fee}
  day: {type: date, default: "=today()", label: Day}
  due: {type: date, default: "=day + kind.values.days", follow: true, label: Due}
  ready: {type: formula, returns: date, expr: "WORKDAY(day, 2, calendars.desk)", label: Ready, help: Two days later}
  hours:
    type: formula
    returns: number
    decimals: 2
    expr: "WORKTIME(day, '2026-05-06', calendars.desk) + NETWORKDAYS(day, '2026-05-06', calendars.desk)"
    label: Hours
    help: Until May
  reason: {type: text, label: Reason}
  freight:
    type: money
    label: Freight
    fill:
      from: tariff
      where: "product = null and town = record.town and kind = record.kind"
      value: fee
      sort: [-since]
  site: {type: text, label: Site}
  mine: {type: yes_no, default: "=owner = me", follow: true, label: Mine}
  owner: {type: user, default: "=me", label: Owner}
  margin: {type: money, label: Margin}
  lines:
    type: subform
    label: Lines
    fields:
      product: {type: relation, to: product}
      qty: {type: number, default: 1, decimals: 2}
      price: {type: money, default: "=product.price", follow: true}
      net: {type: money, default: "=price * 0.9", follow: true}
      total: {type: formula, returns: money, expr: "qty * net", help: Quantity times net}
      gift: {type: yes_no, default: false}
      note: {type: text}
      service: {type: text}
      seen: {type: number, decimals: 0}
      share: {type: percent, default: "=parent.rate", follow: true}
      setup:
        type: money
        fill:
          from: tariff
          where: "product = row.product and (town = null or town = record.town) and days <= row.seen"
          value: "fee * 2"
          sort: [-town, days]
      finish: {type: select, where: "option <> 'gold' or (gift and parent.wrap = 'silk')", options: [plain, gold]}
    logic:
      gift_has_note: {when: "gift", show: [note], require: [note]}
      gift_costs_nothing: {when: "gift", hide: [price]}
      dear_has_service: {when: "parent.kind = 'project' and total > 100", require: [service]}
      kept_when_closed: {when: "parent.status = 'closed'", readonly: [qty]}
      kept_when_seen: {when: "seen > 1", readonly: [seen, service]}
      not_so_many: {when: "qty > 500 and parent.amount < 1000", error: So many are never sold, field: qty}
      still_made: {when: "product.name = 'Gone'", error: Nobody makes it any more, field: product}
  total: {type: rollup, from: lines, fn: sum, value: total, label: Total, help: Of the lines}
  many: {type: rollup, from: lines, fn: count, where: "qty > 1", label: Many, help: Lines with several}
  dearest: {type: rollup, from: lines, fn: max, value: net, label: Dearest, help: Of the lines}
  mean: {type: rollup, from: lines, fn: avg, value: "qty + record.amount", label: Mean, help: Of the lines}
logic:
  void_needs_reason: {when: "status = 'void'", show: [reason], require: [reason]}
  locked_when_closed: {when: "status = 'closed'", readonly: [amount, lines]}
  always_ours: {when: "true", readonly: [margin]}
  project_has_day: {when: "kind.values.big", require: [day]}
  cheap_has_no_due: {when: "amount < 10", hide: [due]}
  fee_is_bounded: {when: "fee > 1000", error: The fee is too high, field: amount}
  total_is_bounded: {when: "total > settings.most", error: The lines are worth too much, field: lines}
  never_down: {when: "changed(amount) and amount < old.amount", error: An amount never goes down, field: amount}
  town_is_served: {when: "customer.town = 'Nowhere'", error: Nobody drives there, field: customer}
  margin_covers: {when: "margin < 0", error: The margin is below zero}
unique:
  by_code: {fields: [customer, code], ignore: [case, spaces]}
layout:
  - {id: main, label: Order, items: [code, customer, contact, phone, town, place, kind, status, amount, rate, fee]}
  - {id: project, label: Project, visible: "kind = 'project'", items: [site, due]}
""",
    "forms/move.yaml": """
kind: form
id: move
label: Move
title: "{{ name }}"
fields:
  name: {type: text}
  product: {type: relation, to: product, label: Product}
  store: {type: text, label: Store}
  moved: {type: number, decimals: 0, label: Moved}
  planned: {type: yes_no, default: false}
logic:
  is_in_stock:
    group: {by: [product, store], value: sum(moved), where: "not planned"}
    when: "group < 0"
    error: There is not so much in stock
    field: moved
""",
    "roles/clerk.yaml": """
kind: role
id: clerk
label: Clerk
forms:
  order:
    create: true
    read: all
    update: all
    delete: all
    fields: {"*": write, margin: {read: false, write: false}, amount: {read: true, write: "kind = 'retail'"}}
  customer: {create: true, read: all, update: all}
  contact: {create: true, read: all, update: all}
  product: {create: true, read: all, update: all}
""",
    "i18n/zh-CN.yaml": """
kind: i18n
locale: zh-CN
form:
  order: {logic: {fee_is_bounded: {error: 费用过高}}}
  move: {logic: {is_in_stock: {error: 库存不足}}}
""",
}


@lru_cache(maxsize=1)
def apps() -> worlds.Apps:
    return worlds.Apps(worlds.resolved(FILES))


def prepare(url: str) -> None:
    """Tables of the engine, the company and the app."""
    worlds.make_tables(url, apps())


def admin(database: Database) -> RecordContext:
    """The engine itself in this world."""
    return RecordContext(
        database=database, apps=apps(), actor=Actor.system(), clock=Clock(worlds.NOW, ZoneInfo("Asia/Shanghai"))
    )


def clerk(database: Database) -> RecordContext:
    """Somebody who may not see the margin, and write the amount of retail orders only."""
    person = Actor(kind="person", name="Kim", roles={"till": frozenset({"clerk"})})
    return replace(admin(database), actor=person)


def form(name: str) -> Form:
    return apps().apps["till"].forms[name]
