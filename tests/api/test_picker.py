"""A relation offers only what its `where` lets the asking record point to, also before that record is there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.bootstrap import Engine
from engine.records import people
from tests.api.conftest import PASSWORD, SignIn
from tests.api.test_error_shape import assert_problem

APP = {
    "app.yaml": "kind: app\nid: trade\nlabel: Trade\n",
    "forms/firm.yaml": """
kind: form
id: firm
label: Firm
fields:
  name: {type: text, required: true}
  region: {type: select, options: [{id: north, label: North}, {id: south, label: South}]}
  seats:
    type: subform
    fields:
      person: {type: relation, to: person, where: "firm = record.id"}
      note: {type: text}
""",
    "forms/person.yaml": """
kind: form
id: person
label: Person
fields:
  name: {type: text, required: true}
  firm: {type: relation, to: firm, inverse: people}
""",
    "forms/product.yaml": """
kind: form
id: product
label: Product
fields:
  name: {type: text, required: true}
  kind: {type: select, options: [{id: tool, label: Tool}, {id: food, label: Food}]}
  region: {type: select, options: [{id: north, label: North}, {id: south, label: South}]}
  price: {type: number, decimals: 0}
""",
    "forms/deal.yaml": """
kind: form
id: deal
label: Deal
fields:
  name: {type: text, required: true, min: 3}
  firm: {type: relation, to: firm}
  person: {type: relation, to: person, where: "firm = record.firm"}
  neighbours: {type: relation, to: firm, many: true, where: "region = record.firm.region and id <> record.firm.id"}
  budget: {type: number, decimals: 0}
  most: {type: formula, returns: number, decimals: 0, expr: "budget * 2", help: Twice the budget}
  gift: {type: relation, to: product, where: "price <= record.most"}
  region: {type: select, options: [{id: north, label: North}, {id: south, label: South}], default: north}
  lines:
    type: subform
    fields:
      kind: {type: select, options: [{id: tool, label: Tool}, {id: food, label: Food}], default: tool}
      product: {type: relation, to: product, where: "kind = row.kind and region = record.region"}
      qty: {type: number, required: true}
""",
    "roles/seller.yaml": """
kind: role
id: seller
label: Seller
forms:
  firm: {read: "region = 'north'"}
  person: {read: "name <> 'Ann'"}
  product: {read: all}
  deal: {create: true, read: "region = 'north'", update: all, fields: {"*": write, gift: none}}
""",
}
AT = "/api/v1/apps/trade/forms"


@pytest.fixture
def ids(engine: Engine, client: SignIn) -> dict[str, int]:
    engine.publisher.publish(APP, actor="test", kind="install")
    people.add_person(engine.system(), "Sal", "sal@example.com", password=PASSWORD, roles=[("trade", "seller")])
    ada = client()
    made: dict[str, int] = {}

    def add(form: str, **values: Any) -> None:
        answer = ada.post(f"{AT}/{form}/records", json=values)
        assert answer.status_code == 201, answer.text
        made[values["name"]] = answer.json()["id"]

    add("firm", name="Acme", region="north")
    add("firm", name="Bolt", region="north")
    add("firm", name="Cord", region="south")
    add("person", name="Ann", firm=made["Acme"])
    add("person", name="Ben", firm=made["Acme"])
    add("person", name="Cid", firm=made["Cord"])
    add("person", name="Dot")
    for name, kind, region, price in (
        ("Hammer", "tool", "north", 5),
        ("Saw", "tool", "south", 9),
        ("Bread", "food", "north", 2),
        ("Rice", "food", "south", 3),
    ):
        add("product", name=name, kind=kind, region=region, price=price)
    return made


def ask(who: Any, target: str, field: str, form: str = "deal", **more: Any) -> Any:
    params = {name: json.dumps(value) for name, value in more.items() if name not in ("search",)}
    return who.get(f"{AT}/{target}/records/picker", params={"asking": f"trade/{form}/{field}", **params})


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(record["title"] for record in answer.json()["records"])


def test_a_record_that_is_not_there_yet_asks_with_its_values(client: SignIn, ids: dict[str, int]) -> None:
    ada = client()
    cases: list[tuple[str, str, dict[str, Any], list[str]]] = [
        ("person", "person", {"firm": ids["Acme"]}, ["Ann", "Ben"]),
        ("person", "person", {"firm": {"id": ids["Cord"], "title": "Cord"}}, ["Cid"]),
        ("person", "person", {"firm": None}, ["Dot"]),
        ("person", "person", {}, ["Dot"]),
        ("firm", "neighbours", {"firm": ids["Acme"]}, ["Bolt"]),
        ("product", "gift", {"budget": 2}, ["Bread", "Rice"]),
        ("person", "person", {"firm": ids["Acme"], "name": "x", "budget": "12abc"}, ["Ann", "Ben"]),
        ("firm", "firm", {}, ["Acme", "Bolt", "Cord"]),
    ]
    for target, field, values, expected in cases:
        assert titles(ask(ada, target, field, values=values)) == expected, (field, values)
    assert titles(ada.get(f"{AT}/person/records/picker")) == ["Ann", "Ben", "Cid", "Dot"]


def test_a_record_that_is_there_asks_with_what_is_stored_and_what_is_being_typed(
    client: SignIn, ids: dict[str, int]
) -> None:
    ada = client()
    deal = ada.post(f"{AT}/deal/records", json={"name": "Deal", "firm": ids["Acme"], "budget": 1}).json()["id"]
    assert titles(ask(ada, "person", "person", record=deal)) == ["Ann", "Ben"]
    assert titles(ask(ada, "person", "person", record=deal, values={"firm": ids["Cord"]})) == ["Cid"]
    assert titles(ask(ada, "product", "gift", record=deal)) == ["Bread"]
    assert titles(ask(ada, "product", "gift", record=deal, values={"budget": 4})) == ["Bread", "Hammer", "Rice"]


def test_a_row_of_a_subform_asks_with_its_own_values_and_those_of_its_record(
    client: SignIn, ids: dict[str, int]
) -> None:
    ada = client()
    new = {"values": {"region": "south"}, "row": {"kind": "food"}}
    assert titles(ask(ada, "product", "lines.product", **new)) == ["Rice"]
    assert titles(ask(ada, "product", "lines.product")) == ["Hammer"], "defaults count too"
    line = {"kind": "food", "product": ids["Bread"], "qty": 1}
    made = ada.post(f"{AT}/deal/records", json={"name": "Deal", "lines": [line]}).json()
    row = made["lines"][0]["id"]
    assert titles(ask(ada, "product", "lines.product", record=made["id"], row={"id": row})) == ["Bread"]
    changed = {"id": row, "kind": "tool", "qty": "many"}
    assert titles(ask(ada, "product", "lines.product", record=made["id"], row=changed)) == ["Hammer"]
    firm = ids["Acme"]
    assert titles(ask(ada, "person", "seats.person", form="firm", record=firm)) == ["Ann", "Ben"]


def test_what_the_picker_offers_is_what_saving_takes(client: SignIn, ids: dict[str, int]) -> None:
    ada = client()
    firm = f"{AT}/firm/records/{ids['Acme']}"
    seated = ada.patch(firm, json={"seats": [{"person": ids["Ann"]}, {"person": ids["Ben"]}]})
    assert seated.status_code == 200, seated.text
    rows = seated.json()["seats"]
    # The rows come back with their ids, which are not the record's.
    assert ada.patch(firm, json={"seats": [dict(row, note="n") for row in rows]}).status_code == 200
    wrong = assert_problem(ada.patch(firm, json={"seats": {"set": {rows[1]["id"]: {"person": ids["Cid"]}}}}), 422)
    assert [error["code"] for error in wrong["errors"]] == ["value.not_a_choice"]
    lines = [{"product": ids["Hammer"], "qty": 1}, {"kind": "food", "product": ids["Bread"], "qty": 1}]
    deal = ada.post(f"{AT}/deal/records", json={"name": "Deal", "lines": lines})
    assert deal.status_code == 201, deal.text
    one = f"{AT}/deal/records/{deal.json()['id']}"
    moved = assert_problem(ada.patch(one, json={"region": "south"}), 422)
    assert [error["path"] for error in moved["errors"]] == ["lines.0.product", "lines.1.product"]


def test_the_app_says_which_values_the_picker_is_to_be_sent(client: SignIn, ids: dict[str, int]) -> None:
    fields = client().get("/api/v1/apps/trade").json()["forms"]["deal"]["fields"]
    assert fields["person"]["settings"]["asks"] == {"record": ["firm"], "row": []}
    columns = fields["lines"]["settings"]["fields"]
    assert columns["product"]["settings"]["asks"] == {"record": ["region"], "row": ["kind"]}
    assert "asks" not in fields["firm"]["settings"]


def test_rights_hold_for_what_is_offered_and_for_who_asks(client: SignIn, ids: dict[str, int]) -> None:
    ada, sal = client(), client("sal@example.com")
    south = ada.post(f"{AT}/deal/records", json={"name": "Deal", "region": "south"}).json()["id"]
    assert titles(ask(sal, "person", "person", values={"firm": ids["Acme"]})) == ["Ben"]
    assert_problem(ask(sal, "person", "person", record=south), 404)
    # A firm that he may not read narrows nothing for him, and a relation that he may not see is none.
    hidden = assert_problem(ask(sal, "person", "person", values={"firm": ids["Cord"]}), 422)
    assert [error["path"] for error in hidden["errors"]] == ["values.firm"]
    assert_problem(ask(sal, "product", "gift", values={"budget": 4}), 422)
    assert_problem(ask(client("nobody@example.com"), "person", "person"), 404)


def test_a_bad_parameter_is_named(client: SignIn, ids: dict[str, int]) -> None:
    cases: list[tuple[dict[str, str], int, str | None]] = [
        ({"asking": "person"}, 400, None),
        ({"asking": "trade/deal/"}, 400, None),
        ({"asking": "trade/none/person"}, 404, None),
        ({"asking": "none/deal/person"}, 404, None),
        ({"asking": "trade/deal/persn"}, 422, "asking"),
        ({"asking": "trade/deal/firm"}, 422, "asking"),
        ({"asking": "trade/deal/name"}, 422, "asking"),
        ({"asking": "trade/deal/person.firm"}, 422, "asking"),
        ({"asking": "trade/deal/lines.qty"}, 422, "asking"),
        ({"asking": "trade/deal/person", "record": "x"}, 400, None),
        ({"asking": "trade/deal/person", "record": "987654"}, 404, None),
        ({"asking": "trade/deal/person", "values": "{"}, 400, None),
        ({"asking": "trade/deal/person", "values": "[1]"}, 400, None),
        ({"asking": "trade/deal/person", "values": '{"firm": "x"}'}, 422, "values.firm"),
        ({"asking": "trade/deal/person", "values": '{"firm": 987654}'}, 422, "values.firm"),
        ({"asking": "trade/deal/person", "values": '{"frm": 1}'}, 422, "values.frm"),
        ({"values": "{}"}, 400, None),
        ({"search": "a\x00b", "asking": "trade/deal/person"}, 422, "search"),
    ]
    ada = client()
    for params, status, path in cases:
        body = assert_problem(ada.get(f"{AT}/person/records/picker", params=params), status)
        assert [error["path"] for error in body["errors"]] == ([] if path is None else [path]), params


def test_a_bad_row_is_named(client: SignIn, ids: dict[str, int]) -> None:
    ada = client()
    deal = ada.post(f"{AT}/deal/records", json={"name": "Deal"}).json()["id"]
    for row, path in (({"kind": "none"}, "row.kind"), ({"knd": 1}, "row.knd"), ({"id": 77}, "row.id")):
        body = assert_problem(ask(ada, "product", "lines.product", record=deal, row=row), 422)
        assert [error["path"] for error in body["errors"]] == [path]
