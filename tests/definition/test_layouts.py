"""Layouts of print/ and mail/: the page is Jinja, every hole and condition is ours and is checked where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.catalog.catalog import full_catalog
from engine.definition.resolver import Resolution, resolve
from engine.definition.source import load_folder

APP = {
    "app.yaml": "kind: app\nid: shop\nlabel: Shop\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/client.yaml": "kind: form\nid: client\nlabel: Client\nfields:\n  name: {type: text}\n",
    "forms/order.yaml": """
kind: form
id: order
label: Order
fields:
  number: {type: text, required: true}
  client: {type: relation, to: client, inverse: orders}
  paid: {type: yes_no}
  lines:
    type: subform
    fields:
      product: {type: text}
      price: {type: money, currency: CNY}
""",
}
ROOT = Path(__file__).resolve().parents[2]
HEAD = "{# form: order #}"


def read(files: Mapping[str, str]) -> Resolution:
    return resolve(load_folder({**APP, **files}), full_catalog())


def said(files: Mapping[str, str]) -> list[str]:
    return [f"{one.place.line}:{one.place.column} {one.code}" for one in read(files).errors]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("{{ number }}", ["1:1 layout_without_form"]),
        ("{# form: ordr #}", ["1:10 unknown_form"]),
        ("{# form: order\ncolour: red #}", ["2:9 layout_key"]),
        (HEAD + "\n{{ numbr }}", ["2:4 expression.unknown_name_nearest"]),
        (HEAD + "\n<p>\n{{- number * }}", ["3:13 expression.ends"]),
        (HEAD + "{% if lines %}{% endif %}", ["1:24 expression.condition"]),
        (HEAD + "{% for line in number %}{% endfor %}", ["1:32 layout_no_list"]),
        (HEAD + "{% for line in lines %}{{ line.cost }}{% endfor %}", ["1:44 expression.unknown_member"]),
        (
            HEAD + "{% for line in lines %}{% else %}{{ line.price }}{% endfor %}",
            ["1:54 expression.unknown_name_nearest"],
        ),
        (HEAD + "{{ loop.index }}", ["1:21 expression.unknown_name"]),
        (HEAD + "{% for line %}{% endfor %}", ["1:20 layout_for"]),
        (HEAD + "{% set total %}", ["1:20 layout_set"]),
        (HEAD + "{% macro x() %}", ["1:20 layout_tag_unknown"]),
        (HEAD + "{% endif %}", ["1:20 layout_tag_alone"]),
        (HEAD + "{% if paid %}{% endfor %}", ["1:20 layout_block_open", "1:33 layout_tag_alone"]),
        (HEAD + "{% for line in lines %}", ["1:20 layout_block_open"]),
        (HEAD + "{% elif paid %}", ["1:20 layout_tag_alone"]),
        (HEAD + "{{ number", ["1:18 layout_tag_open"]),
        (HEAD + "{# never", ["1:18 layout_tag_open"]),
        (HEAD + "{% raw %}{{", ["1:27 layout_block_open"]),
        (HEAD + "{% include '_gone.html' %}", ["1:30 layout_part_unknown"]),
        (HEAD + "{% include '../app.yaml' %}", ["1:28 layout_name"]),
        (HEAD + "{% include number %}", ["1:28 layout_name"]),
        (HEAD + "{% block a b %}{% endblock %}", ["1:26 layout_name"]),
        (HEAD + "{% block a %}{% endblock %}{% block a %}{% endblock %}", ["1:1 layout_syntax"]),
        (HEAD + "{% extends '_part.html' %}{% extends '_part.html' %}", ["1:46 layout_extends_twice"]),
        (HEAD + "x" * 200_001, ["1:1 file_too_large"]),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_what_is_wrong_in_a_layout_is_said_at_its_place(text: str, problems: list[str]) -> None:
    assert said({"print/bill.html": text, "print/_part.html": "part"}) == problems


def test_a_part_may_not_include_itself() -> None:
    parts = {"print/_a.html": "{% include '_b.html' %}", "print/_b.html": "{% include '_a.html' %}"}
    assert "1:13 layout_part_circle" in said({"print/bill.html": HEAD + "{% include '_a.html' %}", **parts})


def test_records_that_point_here_cannot_be_gone_through() -> None:
    text = "{# form: client #}{% for order in orders %}{{ order.number }}{% endfor %}"
    assert said({"print/orders.html": text}) == ["1:34 layout_inverse"]


def test_problems_of_a_part_are_said_at_the_part() -> None:
    resolution = read({"print/bill.html": HEAD + "{% include '_foot.html' %}", "print/_foot.html": "\n{{ foot }}"})
    (problem,) = resolution.errors
    assert (problem.place.file, problem.place.line) == ("print/_foot.html", 2)


def test_a_layout_in_another_language_needs_the_original() -> None:
    assert said({"print/bill.zh-CN.html": HEAD}) == ["1:1 layout_without_original"]


def test_every_language_is_read_and_the_label_can_be_translated() -> None:
    app = read(
        {
            "print/bill.html": "{#\nform: order\nlabel: Bill\n#}\n{{ number }}",
            "print/bill.zh-CN.html": "单号 {{ number }}",
            "mail/thanks.html": "{# form: order\nsubject: Thank you, {{ client.name }} #}Thanks.",
            "i18n/zh-CN.yaml": "kind: i18n\nlocale: zh-CN\nprint:\n  bill: {label: 账单}\n",
        }
    ).app
    assert app is not None
    bill, thanks = app.layouts["print/bill"], app.layouts["mail/thanks"]
    assert set(bill.bodies) == {"", "zh-CN"} and bill.body("fr") is bill.bodies[""]
    assert (bill.label, app.label_of("print/bill", "zh-CN")) == ("Bill", "账单")
    assert thanks.subject is not None and ("client", "name") in thanks.subject.expressions[0].depends


def test_a_layout_keeps_its_lines() -> None:
    text = HEAD + "\n{% if\n  paid\n%}\n{{\n number }}\n{% endif %}\n"
    app = read({"print/bill.html": text}).app
    assert app is not None
    assert app.layouts["print/bill"].bodies[""].sources[""].count("\n") == text.count("\n")


@pytest.mark.parametrize("page", ["layouts.md", "layouts.zh-CN.md"])
def test_the_example_of_the_documentation_is_a_layout(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    (example,) = re.findall(r"```jinja\n(.*?)```", text, re.DOTALL)
    assert said({"print/bill.html": example}) == []
