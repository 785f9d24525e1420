"""The CRM template as a definition: it passes the check, speaks both languages, and its sample data obeys its rules."""

from __future__ import annotations

import re
from datetime import date

import pytest

from engine.definition.model import Form
from tests.crm.world import ZONE, app, blanks, resolution, world

DAYS = [date(2026, 1, 2), date(2026, 6, 30), date(2024, 2, 29)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FORMS = [
    "customer",
    "contact",
    "interaction",
    "follow_up",
    "lead",
    "opportunity",
    "product",
    "order",
    "feedback",
    "task",
]


def test_the_template_passes_the_check() -> None:
    assert [problem.message("en") for problem in resolution().problems if problem.severity == "error"] == []


def test_the_check_advises_only_that_masked_fields_are_not_shown_yet() -> None:
    assert {problem.code for problem in resolution().problems} <= {"no_access"}


def test_the_forms_the_dashboard_and_the_rules_are_there() -> None:
    assert set(FORMS) <= set(app().forms)
    assert app().home == "dashboard/sales"
    assert set(app().rules) == {"won_creates_task", "plan_from_interaction", "complaint_creates_task"}
    assert [option.id for option in app().forms["opportunity"].fields["stage"].settings["options"]] == [
        "first_contact", "needs", "proposal", "contract", "won", "lost",
    ]  # fmt: skip
    related = [one.form for one in app().forms["customer"].related]
    assert related[:5] == ["contact", "interaction", "opportunity", "order", "feedback"]


def test_every_text_is_there_in_chinese() -> None:
    assert app().missing("zh-CN") == ()
    foreign = [path for path, text in app().i18n["zh-CN"].items() if not CHINESE.search(text)]
    assert foreign == []


def test_what_is_written_in_english_holds_no_chinese() -> None:
    assert [path for path, text in app().labels.items() if CHINESE.search(text)] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_several_views_a_layout_of_all_its_fields_and_help_for_what_is_computed(form: str) -> None:
    found: Form = app().forms[form]
    placed = [name for section in found.layout for name in section.items]
    assert len(placed) == len(set(placed))
    assert set(placed) == set(found.fields), "every field stands in the layout once"
    assert len(found.views) >= 3
    assert all(field.help for field in found.fields.values() if field.type.computed)


@pytest.mark.parametrize(
    "form, by", [("opportunity", "stage"), ("task", "status"), ("follow_up", "status"), ("feedback", "status")]
)
def test_boards_stand_ready(form: str, by: str) -> None:
    boards = [view for view in app().views_of(form) if view.type.name == "kanban"]
    assert [board.options["lanes"]["by"] for board in boards] == [by]


def test_every_sample_record_is_accepted_by_its_form() -> None:
    seen = world(DAYS[0])
    for name, rows in seen.rows.items():
        form = app().forms[name]
        shown_by_logic = {field for part in form.logic.values() for field in part.show}
        for row in rows:
            empty = blanks(form, row)
            for old in (None, row):  # made new, and saved again as it is
                context = seen.context(row, old)
                holding = [part for part in form.logic.values() if part.when is None or part.when.holds(context)]
                assert [part.id for part in holding if part.error] == [], f"{name} {row}"
                required = {field for part in holding for field in part.require}
                required |= {id for id, field in form.fields.items() if field.required}
                assert required & empty == set(), f"{name} {row}"
                shown = {field for part in holding for field in part.show}
                hidden = shown_by_logic - shown - empty
                assert {field for field in hidden if not form.fields[field].default} == set(), f"{name} {row}"


def test_relations_of_the_sample_obey_their_choices() -> None:
    seen = world(DAYS[1])
    for name, rows in seen.rows.items():
        for field in app().forms[name].fields.values():
            where = field.settings.get("where")
            if field.target is None or where is None:
                continue
            target = ".".join(field.target)
            for row in rows:
                cell = row[field.id]
                for id in () if cell is None else cell if isinstance(cell, tuple) else (cell,):
                    context = seen.context(seen.records[target, id])
                    context.values["record"] = row
                    assert where.holds(context), f"{name}.{field.id} {row['id']}"


@pytest.mark.parametrize("today", DAYS)
def test_no_list_and_no_board_is_empty_on_the_day_of_installation(today: date) -> None:
    seen = world(today)
    sizes = {view.id: len(seen.where(view.form, view.where)) for view in app().views.values()}
    assert [id for id, size in sizes.items() if size == 0] == []


@pytest.mark.parametrize("today", DAYS)
def test_no_lane_of_a_board_is_empty(today: date) -> None:
    seen = world(today)
    for view in app().views.values():
        if view.type.name == "kanban":
            by = view.options["lanes"]["by"]
            there = {row[by] for row in seen.where(view.form, view.where)}
            lanes = {option.id for option in app().forms[view.form].fields[by].settings["options"]}
            assert lanes - there == set(), view.id


@pytest.mark.parametrize("today", DAYS)
def test_no_widget_of_a_dashboard_is_empty(today: date) -> None:
    seen = world(today)
    start = today.replace(year=today.year - 1, day=min(today.day, 28))
    for dashboard in app().dashboards.values():
        for widget in dashboard.widgets.values():
            for series in widget.series:
                rows = seen.where(series.form, series.where)
                for filter in dashboard.filters.values():
                    field = widget.filters.get(filter.id) or filter.applies_to.get(series.form)
                    if field and field != "none":
                        days = [(row, row[field]) for row in rows if row[field] is not None]
                        rows = [row for row, day in days if start <= _day(day) <= today]
                assert rows, f"{dashboard.id}/{widget.id}"
                if widget.by and not widget.period:
                    assert len({row[widget.by] for row in rows}) > 2, f"{dashboard.id}/{widget.id}"
                if widget.period and series.on:
                    months = {_day(row[series.on]).replace(day=1) for row in rows if row[series.on] is not None}
                    assert len(months) >= (3 if widget.filters.get("period") == "none" else 11), f"{widget.id} {months}"


def _day(value: object) -> date:
    return value.astimezone(ZONE).date() if hasattr(value, "astimezone") else value  # type: ignore[return-value]  # a date


def test_the_sales_role_hides_the_credit_limit_and_the_deals_of_other_departments() -> None:
    role = app().roles["sales_rep"]
    assert not role.forms["customer"].field("credit_limit").read
    seen = world(DAYS[0])
    rule = role.forms["opportunity"].read
    assert not isinstance(rule, bool)
    someone = next(
        record for key, record in seen.records.items() if key[0] == "company.user" and record["name"] == "Zhao Ming"
    )
    context = [seen.context(row) for row in seen.rows["opportunity"]]
    for one in context:
        one.values["me"] = {**someone, "departments": (someone["department"],)}
    visible = sum(rule.holds(one) for one in context)
    assert 0.2 < visible / len(context) < 0.6
