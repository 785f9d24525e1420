"""What every verb is given: the database, the live apps, who acts, when, why, and in which transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from engine.access import Actor, decide
from engine.clock import Clock
from engine.errors import Conflict, FormwrightError, InvalidExpression, NotFound
from engine.events import Cause
from engine.expression.sql import NoSqlForm
from engine.storage import change_rows, epoch
from engine.storage.database import Database, Transaction
from engine.storage.errors import NotShort
from engine.texts import say

if TYPE_CHECKING:
    from engine.access import Decision
    from engine.access.policy import Action
    from engine.definition.app import App
    from engine.definition.model import Form
    from engine.definition.work_week import Holidays
    from engine.expression.calendars import Calendar
    from engine.storage.files import FileStore

T = TypeVar("T")

COMPANY = "company"
NO_CAUSE = Cause()
AT_ONCE = 5_000


class AppHasChanged(Conflict):
    """An app was published while it was being read; who asks again is answered by the new version."""

    code = "app_has_changed"


class AppSource(Protocol):
    """One consistent snapshot of the live apps; publishing fills it in."""

    @property
    def epoch(self) -> int:
        """The installation's number that this snapshot belongs to."""

    def app(self, app_id: str) -> App:
        """Raises NotFound."""

    def all(self) -> Mapping[str, App]:
        """Every live app, the company's included."""

    def settings(self, app_id: str) -> Mapping[str, Any]:
        """What the settings of an app are now, as python values. Raises NotFound."""

    def calendars(self, app_id: str) -> Mapping[str, Calendar]:
        """The calendars of an app by id, as the holiday table stands. Raises NotFound."""

    @property
    def holidays(self) -> Holidays:
        """The holiday table under the keys that calendars name."""

    @property
    def stale(self) -> Mapping[str, frozenset[str]]:
        """By form the fields whose values a job is still working out."""

    @property
    def queries(self) -> dict[Any, Any]:
        """What was asked of these apps, kept by filtering.py as long as they are live."""

    def live(self, tx: Transaction) -> AppSource:
        """The snapshot that a write in `tx` has to go by: this one, or the newer one published meanwhile."""


@dataclass(frozen=True)
class RecordContext:
    """Everything a verb may use. Frozen: `inside`, `acting`, `once` and `begin_change_set` give changed copies.

    origin: screen, api, import, sample, rule, undo or migration. change_set: the set that writes belong to; None:
    each verb makes its own. once_key: the idempotency key of the request. at_once: how many records' computed values
    a write works out itself; what goes beyond is left to a job.
    """

    database: Database
    apps: AppSource
    actor: Actor
    clock: Clock
    files: FileStore | None = None
    origin: str = "api"
    language: str = "en"
    cause: Cause = NO_CAUSE
    tx: Transaction | None = None
    change_set: int | None = None
    once_key: str | None = None
    at_once: int = AT_ONCE

    def form(self, app: str, form: str) -> Form:
        """The form as it is live now. Raises NotFound when there is none, or the actor may do nothing with it."""
        forms = self.apps.app(app).forms
        if form not in forms:
            raise NotFound(what="form", id=form)
        found = forms[form]
        if not (self.decide("read", found).allowed or self.decide("create", found).allowed):
            raise NotFound(what="form", id=form)
        return found

    def app_of(self, form: Form) -> App:
        return self.apps.app(form.app_id)

    def live_form(self, form: Form) -> Form:
        """The same form in this context's apps, which may be newer. Raises NotFound when it is gone."""
        forms = self.apps.app(form.app_id).forms
        if form.id not in forms:
            raise NotFound(what="form", id=form.id)
        return forms[form.id]

    def decide(self, action: Action, form: Form) -> Decision:
        """What the policy says, kept in the app for everybody with the same roles."""
        app = self.apps.app(form.app_id)
        cache = _decisions(app)
        actor = self.actor
        key = (
            action,
            form.id,
            actor.is_admin or actor.holds(app.id),
            actor.scopes,
            actor.kind if actor.is_admin else "",
        )
        decision = cache.get(key)
        if decision is None:
            if len(cache) > 2_000:
                cache.clear()
            decision = cache[key] = decide(actor, action, form, app)
        return decision

    def inside(self, tx: Transaction) -> RecordContext:
        """The same within an outer transaction, which commits or rolls back what the verbs do."""
        return self.changed(tx=tx, apps=self.apps.live(tx))

    def acting(self, actor: Actor, *, origin: str | None = None, cause: Cause | None = None) -> RecordContext:
        """The same with another actor (a rule), and why."""
        return self.changed(actor=actor, origin=origin or self.origin, cause=self.cause if cause is None else cause)

    def once(self, key: str | None) -> RecordContext:
        """The same request sent twice with this key is done once; None changes nothing."""
        return self if key is None else self.changed(once_key=key[:200])

    def begin_change_set(self, tx: Transaction, label: str | None = None, undoes: int | None = None) -> RecordContext:
        """A context inside `tx` whose writes all belong to one new change set (an import, a batch, a run)."""
        made = change_rows.insert_change_set(
            tx,
            {
                "actor": self.actor.key,
                "user": self.actor.user_id,
                "origin": self.origin,
                "label": label,
                "cause": list(self.cause.chain) or None,
                "at": self.clock.moment,
                "undoes": undoes,
            },
        )
        return self.changed(tx=tx, apps=self.apps.live(tx), change_set=made)

    def changed(self, **values: object) -> Self:
        """A copy with some other values; every write makes some, and `dataclasses.replace` is several times slower."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.__dict__.update(values)
        return made

    def write(self, work: Callable[[RecordContext, Transaction], T]) -> T:
        """Runs `work` in the outer transaction, or in one of its own, which repeats itself when it collides."""
        if self.tx is not None:
            return work(self, self.tx)
        return self.database.transact(lambda tx: work(self.inside(tx), tx), interactive=self.origin != "import")

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Runs `work` in the outer transaction, or on a connection that only reads.

        Raises InvalidExpression where it asks the database for what only Python works out.
        """
        try:
            return self._read(work)
        except NoSqlForm as error:
            reason = say("value.no_sql", {"found": error.what}, self.language)
            raise InvalidExpression(text=error.what, reason=reason) from error

    def _read(self, work: Callable[[Transaction], T]) -> T:
        if self.tx is not None:
            return work(self.tx)
        try:
            with self.database.read() as tx:
                return work(tx)
        except NoSqlForm:
            raise
        except Exception as error:
            self.refuse_if_old(error)
            raise

    def refuse_if_old(self, error: Exception) -> None:
        """Raises AppHasChanged when `error` may come of tables that are no longer those of this context's apps.

        Nothing is asked before a read: an app is published once in a thousand reads, and its tables fit mostly.
        """
        if not isinstance(error, FormwrightError | NotShort) and epoch.current(self.database) != self.apps.epoch:
            raise AppHasChanged() from error


_cache_of: dict[int, tuple[App, dict[object, Decision]]] = {}


def _decisions(app: App) -> dict[object, Decision]:
    """Decisions live as long as their app is among the last ones seen."""
    found = _cache_of.get(id(app))
    if found is None or found[0] is not app:
        if len(_cache_of) > 64:
            _cache_of.clear()
        found = _cache_of[id(app)] = (app, {})
    return found[1]
