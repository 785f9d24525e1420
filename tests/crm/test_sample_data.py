"""The sample data of the CRM template: whole, consistent, and alive on whatever day it is installed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest

from engine.publishing.sample_data import INSTALLER, SampleForm, read_people, read_sample
from tests.crm.sample_data.generate import FOLDER, files

DAYS = [date(2026, 1, 2), date(2026, 6, 30), date(2024, 2, 29)]
PAST = {
    "created_at",
    "updated_at",
    "started_at",
    "ended_at",
    "enquired_at",
    "ordered_on",
    "shipped_on",
    "received_on",
    "paid_on",
    "received_at",
    "answered_at",
    "closed_at",
    "done_at",
    "done_on",
    "converted_on",
    "birth_date",
    "verified_on",
}

Row = dict[str, Any]


@lru_cache
def forms_on(day: date) -> dict[str, SampleForm]:
    return {form.form: form for form in read_sample(FOLDER, day)}


@lru_cache
def rows_on(day: date) -> dict[str, list[Row]]:
    return {
        name: [{"key": row.key, **row.values, **row.system} for row in form.rows]
        for name, form in forms_on(day).items()
    }


def worth(order: Row) -> Decimal:
    return sum((line["qty"] * line["price"] * (1 - Decimal(line["discount"])) for line in order["lines"]), Decimal())


def last_twelve_months(day: date) -> list[str]:
    months, year, month = [], day.year, day.month
    for _ in range(12):
        months.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return months


def test_the_committed_files_are_what_the_generator_writes() -> None:
    made = files()
    assert sorted(made) == sorted(file.name for file in FOLDER.glob("*.jsonl"))
    for name, content in made.items():
        assert (FOLDER / name).read_bytes() == content, f"{name}: run python -m tests.crm.sample_data.generate"


def test_the_same_day_gives_the_same_records() -> None:
    assert read_sample(FOLDER, DAYS[0]) == read_sample(FOLDER, DAYS[0])
    assert read_sample(FOLDER, DAYS[0]) != read_sample(FOLDER, DAYS[1])


@pytest.mark.parametrize(
    "form, at_least",
    [
        ("customer", 220),
        ("contact", 400),
        ("interaction", 850),
        ("follow_up", 280),
        ("lead", 140),
        ("opportunity", 400),
        ("product", 40),
        ("order", 680),
        ("feedback", 250),
        ("task", 220),
        ("product_category", 8),
        ("sales_target", 24),
    ],
)
def test_every_form_has_its_rows(form: str, at_least: int) -> None:
    assert len(rows_on(DAYS[0])[form]) >= at_least


def references(form: SampleForm, row: Any) -> Iterator[tuple[str, str]]:
    for path, target in form.references.items():
        name, _, inner = path.partition(".")
        cell = row.values.get(name, row.system.get(name))
        cells = [line[inner] for line in cell or ()] if inner else cell if isinstance(cell, list) else [cell]
        yield from ((target, key) for key in cells if key is not None)


def test_every_relation_leads_to_a_row_that_is_loaded_before() -> None:
    people = read_people(FOLDER)
    known = {
        "company.user": {person.email for person in people.people} | {INSTALLER},
        "company.department": {department.key for department in people.departments},
    }
    for form in read_sample(FOLDER, DAYS[0]):
        known[form.form] = set()
        for row in form.rows:
            for target, key in references(form, row):
                assert key in known[target], f"{form.form} {row.key}: no {target} {key}"
            assert row.key not in known[form.form], f"{form.form}: two rows called {row.key}"
            known[form.form].add(row.key)


def test_the_sample_company_has_heads_managers_and_roles() -> None:
    people = read_people(FOLDER)
    emails = {person.email for person in people.people}
    departments = {department.key for department in people.departments}
    assert len(departments) == 3 and 8 <= len(emails) <= 12
    assert all(
        department.head in emails and set(department.names) == {"en", "zh-CN"} for department in people.departments
    )
    for person in people.people:
        assert person.department in departments and set(person.names) == {"en", "zh-CN"} and person.roles
        assert person.manager is None or person.manager in emails
        assert person.email.endswith("@example.com")
    assert {role for person in people.people for role in person.roles} == {
        "sales_rep",
        "sales_manager",
        "service",
        "marketing",
        "crm_admin",
    }


@pytest.mark.parametrize("day", DAYS)
def test_nothing_that_has_happened_lies_in_the_future(day: date) -> None:
    for name, rows in rows_on(day).items():
        for row in rows:
            for column in PAST & row.keys():
                if row[column] is not None:
                    assert row[column][:10] <= day.isoformat(), f"{name} {row['key']} {column}"
                    if "T" in row[column] and column not in ("created_at", "updated_at"):
                        assert row[column][:10] < day.isoformat(), f"{name} {row['key']} {column}: later today"


@pytest.mark.parametrize("day", DAYS)
def test_what_is_open_is_still_to_come(day: date) -> None:
    rows = rows_on(day)
    today = day.isoformat()
    closes = [row["close_date"] for row in rows["opportunity"] if row["stage"] not in ("won", "lost")]
    assert closes and all(close > today for close in closes)
    planned = [row["planned_at"] for row in rows["follow_up"] if row["status"] in ("planned", "postponed")]
    assert sum(moment[:10] > today for moment in planned) > 100
    assert sum(moment[:10] < today for moment in planned) > 20, "some plans are overdue"
    assert max(planned)[:10] <= (day + timedelta(days=28)).isoformat()
    dues = [row["due_on"] for row in rows["task"] if row["status"] in ("open", "in_progress")]
    assert sum(due < today for due in dues) >= 10 and sum(due >= today for due in dues) >= 40


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "form, column, only",
    [
        ("order", "ordered_on", {}),
        ("opportunity", "close_date", {"stage": "won"}),
        ("opportunity", "close_date", {"stage": "lost"}),
        ("customer", "created_at", {}),
        ("lead", "created_at", {}),
        ("interaction", "started_at", {}),
        ("feedback", "received_at", {"kind": "complaint"}),
        ("sales_target", "month", {}),
    ],
)
def test_no_month_of_the_last_year_is_empty(day: date, form: str, column: str, only: Row) -> None:
    chosen = [row for row in rows_on(day)[form] if all(row[name] == value for name, value in only.items())]
    counts = Counter(row[column][:7] for row in chosen)
    assert [month for month in last_twelve_months(day) if not counts[month]] == []


@pytest.mark.parametrize("day", DAYS)
def test_the_year_has_its_seasons(day: date) -> None:
    counts = Counter(row["ordered_on"][:7] for row in rows_on(day)["order"])
    over = last_twelve_months(day)[3:]  # seasons that are over
    usual = sum(counts[month] for month in over) / len(over)
    by_month = {month[5:]: counts[month] for month in over}
    assert by_month.get("11", 2 * usual) > 1.25 * usual
    assert by_month.get("02", 0) < 0.7 * usual


@pytest.mark.parametrize("day", DAYS)
def test_few_big_customers_make_half_of_the_sales(day: date) -> None:
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for order in rows_on(day)["order"]:
        if order["status"] != "cancelled" and order["ordered_on"] > (day - timedelta(days=365)).isoformat():
            spent[order["customer"]] += worth(order)
    largest = sorted(spent.values(), reverse=True)
    total = sum(largest)
    assert Decimal("0.35") <= sum(largest[:10]) / total <= Decimal("0.60")
    assert sum(largest[:20]) / total >= Decimal("0.48")


def test_events_of_a_customer_come_after_the_customer() -> None:
    for day in DAYS:
        rows = rows_on(day)
        born = {row["key"]: row["created_at"] for row in rows["customer"]}
        for form, column in (
            ("contact", "created_at"),
            ("opportunity", "created_at"),
            ("interaction", "started_at"),
            ("order", "ordered_on"),
            ("feedback", "received_at"),
            ("follow_up", "created_at"),
        ):
            for row in rows[form]:
                assert row[column][:10] >= born[row["customer"]][:10], f"{form} {row['key']} on {day}"


@pytest.mark.parametrize("day", DAYS)
def test_a_deal_runs_in_order(day: date) -> None:
    rows = rows_on(day)
    deals = {row["key"]: row for row in rows["opportunity"]}
    for deal in deals.values():
        assert deal["created_at"][:10] <= (deal["close_date"] or "9999")
    for order in rows["order"]:
        chain = [order["ordered_on"], order["shipped_on"], order["received_on"], order["paid_on"]]
        there = [moment for moment in chain if moment]
        assert there == sorted(there), order["key"]
        if order["opportunity"]:
            deal = deals[order["opportunity"]]
            assert deal["stage"] == "won" and deal["customer"] == order["customer"]
            assert deal["close_date"] <= order["ordered_on"]
            assert Decimal(deal["amount"]) == worth(order)
    for talk in rows["interaction"]:
        if talk["opportunity"]:
            deal = deals[talk["opportunity"]]
            assert deal["customer"] == talk["customer"] and talk["started_at"] >= deal["created_at"][:10]


def test_the_life_cycle_fits_the_orders() -> None:
    rows = rows_on(DAYS[0])
    counts = Counter(row["customer"] for row in rows["order"] if row["status"] != "cancelled")
    fits = {
        "potential": lambda n: n == 0,
        "new": lambda n: n == 1,
        "existing": lambda n: n >= 2,
        "lost": lambda n: n >= 1,
    }
    for customer in rows["customer"]:
        assert fits[customer["lifecycle"]](counts[customer["key"]]), customer["key"]
    for lead in rows["lead"]:
        assert (lead["status"] == "converted") == (lead["customer"] is not None)


@pytest.mark.parametrize(
    "form, columns",
    [
        ("customer", ["name"]),
        ("contact", ["customer", "name", "mobile"]),
        ("opportunity", ["customer", "name"]),
        ("product", ["code"]),
        ("product_category", ["parent", "name"]),
        ("sales_target", ["name"]),
        ("lead", ["phone"]),
    ],
)
def test_what_must_be_unique_is_unique(form: str, columns: list[str]) -> None:
    keys = Counter(tuple(row[column] for column in columns) for row in rows_on(DAYS[0])[form])
    assert [key for key, count in keys.items() if count > 1] == []


def test_phone_numbers_and_addresses_belong_to_nobody() -> None:
    rows = rows_on(DAYS[0])
    for form, columns in (("customer", ["phone"]), ("contact", ["mobile"]), ("lead", ["phone"])):
        for row in rows[form]:
            for column in columns:
                assert row[column].startswith(("+86 134 9", "+44 20 7946 0")), row[column]
            if row.get("email"):
                assert row["email"].endswith("example.com")


@pytest.mark.parametrize("form", ["customer", "opportunity", "interaction", "follow_up", "order", "task"])
def test_whoever_installs_has_something_of_their_own(form: str) -> None:
    assert 3 <= sum(row["owner"] == INSTALLER for row in rows_on(DAYS[0])[form]) <= 30
