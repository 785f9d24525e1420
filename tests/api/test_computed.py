"""Computed values over HTTP: in the answer, in lists, filtered, sorted, summed, in the history, everywhere the same."""

from __future__ import annotations

import pytest

from engine.bootstrap import Engine
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


def test_what_a_job_still_works_out_is_named_in_every_answer(
    client: SignIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.settings, "recompute_at_once", 1)
    ada = client()
    base = "/api/v1/apps/shop/forms"
    customer = ada.post(f"{base}/customer/records", json={"name": "Acme", "level": "high"}).json()["id"]
    ids = [ada.post(ORDERS, json={"customer": customer}).json()["id"] for _ in range(3)]
    assert ada.patch(f"{base}/customer/records/{customer}", json={"level": "low"}).status_code == 200
    assert ada.get(ORDERS, params={"fields": "level"}).json()["stale"] == ["level"]
    shown = ada.get(f"{ORDERS}/{ids[0]}").json()
    assert (shown["level"], shown["_stale"]) == ("high", ["level"])
    assert ada.patch(f"{ORDERS}/{ids[0]}", json=shown).status_code == 200
    figures = ada.post(f"{ORDERS}/aggregate", json={"by": ["level"]}).json()
    assert figures["stale"] == ["level"]
    (job,) = [one for one in ada.get("/api/v1/jobs").json()["jobs"] if one["type"] == "recompute"]
    assert (job["state"], job["label"]) == ("waiting", "Work out computed values of Order")
    engine.worker.run_due()
    job = ada.get(f"/api/v1/jobs/{job['id']}").json()
    assert (job["state"], job["progress"]["done"], job["progress"]["total"]) == ("done", 3, 3)
    page = ada.get(ORDERS, params={"fields": "level"}).json()
    assert "stale" not in page and {one["level"] for one in page["records"]} == {"low"}
