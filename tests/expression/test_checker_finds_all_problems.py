"""The strict checker: wrong types and names are refused, all at once, with place and nearest known word."""

from __future__ import annotations

import pytest

from engine.expression.checker import Path
from engine.expression.expression import check, check_template, problems_of
from engine.expression.nodes import from_json, to_json
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression
from engine.expression.types import DATE, DATETIME, NUMBER, TEXT, Choice, ListOf, Number, Option, Record, Records, Type
from tests.expression.world import CONTEXT, SCOPE

WRONG: list[tuple[str, list[tuple[str, str]]]] = [
    ("amont > 5", [("unknown_name_nearest", "amont")]),
    ("qqq > 5", [("unknown_name", "qqq")]),
    ("amount + name", [("operands", "amount + name")]),
    ("amount > 'a'", [("compare", "amount > 'a'")]),
    (
        "amont > 5 and stage = 'one' and nme = 'a'",
        [("unknown_name_nearest", "amont"), ("unknown_option_nearest", "'one'"), ("unknown_name_nearest", "nme")],
    ),
    ("stage = 'wn'", [("unknown_option_nearest", "'wn'")]),
    ("stage in ('won', 'los')", [("unknown_option_nearest", "'los'")]),
    ("'d' in tags", [("unknown_option", "'d'")]),
    ("stage.values.probabilty > 1", [("unknown_option_value_nearest", "stage.values.probabilty")]),
    ("customer.nam = 'a'", [("unknown_member_nearest", "customer.nam")]),
    ("name.x = 'a'", [("no_members", "name.x")]),
    ("address.cty = 'a'", [("unknown_part_nearest", "address.cty")]),
    ("settings.dais > 1", [("unknown_member_nearest", "settings.dais")]),
    ("RUOND(amount)", [("unknown_function_nearest", "RUOND(amount)")]),
    ("today > day", [("function_without_parentheses", "today")]),
    ("ROUND()", [("arguments", "ROUND()")]),
    ("ROUND(1, 2, 3)", [("arguments", "ROUND(1, 2, 3)")]),
    ("IFS(active)", [("arguments", "IFS(active)")]),
    ("ROUND(name)", [("argument", "name")]),
    ("YEAR(amount)", [("argument", "amount")]),
    ("IF(amount, 1, 2)", [("condition", "amount")]),
    ("IF(active, 1, 'a')", [("branches", "IF(active, 1, 'a')")]),
    ("not amount", [("condition", "amount")]),
    ("amount and active", [("condition", "amount")]),
    ("-name", [("operand", "name")]),
    ("customer & 'a'", [("operand", "customer")]),
    ("customer > 5", [("compare", "customer > 5")]),
    ("customer = customer.owner", [("compare", "customer = customer.owner")]),
    ("tags = 'a'", [("compare", "tags = 'a'")]),
    ("'a' in name", [("in_wants_list", "name")]),
    ("day = '2024-13-01'", [("not_a_moment", "'2024-13-01'")]),
    ("day > 'soon'", [("not_a_moment", "'soon'")]),
    ("moment > '2024-05-31T10:00:00'", [("not_a_moment", "'2024-05-31T10:00:00'")]),
    ("day + day", [("operands", "day + day")]),
    ("day * 2", [("operands", "day * 2")]),
    ("changed(5)", [("field_wanted", "5")]),
    ("changed(customer.name)", [("field_wanted", "customer.name")]),
    ("#N/A", [("error_literal", "#N/A")]),
    ("{Amount} > 5", [("unknown_name_nearest", "{Amount}")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[text for text, _ in WRONG])
def test_each_problem_is_found_at_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    problems = problems_of(text, SCOPE)
    assert [
        (each.code.removeprefix("expression."), text[each.place.start : each.place.end]) for each in problems
    ] == expected
    assert all(
        "{" not in each.message(language).replace(text, "") or "{" in text
        for each in problems
        for language in ("en", "zh-CN")
    )


def test_a_report_shows_the_line_with_a_caret_under_wide_letters() -> None:
    with pytest.raises(BrokenExpression) as raised:
        check("name = '匠表' and amont > 5", SCOPE)
    report = raised.value.report("en").splitlines()
    assert report[0] == "There is nothing called “amont” here; did you mean amount, moment, count?"
    assert report[1] == "  name = '匠表' and amont > 5"
    assert report[2].index("^") == len("  name = '匠表' and ") + 2


RESULTS: list[tuple[str, Type, bool]] = [
    ("amount", NUMBER, True),
    ("name", NUMBER, False),
    ("name", TEXT, True),
    ("stage", TEXT, True),
    ("amount", TEXT, False),
    ("today()", DATE, True),
    ("today()", DATETIME, True),
    ("now()", DATE, False),
    ("'2024-01-01'", DATE, True),
    ("me", Record("user"), True),
    ("me", Record("customer"), False),
    ("customer.owner", Record("user"), True),
    ("contacts", Records("contact"), True),
    ("'won'", Option((Choice("won"),)), True),
    ("'wn'", Option((Choice("won"),)), False),
    ("null", NUMBER, True),
    ("[1, 2]", ListOf(NUMBER), True),
]


@pytest.mark.parametrize(
    ("text", "expected", "fits"), RESULTS, ids=[f"{text} as {type.kind}" for text, type, _ in RESULTS]
)
def test_a_result_must_fit_what_is_expected(text: str, expected: Type, fits: bool) -> None:
    assert (problems_of(text, SCOPE, expected=expected) == ()) is fits


DEPENDS: list[tuple[str, set[Path], bool, bool]] = [
    ("amount * 2", {("amount",)}, False, False),
    ("customer.owner.name = name", {("customer", "owner", "name"), ("name",)}, False, False),
    ("stage.values.probability", {("stage",)}, False, False),
    ("address.city", {("address",)}, False, False),
    ("day < today() - settings.days", {("day",), ("settings", "days")}, True, False),
    (
        "customer.owner.department in me.departments",
        {("customer", "owner", "department"), ("me", "departments")},
        False,
        True,
    ),
    ("changed(stage)", {("stage",), ("old",)}, False, False),
    ("SUM(contacts.age)", {("contacts", "age")}, False, False),
    ("old.stage = 'won'", {("old", "stage")}, False, False),
]


@pytest.mark.parametrize(("text", "paths", "clock", "me"), DEPENDS, ids=[text for text, *_ in DEPENDS])
def test_an_expression_knows_what_it_reads(text: str, paths: set[Path], clock: bool, me: bool) -> None:
    made = check(text, SCOPE)
    assert (made.depends, made.clock, made.me) == (paths, clock, me)
    assert made.fields == {path for path in paths if path[0] not in ("me", "settings", "old")}


def test_numbers_know_their_decimals_and_bounds() -> None:
    assert check("amount * rate", SCOPE).type == Number(8)
    assert check("amount / 3", SCOPE).type == Number(12)
    made = check("count * 3 + 1", SCOPE).type
    assert isinstance(made, Number) and (made.decimals, made.min, made.max) == (0, 1, 3_000_001)


@pytest.mark.parametrize(
    "text",
    [
        "amount > 5 and not (stage in ['won', 'lost'])",
        "IF(active, 7 days, 2 weeks)",
        "customer.owner.name & -3%",
        "#DIV/0!",
    ],
)
def test_a_tree_goes_to_json_and_back(text: str) -> None:
    assert from_json(to_json(parse(text))) == parse(text)


TEMPLATES = [
    ("{{ name }} costs {{ amount }}", "Deal costs 1054"),
    ("no hole", "no hole"),
    ("", ""),
    ('{{ "{{" }}x', "{{x"),
    ("{{ '}}' }}!", "}}!"),
    ("{{ IF(active, 'a', 'b') }}{{ day }}", "a2024-05-31"),
    ("{{ moment }}", "2024-06-01 02:30:00"),
]


@pytest.mark.parametrize(("text", "shown"), TEMPLATES)
def test_a_text_with_holes_is_filled(text: str, shown: str) -> None:
    assert check_template(text, SCOPE).render(CONTEXT) == shown


def test_problems_of_holes_have_their_place_in_the_whole_text() -> None:
    text = "Dear {{ nme }}, {{ amont }}"
    with pytest.raises(BrokenExpression) as raised:
        check_template(text, SCOPE)
    assert [text[each.place.start : each.place.end] for each in raised.value.problems] == ["nme", "amont"]
    with pytest.raises(BrokenExpression):
        check_template("{{ name", SCOPE)
