"""The page about an app: everything in it stands there in words, in the reader's language, whatever the app is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.definition.app import App
from engine.definition.documentation import documentation
from engine.definition.source import load_texts
from engine.definition.wording import Wording
from tests.definition.small import resolved
from tests.support.engines import WORLDS, world

SHOP = {
    "app.yaml": "kind: app\nid: shop\nlabel: Shop\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/order.yaml": """\
kind: form
id: order
label: Order
fields:
  number: {type: text, label: Number, required: true}
  buyer: {type: relation, label: Buyer, to: buyer, inverse: orders}
  state: {type: select, label: State, options: [{id: open, label: Open}, {id: paid, label: Paid}]}
  amount: {type: number, label: Amount, min: 0}
  double: {type: formula, label: Double, returns: number, expr: "amount * 2"}
logic:
  paid: {when: "state = 'paid'", readonly: [amount]}
""",
    "forms/buyer.yaml": "kind: form\nid: buyer\nlabel: Buyer\nfields:\n  name: {type: text, label: Name}\n",
    "roles/seller.yaml": """\
kind: role
id: seller
label: Seller
forms:
  order: {create: true, read: all, update: "state = 'open'", fields: {"*": write, amount: {read: true}, double: none}}
""",
    "rules/paid.yaml": """\
kind: rule
id: paid
label: Paid orders
trigger: {event: record.updated, form: order, changed: [state], when: "state = 'paid'"}
steps:
  - id: note
    update: {set: {number: "Paid: {{ record.number }}", state: open}}
""",
    "i18n/zh-CN.yaml": """\
kind: i18n
locale: zh-CN
form:
  order: {label: 订单, fields: {amount: {label: 金额}, state: {label: 状态, options: {paid: 已付}}}}
""",
}


def told(texts: dict[str, str], language: str) -> dict[str, Any]:
    app = resolved(texts).app
    assert isinstance(app, App)
    return documentation({app.id: app}, app.id, Wording((load_texts(texts),), language))


def test_forms_rules_and_roles_are_told_with_labels() -> None:
    page = told(SHOP, "en")
    order = next(form for form in page["forms"] if form["id"] == "order")
    by_id = {field["id"]: field for field in order["fields"]}
    assert by_id["number"]["marks"] == ["required"]
    assert by_id["buyer"]["details"] == ["One of Buyer", "List on the other side: orders"]
    assert by_id["state"]["details"] == ["Options: Open, Paid"]
    assert by_id["amount"]["details"] == ["Smallest: 0"]
    assert by_id["double"]["details"][0] == "Worked out: {Amount} * 2"
    assert order["logic"] == ['When {State} = "Paid": Amount cannot be changed.']
    assert page["relations"] == [{"from": "order", "to": "buyer", "label": "Buyer", "many": False}]
    (rule,) = page["rules"]
    assert rule["when"] == 'When a record of Order is changed and State changed, if {State} = "Paid"'
    assert rule["steps"][0]["sentence"] == "Change the record of Order"
    assert rule["steps"][0]["set"] == ["Number: Paid: {record.{Number}}", "State: Open"]
    (role,) = page["roles"]
    assert role["forms"][0]["sentences"] == [
        "May create, see every record.",
        'May change records where {State} = "Open".',
        "Sees but does not change Amount.",
        "Does not see Double.",
    ]


def test_it_is_told_in_the_readers_language() -> None:
    page = told(SHOP, "zh-CN")
    order = next(form for form in page["forms"] if form["id"] == "order")
    assert order["label"] == "订单"
    assert order["logic"] == ['当 {状态} = "已付"：金额 不可修改。']
    assert page["rules"][0]["when"] == '修改订单时，且 状态 有变化，如果 {状态} = "已付"'


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("name", sorted(folder.name for folder in WORLDS.iterdir() if (folder / "app.yaml").is_file()))
def test_every_world_can_be_told(name: str, language: str) -> None:
    texts = world(name)
    found = resolved(texts, allow_later=True)
    assert found.app is not None, found.problems[:3]
    page = documentation({found.app.id: found.app}, found.app.id, Wording((load_texts(texts),), language))
    assert [form["id"] for form in page["forms"]] == list(found.app.forms)
    assert all(rule["when"] and rule["steps"] for rule in page["rules"])


def test_the_crm_can_be_told() -> None:
    from engine.definition.source import load_folder

    texts = dict(load_folder(Path(__file__).parents[2] / "templates" / "crm").texts)
    page = told(texts, "zh-CN")
    assert len(page["forms"]) == len([name for name in texts if name.startswith("forms/")])
