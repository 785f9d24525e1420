"""A formula from a table's header: what it would do is told, then it is live, and right for every record there is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import SignIn
from tests.api.test_expressions import BASE, an_order


def formula(expr: str, returns: str = "money", **more: Any) -> dict[str, Any]:
    return {"expr": expr, "returns": returns, **more}


def test_a_formula_is_added_and_changed_and_every_record_has_it(client: SignIn) -> None:
    ada = client()
    order = an_order(ada)
    wanted = {"label": "双倍运费", "type": "formula", "formula": formula("shipping * 2"), "view": "order_all"}
    foreseen = ada.post(f"{BASE}/order/fields", json={**wanted, "dry": True}).json()
    assert any("双倍运费" in line for line in foreseen["lines"])
    (refilled,) = foreseen["refilled"]
    assert (refilled["form"], refilled["label"], refilled["records"]) == ("order", "双倍运费", 1)
    record = f"{BASE}/order/records/{order}"
    assert "shuang_bei_yun_fei" not in ada.get(record).json()

    added = ada.post(f"{BASE}/order/fields", json=wanted)
    assert added.status_code == 201, added.text
    field = added.json()["field"]
    assert ada.get(record).json()[field] == "10.00"

    here = f"{BASE}/order/fields/{field}/formula"
    assert ada.get(here).json() == {"expr": "shipping * 2", "returns": "money", "decimals": None}
    foreseen = ada.put(here, json=formula("shipping * 3", dry=True)).json()
    assert [(one["field"], one["records"]) for one in foreseen["refilled"]] == [(field, 1)]
    assert ada.get(record).json()[field] == "10.00"
    assert ada.put(here, json=formula("shipping * 3")).json()["version"] > added.json()["version"]
    assert ada.get(record).json()[field] == "15.00"


def test_what_reads_a_changed_formula_is_worked_out_again_too(client: SignIn) -> None:
    ada = client()
    an_order(ada)
    for label, expr in (("First", "shipping * 2"), ("Second", "first + 1"), ("Third", "second + 1")):
        made = ada.post(f"{BASE}/order/fields", json={"label": label, "type": "formula", "formula": formula(expr)})
        assert made.status_code == 201, made.text
    told = ada.put(f"{BASE}/order/fields/first/formula", json=formula("shipping", dry=True)).json()["refilled"]
    assert [one["label"] for one in told] == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("expr", "said"),
    [
        ("first + 1", "First → First"),
        ("second + 1", "First → Second → First"),
        ("shiping + 1", "shipping"),
        ("shipping +", "ends"),
        ("shipping & 'x'", "text"),
        ("IF(me = customer.owner, 1, 2)", "me"),
    ],
)
def test_what_can_never_be_worked_out_is_refused_with_the_reason(client: SignIn, expr: str, said: str) -> None:
    ada = client()
    for label, first in (("First", "shipping * 2"), ("Second", "first + 1")):
        ada.post(f"{BASE}/order/fields", json={"label": label, "type": "formula", "formula": formula(first)})
    before = ada.get(f"{BASE}/order/fields/first/formula").json()
    for dry in (True, False):
        refused = ada.put(f"{BASE}/order/fields/first/formula", json=formula(expr, dry=dry))
        assert refused.status_code == 422, refused.text
        assert said in " ".join(one["message"] for one in refused.json()["errors"])
    assert ada.get(f"{BASE}/order/fields/first/formula").json() == before


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "order/fields", {"label": "X", "type": "formula"}, 422),
        ("POST", "order/fields", {"label": "X", "type": "formula", "formula": formula(" ")}, 422),
        ("POST", "order/fields", {"label": "X", "type": "formula", "formula": formula("1", "rows")}, 422),
        ("POST", "order/fields", {"label": "X", "type": "rows", "dry": True}, 422),
        ("POST", "order/fields", {"label": "\x00", "type": "formula", "formula": formula("1"), "dry": True}, 422),
        ("POST", "order/fields", {"label": "X", "type": "formula", "formula": formula("'\x00'"), "dry": True}, 422),
        ("POST", "nothing/fields", {"label": "X", "type": "text", "dry": True}, 404),
        ("PUT", "order/fields/discounted_shipping/formula", formula("'\x00\x1b' & \x07"), 422),
        ("PUT", "order/fields/status/formula", formula("1"), 404),
        ("PUT", "order/fields/nothing/formula", formula("1"), 404),
        ("PUT", "nothing/fields/x/formula", formula("1"), 404),
        ("GET", "order/fields/status/formula", None, 404),
    ],
)
def test_what_is_no_formula_is_refused(client: SignIn, method: str, path: str, body: Any, status: int) -> None:
    assert client().request(method, f"{BASE}/{path}", json=body).status_code == status


def test_only_who_may_change_apps_may_change_formulas(client: SignIn) -> None:
    sun = client("sun@example.com")
    here = f"{BASE}/order/fields/discounted_shipping/formula"
    assert [sun.get(here).status_code, sun.put(here, json=formula("1")).status_code] == [403, 403]
    added = sun.post(f"{BASE}/order/fields", json={"label": "X", "type": "formula", "formula": formula("1")})
    assert added.status_code == 403
