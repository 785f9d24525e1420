"""The living thread over HTTP: records, "+", rules, roles, live changes."""

from __future__ import annotations

from typing import Any

from engine.bootstrap import Engine
from tests.api.conftest import SignIn, at


def test_a_record_is_made_read_changed_and_deleted(client: SignIn) -> None:
    ada = client()
    made = ada.post(at("customer"), json={"name": "Lantern", "phone": "138 0000 0000", "since": "2026-01-02"})
    assert made.status_code == 201
    record = made.json()
    assert (record["revision"], record["name"], record["since"], record["email"]) == (1, "Lantern", "2026-01-02", None)
    path = at("customer", f"/{record['id']}")
    got = ada.get(path)
    assert got.json() == record | {"_title": got.json()["_title"]} and got.headers["etag"] == '"1"'
    changed = ada.patch(path, json={"name": "Lantern Ltd"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200 and changed.headers["etag"] == '"2"'
    stale = ada.patch(path, json={"name": "Other"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412 and stale.json()["current"]["name"] == "Lantern Ltd"
    assert ada.delete(path).status_code == 204
    assert ada.get(path).status_code == 404
    assert ada.post(path + "/restore").json()["name"] == "Lantern Ltd"


def test_lists_filter_sort_page_and_count(client: SignIn) -> None:
    ada = client()
    rows = [{"code": f"P{number:03}", "name": f"Thing {number}", "price": number * 10} for number in range(25)]
    assert ada.post(at("product"), json=rows).json()["records"] == 25
    asked = {"where": "price >= 100", "sort": "-price", "limit": 10}
    page = ada.get(at("product"), params=asked | {"count": "exact"}).json()
    assert page["count"] == 15 and [row["price"] for row in page["records"]][:2] == ["240.00", "230.00"]
    rest = ada.get(at("product"), params=asked | {"cursor": page["next"]})
    assert [row["price"] for row in rest.json()["records"]] == ["140.00", "130.00", "120.00", "110.00", "100.00"]
    assert rest.json()["next"] is None
    table = ada.get(at("product"), params={"fields": "code,price", "format": "rows", "sort": "code", "limit": 1}).json()
    assert dict(zip(table["columns"], table["rows"][0], strict=True))["code"] == "P000"
    groups = ada.post(at("product", "/aggregate"), json={"values": {"n": "count()", "total": "sum(price)"}}).json()
    assert groups == {"groups": [{"n": 25, "total": "3000.00"}]}


def test_plus_adds_a_column_that_takes_values_at_once(client: SignIn) -> None:
    ada = client()
    wanted = {"label": "客户来源", "type": "select", "options": ["展会", "网络"]}
    added = ada.post("/api/v1/apps/shop/forms/customer/fields", json=wanted)
    assert added.status_code == 201, added.text
    field = added.json()["field"]
    app = ada.get("/api/v1/apps/shop").json()
    assert app["version"] == added.json()["version"] == 2
    shown = app["forms"]["customer"]["fields"][field]
    assert shown["label"] == "客户来源"
    assert [option["label"] for option in shown["settings"]["options"]] == ["展会", "网络"]
    option = shown["settings"]["options"][0]["id"]
    made = ada.post(at("customer"), json={"name": "A", field: option}).json()
    assert made[field] == option


def test_a_role_is_obeyed_on_every_path(client: SignIn, engine: Engine) -> None:
    ada, sun = client(), client("sun@example.com")
    users = {user["email"]: user["id"] for user in ada.get("/api/v1/users").json()["users"]}
    mine = ada.post(at("customer"), json={"name": "Mine", "owner": users["sun@example.com"]}).json()
    theirs = ada.post(at("customer"), json={"name": "Theirs", "owner": users["ada@example.com"]}).json()
    seen = ada.post(at("order"), json={"customer": mine["id"], "note": "lantern festival"}).json()
    hidden = ada.post(at("order"), json={"customer": theirs["id"], "note": "lantern festival"}).json()

    def ids(answer: Any) -> list[int]:
        return [row["id"] for row in answer.json()["records"]]

    assert ids(ada.get(at("order"))) == [seen["id"], hidden["id"]]
    assert ids(sun.get(at("order"))) == [seen["id"]]
    assert sun.get(at("order"), params={"count": "exact"}).json()["count"] == 1
    assert sun.get(at("order", f"/{hidden['id']}")).status_code == 404
    assert sun.patch(at("order", f"/{hidden['id']}"), json={"note": "x"}).status_code == 404
    assert sun.post(at("order", "/aggregate"), json={"values": {"n": "count()"}}).json()["groups"] == [{"n": 1}]
    assert ids(sun.get(at("order"), params={"search": "lantern"})) == [seen["id"]]
    found = sun.get("/api/v1/apps/shop/search", params={"q": "lantern"}).json()["results"]
    assert [(hit["form"], hit["id"]) for hit in found] == [("order", seen["id"])]
    picked = sun.get(at("order", "/picker")).json()["records"]
    assert [row["id"] for row in picked] == [seen["id"]]
    assert sun.post("/api/v1/apps/shop/forms/order/exports", json={"format": "csv"}).status_code == 403
    _ = engine


def test_metrics_health_and_description_are_served(client: SignIn) -> None:
    ada = client()
    assert ada.get("/api/v1/health/live").json() == {"status": "live"}
    assert ada.get("/api/v1/health/ready").json() == {"status": "ready"}
    assert b"formwright_apps" in ada.get("/api/v1/metrics").content
    described = ada.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "shop.customer" in described["components"]["schemas"]
    assert "/api/v1/apps/shop/forms/customer/records" in described["paths"]
