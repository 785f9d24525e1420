"""`GET …/records/{id}/why/{field}`: why a value is what it is, over HTTP."""

from __future__ import annotations

import pytest

from tests.api.conftest import SignIn

BASE = "/api/v1/apps/shop/forms"


def test_a_value_says_why_over_http_in_both_languages(client: SignIn) -> None:
    ada = client()
    customer = ada.post(f"{BASE}/customer/records", json={"name": "Acme", "level": "high"}).json()
    product = ada.post(f"{BASE}/product/records", json={"name": "P", "code": "P-1", "price": "10.00"}).json()
    lines = [{"product": product["id"], "qty": 3}]
    order = ada.post(f"{BASE}/order/records", json={"customer": customer["id"], "lines": lines}).json()
    here = f"{BASE}/order/records/{order['id']}/why"
    found = ada.get(f"{here}/lines_total")
    assert found.status_code == 200, found.text
    told = found.json()
    assert (told["kind"], told["value"], told["rollup"]["count"]) == ("rollup", "30.00", 1)
    assert told["rollup"]["list"][0]["shown"].endswith("30.00")
    level = client(language="zh-CN").get(f"{here}/level").json()
    assert level["formula"]["parts"][0]["record"]["title"] == "Acme"
    row = ada.get(f"{here}/lines.total", params={"row": order["lines"][0]["id"]})
    assert (row.status_code, row.json()["value"]) == (200, "30.00")
    assert client(None).get(f"{here}/level").status_code == 401
    typed = ada.post(f"{BASE}/order/records/why/lines_total", json={"id": order["id"], "values": {}})
    assert (typed.status_code, typed.json()["value"]) == (200, "30.00")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("order/records/1/why/level", 404),
        ("order/records/1/why/nothing", 404),
        ("order/records/99999999999999999999/why/level", 404),
        ("nothing/records/1/why/level", 404),
        ("order/records/1/why/lines.total?row=x", 400),
        ("order/records/1/why/lines.total?row=-1", 400),
        ("order/records/1/why/%00", 404),
    ],
)
def test_what_cannot_be_explained_is_a_clear_no(client: SignIn, path: str, status: int) -> None:
    answer = client().get(f"{BASE}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [[], {"values": 1}, {"id": "x"}, {"values": {}, "row": True}])
def test_what_is_typed_must_be_an_object_of_values(client: SignIn, body: object) -> None:
    assert client().post(f"{BASE}/order/records/why/level", json=body).status_code == 400
