"""Calendars: working time by weekday, the time zone it is counted in, and where their holidays come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from engine.definition.countries import COUNTRIES
from engine.definition.resolving.forms import _place
from engine.definition.resolving.work import At, Work
from engine.definition.work_week import WorkWeek
from engine.expression.calendars import Spans
from engine.registry import nearest

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT = 24 * 60
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMPANY = "company"  # as the zone of a schedule has it


def resolve_calendars(work: Work) -> dict[str, WorkWeek]:
    """All calendars of the app; a broken one with what can be read of it."""
    made = {}
    for id, item in work.of("calendar").items():
        at, tree = At(item), item.tree
        label = work.label(at, tree)
        work.text(at, tree, "help")
        keys, days = _holidays(work, at)
        made[id] = WorkWeek(id, label, _week(work, at), keys, days, _zone(work, at), _place(at))
    return made


def _week(work: Work, at: At) -> tuple[Spans, ...]:
    week: dict[str, Spans] = {}
    for key, spans in (at.item.tree.get("week") or {}).items():
        first, _, last = str(key).partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            continue  # the schema has said so
        days = _DAYS[_DAYS.index(first) : _DAYS.index(last or first) + 1]
        if not days:
            work.problem("empty_span", at / "week" / key, at_key=True, found=key)
        found = _spans(work, at / "week" / key, spans if isinstance(spans, list) else [])
        for day in days:
            if day in week:
                work.problem("day_twice", at / "week" / key, at_key=True, found=day)
            week[day] = found
    if not any(week.values()):
        work.problem("calendar_without_time", at / "week")
    return tuple(week.get(day, ()) for day in _DAYS)


def _spans(work: Work, at: At, written: list[object]) -> Spans:
    found: list[tuple[int, int, str]] = []
    for place, span in enumerate(written):
        start, _, end = str(span).partition("-")
        try:
            one = (_minutes(start), _minutes(end), str(span))
        except ValueError:
            continue  # the schema has said so
        if one[0] == one[1]:
            work.problem("empty_span", at / place, found=span)
        elif one[0] > one[1] or one[1] > _MIDNIGHT:
            work.problem("span_past_midnight", at / place, found=span)
        elif beside := next((other for other in found if one[0] < other[1] and other[0] < one[1]), None):
            work.problem("spans_overlap", at / place, found=span, other=beside[2])
        else:
            found.append(one)
    return tuple((start, end) for start, end, _ in sorted(found))


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _holidays(work: Work, at: At) -> tuple[tuple[str, ...], tuple[date, ...]]:
    """Keys of the holiday table, and days that are written here."""
    keys: list[str] = []
    days: list[date] = []
    for here, written in _written(at / "holidays", at.item.tree.get("holidays")):
        if _DAY.fullmatch(written):
            try:
                days.append(date.fromisoformat(written))
            except ValueError:
                work.problem("no_such_day", here, found=written)
        elif not _KEY.fullmatch(written):
            near = nearest(written.lower()[:2], COUNTRIES)
            work.problem("bad_holidays", here, found=written, nearest=near)
        elif len(written) == 2 and written not in COUNTRIES:
            work.unknown("unknown_holidays", here, written, COUNTRIES)
        else:
            keys.append(written)
            if written not in COUNTRIES:
                work.warn("own_holidays", here, found=written)
    return tuple(dict.fromkeys(keys)), tuple(sorted(set(days)))


def _written(at: At, given: object) -> Iterator[tuple[At, str]]:
    if isinstance(given, str):
        yield at, given
    elif isinstance(given, list):
        for place, one in enumerate(given):
            if isinstance(one, str):
                yield at / place, one


def _zone(work: Work, at: At) -> str | None:
    zone = at.item.tree.get("tz")
    if not isinstance(zone, str) or zone == _COMPANY:
        return None
    if zone not in available_timezones():
        work.unknown("unknown_zone", at / "tz", zone, available_timezones())
        return None
    return str(ZoneInfo(zone))
