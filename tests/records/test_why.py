"""A value says why it is what it is: in the reader's words, part by part, and never more than he may know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine import records
from engine.errors import NotFound
from engine.records import PageQuery, RecordContext
from tests.records import explained
from tests.records.explained import form, make, rep
from tests.support.databases import Databases


@pytest.fixture(scope="module")
def ctx(databases: Databases) -> Iterator[RecordContext]:
    yield from explained.opened(databases)


@pytest.fixture(scope="module")
def ids(ctx: RecordContext) -> dict[str, int]:
    region = make(ctx, "region", name="North", rate="1.50")
    acme = make(ctx, "customer", name="Acme", open=True, limit=60, region=region, tier="gold")
    shut = make(ctx, "customer", name="Shut", open=False, tier="plain")
    lines = [{"what": "Nut", "qty": 3, "cost": "2.00"}, {"what": "Bolt", "qty": 1, "cost": "9.00"}]
    found = {"region": region, "acme": acme, "shut": shut}
    for name, values in {
        "first": {"customer": acme, "total": "100.00", "count": 4, "margin": "10.00", "lines": lines, "open": True},
        "second": {"customer": acme, "total": "50.00", "count": 0, "margin": "1.00", "open": True},
        "closed": {"customer": acme, "total": "70.00", "count": 1, "margin": "20.00", "open": False},
        "void": {"customer": acme, "total": "5.00", "count": 9, "status": "void", "reason": "no", "open": True},
        "of_shut": {"customer": shut, "total": "8.00", "count": 2, "open": True},
    }.items():
        if name == "void":
            continue  # too cheap: kept out until the limit is told apart below
        found[name] = make(ctx, "order", number=name, day="2026-01-02", **values)
    void = {"customer": acme, "total": "5.00", "count": 1, "status": "void", "reason": "no", "open": True}
    found["void"] = make(ctx, "order", number="void", day="2026-03-01", **void)
    return found


def asked(ctx: RecordContext, form_: str, id: int, field: str, language: str = "en", **more: Any) -> dict[str, Any]:
    return records.why(replace(ctx, language=language), form(form_), field, id, **more)


def told(part: dict[str, Any]) -> str:
    """A part with everything below it on one line: `{A} * {B} = 6 [{A} = 2, {B} = 3]`."""
    said = {"value": part["shown"], "empty": "nothing", "error": part["error"], "hidden": "?"}[part["state"]]
    unused = "" if part["used"] else " (not needed)"
    below = f" [{', '.join(map(told, part['parts']))}]" if part["parts"] else ""
    return f"{part['text']} = {said}{unused}{below}"


FORMULAS = [
    ("first", "each", "en", "{Total} / {Count} = 25 [{Total} = ¥100.00, {Count} = 4]"),
    ("first", "each", "zh-CN", "{金额} / {数量} = 25 [{金额} = ¥100.00, {数量} = 4]"),
    ("second", "each", "en", "{Total} / {Count} = #DIV/0! [{Total} = ¥50.00, {Count} = 0]"),
    ("first", "named", "en",
     ('IF({Status} = "Void", "gone", {Number}) = first '
     '[{Status} = "Void" = No [{Status} = nothing], {Number} = first]')),
    ("void", "named", "zh-CN",
     ('IF({状态} = "作废", "gone", {编号}) = gone '
     '[{状态} = "作废" = 是 [{状态} = 作废], {编号} = void (not needed)]')),
    ("first", "tier", "en", "{Customer}.{Tier} = Gold [{Customer} = Acme]"),
    ("first", "tier", "zh-CN", "{客户}.{等级} = 金 [{客户} = Acme]"),
    ("first", "area", "en", "{Customer}.{Region}.{Rate} = 1.5 [{Customer}.{Region} = North [{Customer} = Acme]]"),
    ("first", "price", "en", "{Total} * 2 = 200 [{Total} = ¥100.00]"),
]  # fmt: skip


@pytest.mark.parametrize(("order", "field", "language", "expected"), FORMULAS)
def test_a_formula_shows_its_parts_with_labels_and_values(
    ctx: RecordContext, ids: dict[str, int], order: str, field: str, language: str, expected: str
) -> None:
    assert told(asked(ctx, "order", ids[order], field, language)["formula"]) == expected


def test_a_value_looked_up_names_the_record_it_comes_from(ctx: RecordContext, ids: dict[str, int]) -> None:
    found = asked(ctx, "order", ids["first"], "tier")
    assert (found["kind"], found["value"], found["shown"]) == ("lookup", "gold", "Gold")
    assert found["formula"]["parts"][0]["record"] == {
        "app": "ask",
        "form": "customer",
        "id": ids["acme"],
        "title": "Acme",
    }
    assert asked(ctx, "order", ids["first"], "then")["copied"] is True


CAUSES = [
    ("each", "en", "{Total} / {Count}", "#DIV/0!", "Something is divided by zero or by an empty value."),
    ("each", "zh-CN", "{金额} / {数量}", "#DIV/0!", "除数为零或为空。"),
    ("huge", "en", "{Total} ^ 9", None, "The result does not fit into this field."),
]


@pytest.mark.parametrize(("field", "language", "text", "error", "message"), CAUSES)
def test_a_broken_formula_shows_its_reason(
    ctx: RecordContext, ids: dict[str, int], field: str, language: str, text: str, error: str | None, message: str
) -> None:
    cause = asked(ctx, "order", ids["second"], field, language)["cause"]
    assert (cause["text"], cause["error"], cause["message"]) == (text, error, message)


def test_a_rollup_lists_what_it_counts_and_where_all_of_it_is(ctx: RecordContext, ids: dict[str, int]) -> None:
    found = asked(ctx, "customer", ids["acme"], "spent")
    rollup = found["rollup"]
    assert (found["shown"], rollup["said"], rollup["measure"]) == ("¥220.00", "Sum", "{Total}")
    assert rollup["condition"] == '{Status} <> "Void"'
    assert [(one["title"], one["shown"]) for one in rollup["list"]] == [
        ("first", "¥100.00"),
        ("second", "¥50.00"),
        ("closed", "¥70.00"),
    ]
    assert (rollup["count"], rollup["more_hidden"], rollup["form"]) == (3, False, "order")
    page = records.page(ctx, form("order"), PageQuery(where=rollup["where"], fields="id"))
    assert [one["id"] for one in page.records] == [ids[name] for name in ("first", "second", "closed")]


def test_a_condition_over_the_record_itself_becomes_a_filter_with_its_value(
    ctx: RecordContext, ids: dict[str, int]
) -> None:
    rollup = asked(ctx, "customer", ids["acme"], "over")["rollup"]
    assert rollup["where"] == f"customer = {ids['acme']} and (total > 60)"
    assert [one["title"] for one in rollup["list"]] == ["first", "closed"]


def test_the_last_record_stands_first_where_the_last_is_wanted(ctx: RecordContext, ids: dict[str, int]) -> None:
    found = asked(ctx, "customer", ids["acme"], "latest")
    assert (found["shown"], found["rollup"]["list"][0]["title"]) == ("void", "void")


def test_a_rollup_of_rows_lists_the_rows(ctx: RecordContext, ids: dict[str, int]) -> None:
    rollup = asked(ctx, "order", ids["first"], "lines_total")["rollup"]
    assert [(one["position"], one["title"], one["shown"]) for one in rollup["list"]] == [(1, "Nut", "¥6.00")]
    assert (rollup["count"], rollup["where"], rollup["subform"]) == (1, None, "lines")


def test_a_value_of_a_row_is_explained_by_its_row(ctx: RecordContext, ids: dict[str, int]) -> None:
    row = records.get(ctx, form("order"), ids["first"])["lines"][1]
    found = asked(ctx, "order", ids["first"], "lines.sum", row=row["id"])
    assert told(found["formula"]) == "{Qty} * {Cost} = 9 [{Qty} = 1, {Cost} = ¥9.00]"


def test_a_default_that_follows_says_whether_somebody_typed_over_it(ctx: RecordContext, ids: dict[str, int]) -> None:
    assert asked(ctx, "order", ids["first"], "price")["follows"] is True
    changed = make(ctx, "order", number="typed", total="10.00", price="3.00")
    assert asked(ctx, "order", changed, "price")["follows"] is False


def test_hidden_fields_and_records_show_only_that_they_are_hidden(ctx: RecordContext, ids: dict[str, int]) -> None:
    mei = rep(ctx)
    profit = asked(mei, "order", ids["first"], "profit")
    assert told(profit["formula"]) == "{Total} - {Margin} = ? [{Total} = ¥100.00, {Margin} = ?]"
    assert profit["shown"] == "¥90.00"
    # Which branch was taken would tell of the margin, so no part is called needless.
    flag = asked(mei, "order", ids["second"], "flag")["formula"]
    assert told(flag) == 'IF({Margin} > 5, {Number}, "x") = ? [{Margin} > 5 = ? [{Margin} = ?], {Number} = second]'
    tier = asked(mei, "order", ids["of_shut"], "tier")
    assert told(tier["formula"]) == "{Customer}.{Tier} = ? [{Customer} = not visible to you]"
    assert tier["formula"]["parts"][0]["record"] is None
    area = asked(mei, "order", ids["first"], "area")["formula"]
    assert told(area) == "{Customer}.{Region}.{Rate} = ? [{Customer}.{Region} = ? [{Customer} = Acme]]"


def test_of_counted_records_only_those_are_listed_that_may_be_read(ctx: RecordContext, ids: dict[str, int]) -> None:
    rollup = asked(rep(ctx), "customer", ids["acme"], "spent")["rollup"]
    assert [one["title"] for one in rollup["list"]] == ["first", "second"]
    assert (rollup["count"], rollup["more_hidden"]) == (2, True)


def test_which_records_count_is_not_told_where_a_hidden_field_decides_it(
    ctx: RecordContext, ids: dict[str, int]
) -> None:
    rollup = asked(rep(ctx), "customer", ids["acme"], "secret_sum")["rollup"]
    assert (rollup["hidden"], rollup["list"], rollup["count"], rollup["where"]) == (True, [], 0, None)


UNKNOWN = [
    ("order", "first", "nothing", "no such field"),
    ("order", "first", "number", "nothing works it out"),
    ("order", "first", "lines.sum", "which row is not said"),
    ("order", "first", "lines.nothing", "no such column"),
    ("order", "first", "number.x", "no rows"),
]
OF_A_REP = [
    ("order", "first", "margin"),
    ("order", "first", "named"),
    ("order", "closed", "each"),
    ("customer", "shut", "spent"),
]


@pytest.mark.parametrize(("form_", "record", "field", "what"), UNKNOWN)
def test_what_is_not_there_is_not_found(
    ctx: RecordContext, ids: dict[str, int], form_: str, record: str, field: str, what: str
) -> None:
    with pytest.raises(NotFound):
        asked(ctx, form_, ids[record], field)


@pytest.mark.parametrize(("form_", "record", "field"), OF_A_REP)
def test_what_may_not_be_read_is_not_found_either(
    ctx: RecordContext, ids: dict[str, int], form_: str, record: str, field: str
) -> None:
    with pytest.raises(NotFound):
        asked(rep(ctx), form_, ids[record], field)
    with pytest.raises(NotFound):
        asked(ctx, form_, 999_999, field)


def test_a_hidden_field_names_the_condition_that_hides_it(ctx: RecordContext, ids: dict[str, int]) -> None:
    (show, require) = asked(ctx, "order", ids["first"], "reason")["conditions"]
    assert (show["effect"], show["holds"], require["effect"]) == ("show", False, "require")
    assert told(show["formula"]) == '{Status} = "Void" = No [{Status} = nothing]'
    assert asked(ctx, "order", ids["void"], "reason")["conditions"][0]["holds"] is True


def test_a_refused_value_names_what_refuses_it_with_what_is_being_typed(
    ctx: RecordContext, ids: dict[str, int]
) -> None:
    found = asked(ctx, "order", ids["first"], "total", "zh-CN", values={"total": "3.00"})
    (refused,) = found["conditions"]
    assert (refused["effect"], refused["holds"], refused["message"]) == ("error", True, "太便宜")
    assert told(refused["formula"]) == "{金额} < {数量} = 是 [{金额} = ¥3.00, {数量} = 4]"
    new = records.why(ctx, form("order"), "total", None, values={"total": "3.00", "count": 9})
    assert new["conditions"][0]["holds"] is True
