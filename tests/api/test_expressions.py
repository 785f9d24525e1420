"""Expressions while they are written, over HTTP: both spellings, what is wrong where, what they give on a record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.expression.function import built_in_functions
from engine.texts import LANGUAGES, catalog
from tests.api.conftest import Client, SignIn
from tests.support.sizes import sized

BASE = "/api/v1/apps/shop/forms"


def tried(client: Client, text: str, form: str = "order", **more: Any) -> dict[str, Any]:
    answer = client.post(f"{BASE}/{form}/expressions", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def an_order(ada: Client, **customer: Any) -> int:
    made = ada.post(f"{BASE}/customer/records", json={"name": "Acme", "level": "high", **customer}).json()
    product = ada.post(f"{BASE}/product/records", json={"name": "P", "code": "P-1", "price": "10.00"}).json()
    values = {"customer": made["id"], "lines": [{"product": product["id"], "qty": 3}], "shipping": "5.00"}
    return int(ada.post(f"{BASE}/order/records", json=values).json()["id"])


@pytest.mark.parametrize(
    ("language", "written", "ids", "shown", "value"),
    [
        ("en", "IF({Shipping} > 4, 'gold', 'silver')", "IF(shipping > 4, 'gold', 'silver')", None, "gold"),
        ("en", "{Shipping} * 2", "shipping * 2", None, "10"),
        ("zh-CN", "IF({状态} = '未完成', 1, 2)", "IF(status = 'open', 1, 2)", None, "1"),
        ("zh-CN", "{Status} = '已付款'", "status = 'paid'", "{状态} = '已付款'", "否"),
        ("zh-CN", "状态 = 'paid'", "status = 'paid'", "{状态} = '已付款'", "否"),
        ("zh-CN", "{Customer}.{等级}", "customer.level", None, "高"),
        ("en", "SUM({Lines}.{Total})", "SUM(lines.total)", None, "30"),
        (
            "en",
            "SUM(lines.total) + {Shipping}",
            "SUM(lines.total) + shipping",
            "SUM({Lines}.{Total}) + {Shipping}",
            "35",
        ),
    ],
)
def test_labels_become_ids_and_the_value_is_told(
    client: SignIn, language: str, written: str, ids: str, shown: str | None, value: str
) -> None:
    record = an_order(client())
    found = tried(client(language=language), written, record=record)
    assert (found["problems"], found["ids"], found["shown"]) == ([], ids, shown or written)
    assert (found["value"]["state"], found["value"]["shown"]) == ("value", value)
    again = tried(client(language=language), ids, spelled="ids")
    assert (again["ids"], again["shown"], again["value"]) == (ids, shown or written, None)


@pytest.mark.parametrize(
    ("text", "use", "code", "place"),
    [
        ("{Shiping} + 1", "value", "expression.unknown_label_nearest", (0, 9)),
        ("1 +", "value", "expression.ends", (3, 3)),
        ("", "value", "expression.empty", (0, 0)),
        ("{Status} = 'lost'", "value", "expression.unknown_option", (11, 17)),
        ("{Shipping} + {Status}", "value", "expression.operands", (0, 21)),
        ("{Shipping}", "condition", "expression.condition", (0, 10)),
        ("me = {Customer}.owner", "formula", "expression.formula_reads_me", (0, 21)),
        ("RAND()", "formula", "expression.formula_of_chance", (0, 6)),
        ("{Customer}", "formula", "expression.no_field_for", (0, 10)),
        ("COUNT({Customer}.{Orders}) + 1", "formula", "expression.formula_reads_list", (0, 30)),
        ("REGEXMATCH({Note}, 'a')", "filter", "expression.no_sql", (0, 23)),
        ("x" * 5_000, "value", "expression.too_long", (3999, 4000)),
        ("{Customer}.{Nme}", "value", "expression.unknown_label_nearest", (11, 16)),
    ],
)
def test_what_is_wrong_stands_at_its_place_in_what_was_written(
    client: SignIn, text: str, use: str, code: str, place: tuple[int, int]
) -> None:
    for language in LANGUAGES:
        (problem, *_) = tried(client(language=language), text, use=use)["problems"]
        assert (problem["code"].removesuffix("_nearest"), (problem["start"], problem["end"])) == (
            code.removesuffix("_nearest"),
            place,
        )
        assert problem["message"] and problem["message"] != problem["code"]


@pytest.mark.parametrize(
    ("text", "returns", "clock", "sql"),
    [
        ("{Shipping} * (1 - {Discount})", "money", False, True),
        ("{Discount} * 2", "number", False, True),
        ("{Shipping} / {Shipping}", "number", False, True),
        ("MAX({Shipping}, 3)", "money", False, True),
        ("{Shipping} > 3", "yes_no", False, True),
        ("today() - {Ordered on}", "number", True, True),
        ("{Ordered on} + 3", "date", False, True),
        ("{Status}", "text", False, True),
        ("PINYIN({Note})", "text", False, False),
    ],
)
def test_a_formula_says_what_its_field_would_be(
    client: SignIn, text: str, returns: str, clock: bool, sql: bool
) -> None:
    found = tried(client(), text, use="formula")
    assert found["problems"] == []
    assert (found["returns"], found["clock"], found["sql"]) == (returns, clock, sql)


def test_an_error_is_a_value_with_its_reason(client: SignIn) -> None:
    ada = client()
    found = tried(ada, "1 / ({Shipping} - 5)", record=an_order(ada))["value"]
    assert (found["state"], found["error"]) == ("error", "#DIV/0!")
    assert found["message"]


def test_what_a_reader_may_not_see_leaks_neither_by_labels_nor_by_values(client: SignIn) -> None:
    ada, sun, nobody = client(), client("sun@example.com"), client("nobody@example.com")
    order = an_order(ada, owner=None)
    mine = sun.post(f"{BASE}/customer/records", json={"name": "Mine"}).json()
    own = ada.post(f"{BASE}/order/records", json={"customer": mine["id"], "shipping": "7.00"}).json()["id"]
    assert tried(sun, "{Shipping}", record=own)["value"]["shown"].endswith("7.00")
    # Another's order is not there; a form that may not be read is refused as a whole.
    refused = sun.post(f"{BASE}/order/expressions", json={"text": "1", "record": order})
    assert (refused.status_code, nobody.post(f"{BASE}/order/expressions", json={"text": "1"}).status_code) == (404, 404)
    assert nobody.get(f"{BASE}/order/vocabulary").status_code == 404
    assert client(None).get("/api/v1/functions").status_code == 401


def test_the_vocabulary_leads_from_fields_to_what_stands_behind_them(client: SignIn) -> None:
    chinese = client(language="zh-CN")
    names = {one["id"]: one for one in chinese.get(f"{BASE}/order/vocabulary").json()["names"]}
    assert (names["status"]["label"], names["status"]["write"], names["status"]["others"]) == (
        "状态",
        "{状态}",
        ["Status"],
    )
    assert {"id": "paid", "label": "已付款"} in names["status"]["options"]
    assert (names["customer"]["to"], names["customer"]["many"]) == ("shop.customer", False)
    assert (names["lines"]["to"], names["lines"]["many"]) == ("shop.order.lines", True)
    assert names["level"]["options"]
    behind = chinese.get(f"{BASE}/order/vocabulary", params={"of": "shop.customer"}).json()["names"]
    assert {"level", "orders"} <= {one["id"] for one in behind}
    columns = chinese.get(f"{BASE}/order/vocabulary", params={"of": "shop.order.lines"}).json()["names"]
    assert {"qty", "total"} <= {one["id"] for one in columns}
    for strange in ("nothing", "a.b.c.d", "shop.nothing", "\x00"):
        assert chinese.get(f"{BASE}/order/vocabulary", params={"of": strange}).json()["names"] == []


def test_every_function_is_found_by_words_of_both_languages(client: SignIn) -> None:
    known = {one["name"]: one for one in client().get("/api/v1/functions").json()["functions"]}
    assert set(known) == {one.name for one in built_in_functions().values()}
    assert all(len(one["words"]) == len(LANGUAGES) for one in known.values())
    assert "相加" in known["SUM"]["words"][1] and "SUMOVER" in known["SUM"]["also"]
    assert {code.removeprefix("function.") for code in catalog() if code.startswith("function.")} == set(known)


def test_arguments_are_called_in_the_readers_language(client: SignIn) -> None:
    known = {one["name"]: one for one in client(language="zh-CN").get("/api/v1/functions").json()["functions"]}
    labels = {name: [one["label"] for one in function["parameters"]] for name, function in known.items()}
    assert (labels["DATE"], labels["PERCENTILE"]) == (["年", "月", "日"], ["列表", "百分位（0 到 1）"])
    named = {code for code in catalog() if code.startswith("parameter.")}
    used = {f"parameter.{one['name']}" for function in known.values() for one in function["parameters"]}
    of_one = {f"parameter.{f['name']}.{one['name']}" for f in known.values() for one in f["parameters"]}
    assert used <= named <= used | of_one


@pytest.mark.parametrize(
    "body", [{}, [], {"text": 1}, {"text": "1", "use": "x"}, {"text": "1", "record": 0}, {"text": "1", "spelled": "x"}]
)
def test_what_is_no_question_is_refused(client: SignIn, body: Any) -> None:
    assert client().post(f"{BASE}/order/expressions", json=body).status_code in (400, 422)


PIECES = [
    "{",
    "}",
    "{Shipping}",
    "{Customer}",
    ".",
    "(",
    ")",
    "+",
    "'",
    '"',
    "“",
    "IF(",
    ",",
    " ",
    "\n",
    "\\",
    "in",
    "not",
]
PIECES += [
    "[",
    "{Status}",
    "=",
    "'paid'",
    "today()",
    "#N/A",
    "1e9",
    "me",
    "old",
    "settings",
    "\x00",
    "𐍈",
    "{{",
    "}}",
    "SUM(",
]


def test_no_text_whatever_is_more_than_the_server_can_answer(client: SignIn) -> None:
    ada = client()
    record = an_order(ada)

    @settings(max_examples=sized(40, 3_000), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.booleans())
    def try_it(text: str, labelled: bool) -> None:
        spelled = "labels" if labelled else "ids"
        for use in ("filter", "formula"):
            answer = ada.post(
                f"{BASE}/order/expressions", json={"text": text, "spelled": spelled, "use": use, "record": record}
            )
            assert answer.status_code == 200, (text, answer.text)
            found = answer.json()
            assert found["problems"] or found["value"] is not None
            assert all(0 <= one["start"] <= one["end"] <= len(text) for one in found["problems"])

    try_it()
    raw = ada.post(
        f"{BASE}/order/expressions", content=b'{"text": "\\ud800"}', headers={"Content-Type": "application/json"}
    )
    assert raw.status_code in (400, 422)
