"""Spans of days that move with today."""

from __future__ import annotations

from datetime import date

import pytest

from engine.desk.periods import PRESETS, Span, before, next_start, span_of, start_of, starts

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("today", "2026-11-21..2026-11-21"),
        ("this_week", "2026-11-16..2026-11-22"),
        ("this_month", "2026-11-01..2026-11-30"),
        ("last_month", "2026-10-01..2026-10-31"),
        ("this_quarter", "2026-10-01..2026-12-31"),
        ("last_quarter", "2026-07-01..2026-09-30"),
        ("this_year", "2026-01-01..2026-12-31"),
        ("last_year", "2025-01-01..2025-12-31"),
        ("last_30_days", "2026-10-23..2026-11-21"),
        ("last_12_months", "2025-12-01..2026-11-30"),
        ("all", ".."),
        ("2026-01-01..2026-02-28", "2026-01-01..2026-02-28"),
        ("2026-01-01..", "2026-01-01.."),
    ],
)
def test_a_name_means_a_span(name: str, expected: str) -> None:
    span = span_of(name, TODAY)
    assert span is not None and span.text == expected


@pytest.mark.parametrize("name", ["", "soon", "next_month", "this_decade", "2026-13-01..", "x..y", "this_"])
def test_what_means_nothing_is_none(name: str) -> None:
    assert span_of(name, TODAY) is None


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 1), date(2025, 12, 31), date(2026, 3, 31)])
@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_means_something_on_any_day(preset: str, today: date) -> None:
    span = span_of(preset, today)
    assert span is not None
    if span.first is not None and span.last is not None:
        assert span.first <= span.last


@pytest.mark.parametrize(
    ("span", "name", "expected"),
    [
        ("2026-10-01..2026-12-31", "previous_period", "2026-07-01..2026-09-30"),
        ("2026-03-01..2026-03-31", "previous_period", "2026-02-01..2026-02-28"),
        ("2025-12-01..2026-11-30", "previous_period", "2024-12-01..2025-11-30"),
        ("2026-11-15..2026-11-21", "previous_period", "2026-11-08..2026-11-14"),
        ("2024-02-29..2024-02-29", "previous_year", "2023-02-28..2023-02-28"),
    ],
)
def test_the_span_to_compare_with(span: str, name: str, expected: str) -> None:
    given = span_of(span, TODAY)
    assert given is not None
    found = before(given, name)
    assert found is not None and found.text == expected


def test_nothing_lies_before_an_open_span() -> None:
    assert before(Span(None, date(2026, 1, 1))) is None


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_units_follow_each_other_without_gap(unit: str) -> None:
    day = start_of(date(2023, 12, 30), unit)
    for found in starts(date(2023, 12, 30), date(2025, 3, 2), unit, limit=1000):
        assert found == day
        day = next_start(day, unit)
    assert day > date(2025, 3, 2)
