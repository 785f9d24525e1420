"""Computed values over HTTP: in the answer, in lists, filtered, sorted, summed, in the history, everywhere the same."""

from __future__ import annotations

from tests.api.conftest import SignIn

ORDERS = "/api/v1/apps/shop/forms/order/records"


def test_sums_and_looked_up_values_stand_in_every_answer(client: SignIn) -> None:
    ada = client()
    base = "/api/v1/apps/shop/forms"
    made = ada.post(f"{base}/customer/records", json={"name": "Acme", "level": "high"}).json()
    product = ada.post(f"{base}/product/records", json={"name": "P", "code": "P-1", "price": "10.00"}).json()
    ids = []
    for count in (1, 3, 2):
        lines = [{"product": product["id"], "qty": count}, {"product": product["id"], "qty": 1}]
        answer = ada.post(ORDERS, json={"customer": made["id"], "lines": lines})
        assert answer.status_code == 201, answer.text
        order = answer.json()
        assert (order["lines_total"], order["level"]) == (f"{10 * count + 10:.2f}", "high")
        ids.append(order["id"])
    found = ada.get(
        ORDERS, params={"where": "lines_total > 25", "sort": "-lines_total", "fields": "lines_total"}
    ).json()
    assert [one["id"] for one in found["records"]] == [ids[1], ids[2]]
    assert ada.patch(f"{base}/customer/records/{made['id']}", json={"level": "low"}).status_code == 200
    sums = ada.post(f"{ORDERS}/aggregate", json={"by": ["level"], "values": {"total": "sum(lines_total)"}}).json()
    assert sums["groups"] == [{"level": "low", "total": "90.00"}]
    history = ada.get(f"{ORDERS}/{ids[0]}/history").json()
    said = [(one["field"], one["old"], one["new"]) for one in history["changes"][0]["fields"]]
    assert said == [("level", "high", "low")]
    fields = ada.get("/api/v1/apps/shop").json()["forms"]["order"]["fields"]
    assert [fields[name]["computed"] for name in ("lines_total", "level")] == ["stored", "stored"]
    assert all(fields[name][key] for name in ("lines_total", "level") for key in ("sortable", "filterable", "readonly"))
