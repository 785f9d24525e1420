"""Fills the holiday table with what is known of the countries that calendars name; never twice, never over an edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from engine import clock, records
from engine.definition.countries import COUNTRIES
from engine.jobs import queue
from engine.jobs.job import JobType
from engine.publishing.public_holidays import edition, public_holidays
from engine.records.holidays import DAY, KEY, NAME, WORKS, days_ever, holiday_form, named_keys
from engine.storage import setting_rows

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.jobs.context import JobContext
    from engine.records import RecordContext
    from engine.storage.database import Transaction

JOB = "holidays"
FILLED = "holidays_filled/"  # of each country: the years that were filled in, and when and with what it was asked
ALWAYS = ("cn",)
YEARS_BACK, YEARS_AHEAD = 6, 2


def ask(tx: Transaction, apps: Mapping[str, App]) -> int | None:
    """Hands in the job where there may be something to fill in; a look at a few rows, and no library is loaded."""
    form = holiday_form(apps)
    if form is None or not _wanting(tx, apps):
        return None
    return queue.enqueue(tx, JOB, {}, actor={"key": "system"}, label=form.label_plural or form.label, key=JOB)


def _wanting(tx: Transaction, apps: Mapping[str, App]) -> list[str]:
    """The countries that were not asked about yet in this year, or not with this edition."""
    filled = setting_rows.get_many(tx, FILLED)
    asked = _asked()
    wanted = dict.fromkeys((*ALWAYS, *sorted(key for key in named_keys(apps) if key.partition("_")[0] in COUNTRIES)))
    return [key for key in wanted if filled.get(key, {}).get("asked") != asked]


def _asked() -> str:
    return f"{clock.now().year}/{edition()}"


class FillHolidays(JobType):
    """One country after the other, one year after the other; a year that was filled in once is the company's own."""

    name: ClassVar[str] = JOB

    def __init__(self, context_of: Callable[[], RecordContext]):
        self.context_of = context_of

    def run(self, context: JobContext) -> dict[str, Any]:
        database = context.database
        with database.read() as tx:
            countries = _wanting(tx, self.context_of().apps.all())
        added: dict[str, int] = {}
        for done, country in enumerate(countries):
            language = self._language(country)
            this_year = clock.now().year
            years = range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1)
            for year, days in public_holidays(country, years, language).items():
                wanted = [{KEY: country, DAY: one.day.isoformat(), NAME: one.name, WORKS: one.works} for one in days]

                def work(tx: Transaction, year: int = year, country: str = country, wanted: Any = wanted) -> int:
                    context.fence(tx)
                    return self._fill(tx, country, year, wanted)

                added[country] = added.get(country, 0) + database.transact(work, interactive=False)

            def end(tx: Transaction, country: str = country, done: int = done) -> None:
                _put(tx, country, asked=_asked())
                context.checkpoint(tx, done=done + 1, total=len(countries), step=JOB)

            database.transact(end, interactive=False)
        return {"added": added}

    def _language(self, country: str) -> str | None:
        """The language of the app that names the country."""
        apps = self.context_of().apps.all()
        return next((app.written_in for app in apps.values() if country in named_keys({app.id: app})), None)

    def _fill(self, tx: Transaction, country: str, year: int, wanted: list[dict[str, Any]]) -> int:
        kept = setting_rows.get(tx, FILLED + country) or {}
        ctx = self.context_of().inside(tx)
        form = holiday_form(ctx.apps.all())
        if form is None or year in kept.get("years", ()):
            return 0
        # What somebody has entered before, or thrown away, stays as it is.
        there = days_ever(tx, form, country)
        new = [one for one in wanted if one[DAY] not in there]
        if new:
            records.create_many(ctx, form, new)
        _put(tx, country, years=sorted({*kept.get("years", ()), year}))
        return len(new)


def _put(tx: Transaction, country: str, **values: Any) -> None:
    setting_rows.put(tx, FILLED + country, {**(setting_rows.get(tx, FILLED + country) or {}), **values})


__all__ = ["FillHolidays", "ask"]
