"""The company's holiday table, and which stored values have to be counted again when it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from engine.records.graph import graph_for
from engine.storage import rows

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.dependencies import Computed
    from engine.definition.model import Form
    from engine.definition.work_week import Holidays
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

COMPANY, HOLIDAY = "company", "holiday"
TABLE = f"{COMPANY}.{HOLIDAY}"
KEY, DAY, NAME, WORKS = "calendar", "day", "name", "works"

Name = tuple[str, str]
CalendarName = tuple[str, str]  # app, calendar


def holiday_form(apps: Mapping[str, App]) -> Form | None:
    """The table, where the installation has it already with all that counts."""
    form = apps[COMPANY].forms.get(HOLIDAY) if COMPANY in apps else None
    return form if form is not None and {KEY, DAY, NAME, WORKS} <= set(form.fields) else None


def named_keys(apps: Mapping[str, App]) -> set[str]:
    """The keys of the table that calendars of these apps name."""
    return {key for app in apps.values() for week in app.calendars.values() for key in week.keys}


def holidays_in(tx: Transaction, apps: Mapping[str, App]) -> Holidays:
    """What the table says under the keys that calendars of these apps name."""
    form, keys = holiday_form(apps), named_keys(apps)
    if form is None or not keys:
        return {}
    found: dict[str, tuple[set[date], set[date]]] = {key: (set(), set()) for key in sorted(keys)}
    for key, day, works in rows.among(tx, form, (KEY, DAY, WORKS), KEY, sorted(keys)):
        if day is not None:
            found[key][bool(works)].add(day)
    return {key: (tuple(sorted(free)), tuple(sorted(works))) for key, (free, works) in found.items()}


def days_ever(tx: Transaction, form: Form, key: str) -> set[str]:
    """The days that stand under a key, those in the recycle bin among them."""
    return {day.isoformat() for (day,) in rows.among(tx, form, (DAY,), KEY, [key], deleted=True) if day is not None}


def counted_again(ctx: RecordContext, tx: Transaction) -> set[Name]:
    """The stored values that count by a calendar which the table, as it is in `tx`, makes another one."""
    apps = ctx.apps.all()
    before, now = ctx.apps.holidays, holidays_in(tx, apps)
    changed = {
        (app.id, week.id) for app in apps.values() for week in app.calendars.values() if week.on(before) != week.on(now)
    }
    return counting_by(graph_for(ctx.apps), changed)


def counting_by(graph: Iterable[Computed], calendars: Collection[CalendarName]) -> set[Name]:
    """The stored values whose own expressions name one of these calendars."""
    found = set()
    for one in graph:
        settings = one.field.settings
        expressions = (one.field.expression, settings.get("measure"), settings.get("where"))
        named = {name for each in expressions if each is not None for name in each.calendars}
        if any((one.form.app_id, name) in calendars for name in named):
            found.add(one.name)
    return found


__all__ = ["TABLE", "counted_again", "counting_by", "days_ever", "holiday_form", "holidays_in", "named_keys"]
