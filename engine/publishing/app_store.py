"""The live apps as everybody sees them: one consistent snapshot, cached under the installation's epoch."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.catalog.catalog import Catalog
from engine.definition.app import App
from engine.definition.reader import Reader
from engine.definition.resolver import resolve
from engine.definition.setting_values import setting_values
from engine.definition.work_week import Holidays
from engine.errors import NotFound
from engine.expression.calendars import Calendar
from engine.records.handing_over import JOB as RECOMPUTE
from engine.records.handing_over import stale_in
from engine.records.holidays import holidays_in
from engine.storage import epoch, job_rows, setting_rows, version_rows
from engine.storage.database import Database, Transaction

COMPANY = "company"
# Keys of what people set in the product: the settings of each app behind the prefix, and the company's time zone.
APP_SETTINGS = "app_settings/"
COMPANY_ZONE = "company_zone"


@dataclass(frozen=True)
class AppSnapshot:
    """All live apps of one moment; `records/` is given one and asks nothing else."""

    epoch: int
    apps: Mapping[str, App]
    numbers: Mapping[str, int]
    store: AppStore
    chosen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # settings that an admin changed, as JSON
    zone: str | None = None  # the company's time zone, when one was chosen
    stale: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by form, fields that a job is working out
    queries: dict[Any, Any] = field(default_factory=dict)  # belongs to records/filtering.py
    holidays: Holidays = field(default_factory=dict)  # of the keys that calendars name
    _settings: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _calendars: dict[str, Mapping[str, Calendar]] = field(default_factory=dict)

    def app(self, app_id: str) -> App:
        """Raises NotFound."""
        try:
            return self.apps[app_id]
        except KeyError:
            raise NotFound(what="app", id=app_id) from None

    def all(self) -> Mapping[str, App]:
        return self.apps

    def number(self, app_id: str) -> int:
        """The number of the live version. Raises NotFound."""
        self.app(app_id)
        return self.numbers[app_id]

    def settings(self, app_id: str) -> Mapping[str, Any]:
        """What the app's settings are now, as python values. Raises NotFound."""
        found = self._settings.get(app_id)
        if found is None:
            found = self._settings[app_id] = setting_values(self.app(app_id), self.chosen.get(app_id, {}))
        return found

    def calendars(self, app_id: str) -> Mapping[str, Calendar]:
        """The app's calendars by id, as the holiday table stands. Raises NotFound."""
        found = self._calendars.get(app_id)
        if found is None:
            weeks = self.app(app_id).calendars
            found = self._calendars[app_id] = {id: week.on(self.holidays) for id, week in weeks.items()}
        return found

    def with_app(self, app: App) -> AppSnapshot:
        """The same moment, were this app live: for drawing it, not for reading its records."""
        return replace(self, apps={**self.apps, app.id: app}, queries={}, _settings={}, _calendars={})

    def live(self, tx: Transaction) -> AppSnapshot:
        """The snapshot a write in `tx` must go by; the app lock of `tx` holds publishing off until it ends."""
        return self if tx.epoch == self.epoch else self.store.load(tx, tx.epoch)


class AppStore:
    """Reads versions once and keeps what did not change; one per process, safe for threads."""

    def __init__(self, database: Database, catalog: Catalog):
        self.database = database
        self.catalog = catalog
        self.reader = Reader()
        self._snapshot = AppSnapshot(-1, {}, {}, self)
        self._pinned: dict[tuple[str, int], App] = {}
        self._lock = threading.Lock()

    def current(self, seen: int | None = None) -> AppSnapshot:
        """The live apps now: whatever was published before this call is in it, in every process.

        `seen` is the installation's number when the caller has just read it.
        """
        now = epoch.current(self.database) if seen is None else seen
        if now == self._snapshot.epoch:
            return self._snapshot
        with self.database.read() as tx:
            return self.load(tx, tx.epoch)

    def load(self, tx: Transaction, number: int) -> AppSnapshot:
        """Read what changed and make the snapshot of epoch `number`."""
        with self._lock:
            if self._snapshot.epoch == number:
                return self._snapshot
            installed = version_rows.installed(tx)
            apps: dict[str, App] = {}
            numbers: dict[str, int] = {}
            for row in sorted(installed, key=lambda row: row.id != COMPANY):
                apps[row.id] = self._at(tx, row.id, row.live, apps.get(COMPANY))
                numbers[row.id] = row.live
            chosen = setting_rows.get_many(tx, APP_SETTINGS)
            zone = setting_rows.get(tx, COMPANY_ZONE)
            stale = stale_in(job_rows.not_done(tx, RECOMPUTE))
            holidays = holidays_in(tx, apps)
            snapshot = AppSnapshot(number, apps, numbers, self, chosen, zone, stale, holidays=holidays)
            # A transaction may look at an older moment than another thread already saw, or not get in at all.
            if number > self._snapshot.epoch and not tx.moved:
                self._snapshot = snapshot
            return snapshot

    def at(self, app_id: str, number: int) -> App:
        """One version of an app, for runs that are pinned to it. Raises NotFound."""
        company = self.current().apps.get(COMPANY)
        with self.database.read() as tx, self._lock:
            return self._at(tx, app_id, number, company)

    def _at(self, tx: Transaction, app_id: str, number: int, company: App | None) -> App:
        key = (app_id, number)
        if key not in self._pinned:
            texts = version_rows.texts(tx, app_id, number)
            if texts is None:
                raise NotFound(what="version", id=f"{app_id} {number}")
            resolution = resolve(
                self.reader.load(texts), self.catalog, company=None if app_id == COMPANY else company, allow_later=True
            )
            if resolution.app is None:
                raise LookupError(
                    f"the stored version {number} of {app_id} does not resolve: {resolution.problems[:3]}"
                )
            self._pinned[key] = resolution.app
        return self._pinned[key]
