"""A record on paper: what stands there is what the record says, in the reader's language, and only what he may see."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.bootstrap import Engine
from engine.records import people, printing
from tests.api.conftest import PASSWORD, SignIn, prepare
from tests.api.test_error_shape import assert_problem
from tests.support.databases import Databases
from tests.support.engines import engine_at

APP = {
    "app.yaml": "kind: app\nid: trade\nlabel: Trade\ncurrency: CNY\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/firm.yaml": """
kind: form
id: firm
label: Firm
title: "{{ name }}"
fields:
  name: {type: text, required: true}
  code: {type: text}
  keeper: {type: user}
""",
    "forms/bill.yaml": """
kind: form
id: bill
label: Bill
title: "{{ number }}"
fields:
  number: {type: text, required: true}
  firm: {type: relation, to: firm}
  others: {type: relation, to: firm, many: true}
  state: {type: select, options: [{id: open, label: Open}, {id: paid, label: Paid}]}
  cost: {type: number, decimals: 2}
  phone: {type: phone}
  lines:
    type: subform
    fields:
      product: {type: text}
      qty: {type: number, decimals: 3}
      price: {type: money, currency: CNY}
      total: {type: formula, returns: money, expr: "round(qty * price, 2)", help: Total}
""",
    "roles/clerk.yaml": """
kind: role
id: clerk
label: Clerk
forms:
  firm: {read: "keeper = me", fields: {"*": read, code: none}}
  bill:
    create: true
    read: "state <> 'paid'"
    fields: {"*": write, cost: none, phone: {read: true, masked: true, write: true}}
""",
    "i18n/zh-CN.yaml": "kind: i18n\nlocale: zh-CN\nprint:\n  bill: {label: 账单}\n"
    "form:\n  bill:\n    fields:\n      state: {options: {open: 待付}}\n",
    "print/_page.html": "<html><body>{% block body %}{% endblock %}</body></html>",
    "print/bill.html": """{# form: bill
label: Bill #}
{% extends '_page.html' %}{% block body %}
{% set sum = SUM(lines.total) %}
<h1>{{ number }}</h1> <i>{{ state }}</i> <u>{{ firm }}</u> <s>{{ firm.code }}</s> <a>{{ firm.name & '!' }}</a>
{% for line in lines %}<li>{{ loop.index }}/{{ loop.length }} {{ line.product }}: {{ line.qty }} x {{ line.price }} =
<b>{{ line.total }}</b>{% if not loop.last %};{% endif %}</li>{% else %}<p>nothing</p>{% endfor %}
{% for other in others %}<q>{{ other.name }}</q>{% endfor %}
{% if cost > 100 %}<em>dear</em>{% endif %} <var>{{ cost }}</var> <tel>{{ phone }}</tel> <kbd>{{ 0.1 + 0.2 }}</kbd>
<strong>{{ sum }}</strong> {% raw %}{{ raw }}{% endraw %}{% endblock %}""",
    "print/bill.zh-CN.html": "{{ number }}：{{ state }}",
    "print/note.txt": "{# form: bill #}{{ number }} & {{ state }}",
    "print/endless.html": "{# form: bill #}" + "{% for a in lines %}" * 12 + "{{ a.product }}" + "{% endfor %}" * 12,
    "print/envelope.html": "{# form: firm #}{{ name }}",
}
BASE = "/api/v1/apps/trade/forms"


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    def prepare_trade(url: str) -> None:
        prepare(url, tmp_path / "prepared")
        with engine_at(url, tmp_path / "prepared") as made:
            made.publisher.publish(APP, actor="test", kind="install")
            people.add_person(
                made.system(), "Clerk", "clerk@example.com", password=PASSWORD, roles=[("trade", "clerk")]
            )

    with (
        databases.lent(databases.prepared("trade over HTTP", prepare_trade)) as url,
        engine_at(url, tmp_path) as opened,
    ):
        yield opened


def bill(client: Any, **more: Any) -> int:
    made = client.post(f"{BASE}/bill/records", json={"number": "B-1", "state": "open", **more})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def printed(client: Any, id: int, layout: str = "bill") -> str:
    answer = client.get(f"{BASE}/bill/records/{id}/print/{layout}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def tag(page: str, name: str) -> list[str]:
    return re.findall(f"<{name}>(.*?)</{name}>", page, re.DOTALL)


def amount(text: str) -> Decimal:
    """`¥1,234.50` as a number."""
    return Decimal(re.sub(r"[^0-9.]", "", text))


def test_a_printed_bill_agrees_with_its_record_to_the_cent(client: SignIn) -> None:
    ada = client()
    firm = ada.post(f"{BASE}/firm/records", json={"name": "Acme", "code": "x"}).json()["id"]
    lines = [{"product": f"P{n}", "qty": f"{n}.335", "price": f"{n * 7}.15"} for n in range(1, 8)]
    id = bill(ada, firm=firm, lines=lines, cost="100.01", others=[firm])
    record = ada.get(f"{BASE}/bill/records/{id}").json()
    page = printed(ada, id)
    totals = [Decimal(line["total"]) for line in record["lines"]]
    assert [amount(text) for text in tag(page, "b")] == totals
    assert Decimal(tag(page, "strong")[0]) == sum(totals)
    assert tag(page, "li")[0].startswith("1/7 P1: 1.335 x ¥7.15 =")
    assert tag(page, "li")[-1].endswith("</b>")
    assert [tag(page, name) for name in ("i", "u", "a", "em")] == [["Open"], ["Acme"], ["Acme!"], ["dear"]]
    assert tag(page, "kbd") == ["0.3"]
    assert "{{ raw }}" in page and "<html><body>" in page


def test_a_layout_is_read_in_the_readers_language(client: SignIn) -> None:
    ada = client(language="zh-CN")
    ada.patch("/api/v1/me", json={"language": "zh-CN"})
    assert printed(ada, bill(ada)) == "B-1：待付"
    forms = ada.get("/api/v1/apps/trade").json()["forms"]
    assert forms["bill"]["prints"][0] == {"id": "bill", "label": "账单"}
    assert [one["id"] for one in forms["firm"]["prints"]] == ["envelope"]


def test_what_people_typed_is_text_and_never_markup(client: SignIn) -> None:
    ada = client()
    evil = "<script>alert(1)</script>{{ 7 * 7 }}{% raw %}"
    page = printed(ada, bill(ada, number=evil, lines=[{"product": evil}]))
    assert "<script>" not in page and page.count("&lt;script&gt;") == 2 and "{{ 7 * 7 }}" in page
    answer = ada.get(f"{BASE}/bill/records/1/print/bill")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["content-type"].startswith("text/html")


def test_plain_text_is_not_escaped(client: SignIn) -> None:
    ada = client()
    answer = ada.get(f"{BASE}/bill/records/{bill(ada, number='A<B')}/print/note")
    assert answer.text == "A<B & Open"
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_reader_sees_only_what_he_may(client: SignIn) -> None:
    ada, clerk = client(), client("clerk@example.com")
    me = clerk.get("/api/v1/me").json()["user_id"]
    his = ada.post(f"{BASE}/firm/records", json={"name": "His", "code": "x", "keeper": me}).json()["id"]
    other = ada.post(f"{BASE}/firm/records", json={"name": "Other", "code": "y"}).json()["id"]
    mine = bill(ada, number="B-2", firm=his, cost="200", phone="13800138000", others=[his])
    foreign = bill(ada, number="B-3", firm=other, cost="200", phone="13800138000", others=[his, other])
    seen, hidden = printed(clerk, mine), printed(clerk, foreign)
    assert [tag(seen, name) for name in ("u", "a", "q", "s")] == [["His"], ["His!"], ["His"], [""]]
    assert [tag(hidden, name) for name in ("u", "a", "s")] == [[""], [""], [""]]
    assert "Other" not in hidden
    for page in (seen, hidden):
        assert (tag(page, "em"), tag(page, "var"), tag(page, "tel")) == ([], [""], [""])
    assert tag(printed(ada, foreign), "q") == ["His", "Other"]


def test_a_record_that_may_not_be_read_is_not_printed(client: SignIn) -> None:
    paid = bill(client(), state="paid")
    for person, status in (("clerk@example.com", 404), ("nobody@example.com", 404), (None, 401)):
        answer = client(person).get(f"{BASE}/bill/records/{paid}/print/bill")
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize("layout", ["gone", "envelope", "_page", "bill.zh-CN"])
def test_a_layout_that_is_not_there_or_belongs_to_another_form_is_not_found(client: SignIn, layout: str) -> None:
    ada = client()
    answer = ada.get(f"{BASE}/bill/records/{bill(ada)}/print/{layout}")
    assert answer.status_code == 404


def test_a_long_page_holds_up_nobody_else(client: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    fill = printing.render

    def render(*given: Any) -> str:
        threads.append(threading.current_thread().name)
        return fill(*given)

    monkeypatch.setattr(printing, "render", render)
    ada = client()
    printed(ada, bill(ada))
    assert threads == ["AnyIO worker thread"]


def test_a_page_without_end_is_broken_off(client: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_PIECES", 5_000)
    ada = client()
    id = bill(ada, lines=[{"product": "x"}] * 3)
    assert_problem(ada.get(f"{BASE}/bill/records/{id}/print/endless"), 413, "too_large")
    monkeypatch.setattr(printing, "MOST_CHARACTERS", 200)
    assert_problem(ada.get(f"{BASE}/bill/records/{id}/print/bill"), 413, "too_large")
