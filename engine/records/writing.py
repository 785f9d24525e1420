"""What every write leaves behind: its change set, a history row per record, and events in the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine import clock
from engine.events import RecordEvent
from engine.people import accounts
from engine.records import holidays
from engine.records.graph import graph_for
from engine.records.handing_over import hand_over
from engine.records.recomputing import Changes, Touched, recompute
from engine.records.shape import shape_of
from engine.records.working_out import Recomputed
from engine.storage import change_rows, outbox

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


PERSON = "company.user"
IMPORT_GOES_ON = timedelta(seconds=3)


class Journal:
    """Collects what one verb does within one transaction; `close` writes history and events in few statements."""

    def __init__(self, ctx: RecordContext, tx: Transaction):
        self.ctx = ctx if ctx.change_set is not None else ctx.begin_change_set(tx)
        self.tx = tx
        self._joined = ctx.change_set is not None
        self._history: list[dict[str, Any]] = []
        self._events: list[RecordEvent] = []
        self._touches_company = False
        self._touches_holidays = False
        self._people: dict[int, dict[str, Any]] = {}  # what changed of records of company.user
        self._graph = graph_for(ctx.apps)
        self._changes: Changes = {}
        self._recomputed: dict[tuple[str, int], Recomputed] = {}
        self.left: tuple[tuple[str, str], ...] = ()  # (form, field) of what the write has left to a job

    @property
    def change_set(self) -> int:
        assert self.ctx.change_set is not None
        return self.ctx.change_set

    def created(self, form: Form, id: int, revision: int, values: Mapping[str, Any]) -> None:
        """A new record. Its history row has no values: the first change stores what was there before."""
        get = values.get
        new = {
            name: value if to_json is None else to_json(value, field)
            for name, to_json, field in shape_of(form).answering
            if (value := get(name)) is not None
        }
        self._touch("created", form, id)
        self._note("created", form, id, revision, None, None)
        self._event("created", form, id, revision, {}, new)

    def updated(
        self,
        form: Form,
        id: int,
        revision: int,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        *,
        settled: bool = True,
    ) -> None:
        """Changed fields alone, python values before and after.

        `settled`: what is computed from the record's own values is among them already.
        """
        self._touch("updated", form, id, old, settled)
        if form.name == PERSON:
            self._people.setdefault(id, {}).update(new)
        before, after = json_values(form, old), json_values(form, new)
        self._note("updated", form, id, revision, before, after)
        self._event("updated", form, id, revision, before, after)

    def moved(self, what: str, form: Form, id: int, revision: int) -> None:
        """Into the recycle bin (`deleted`) or out of it (`restored`)."""
        self._touch(what, form, id)
        if form.name == PERSON:
            self._people.setdefault(id, {})["active"] = what == "restored"
        self._note(what, form, id, revision, None, None)
        self._event(what, form, id, revision, {}, {})

    def recomputed(self, records: Iterable[Recomputed]) -> None:
        """Computed values that a job has brought up to date; what follows from them is the job's to do."""
        for one in records:
            self._recompute(one, {})

    def close(self) -> None:
        """Works out again what follows from the changes and writes everything; the verb's last act."""
        if self._changes:
            said = {(event.app, event.form, event.id): at for at, event in enumerate(self._events)}
            followed = recompute(self.ctx, self.tx, self._changes)
            for one in followed.records:
                self._recompute(one, said)
            self.left = followed.left
            if followed.left:
                hand_over(self.ctx, self.tx, followed.left)
        if self._joined:
            self._merge_history()
        else:
            change_rows.insert_history(self.tx, _one_each(self._history))
        if self._events:
            outbox.append(self.tx, self._events)
        if self._touches_company:
            for id, values in self._people.items():
                account_follows(self.tx, id, values)
            if self._touches_holidays and (names := holidays.counted_again(self.ctx, self.tx)):
                hand_over(self.ctx, self.tx, names, settled=True, due_at=self._more_may_follow())
            # Whoever acts next sees the departments, managers and names as they are now.
            self.tx.move_epoch()

    def _more_may_follow(self) -> datetime | None:
        """Until when a job is better not begun: imports come block by block, and one job is enough for all of them."""
        return clock.now() + IMPORT_GOES_ON if self.ctx.origin in ("import", "migration") else None

    def computed(self, form: Form, id: int) -> Mapping[str, Any]:
        """Computed values of a record that are others since the journal was closed."""
        found = self._recomputed.get((form.name, id))
        return {} if found is None else found.new

    def _touch(
        self, what: str, form: Form, id: int, old: Mapping[str, Any] | None = None, settled: bool = True
    ) -> None:
        """Remembers what other records may have read."""
        if form.name not in self._graph.readers:
            return
        of_form = self._changes.setdefault(form.name, {})
        known = of_form.get(id)
        if known is None:
            of_form[id] = Touched(what, dict(old or {}), settled)
            return
        known.what = known.what if what == "updated" else what
        known.old = {**(old or {}), **known.old}
        known.settled = known.settled and settled

    def _recompute(self, one: Recomputed, said: Mapping[tuple[str, str, int], int]) -> None:
        """Joins what the verb did to the record itself, else it is a change like any other."""
        form = one.form
        self._recomputed[form.name, one.id] = one
        before, after = json_values(form, one.old), json_values(form, one.new)
        self._note("updated", form, one.id, one.revision, *cell_by_cell(form, before, after))
        at = said.get((form.app_id, form.id, one.id))
        event = None if at is None else self._events[at]
        if at is None or event is None or event.what not in ("created", "updated"):
            self._event("updated", form, one.id, one.revision, before, after)
            return
        if event.what == "created":
            before, after = {}, {name: value for name, value in after.items() if value is not None}
        old, new = {**_public(form, before), **event.old}, {**event.new, **_public(form, after)}
        self._events[at] = replace(event, old=old, new=new)

    def _note(self, what: str, form: Form, id: int, revision: int, old: Any, new: Any) -> None:
        if form.app_id == "company":
            self._touches_company = True
            self._touches_holidays |= form.name == holidays.TABLE
        if form.history == "none" and what == "updated":
            return
        ctx = self.ctx
        self._history.append(
            {
                "app": form.app_id,
                "form": form.id,
                "record": id,
                "change_set": self.change_set,
                "what": what,
                "revision": revision,
                "at": ctx.clock.moment,
                "actor": ctx.actor.key,
                "user": ctx.actor.user_id,
                "origin": ctx.origin,
                "cause": list(ctx.cause.chain) or None,
                "old": old,
                "new": new,
            }
        )

    def _event(
        self, what: str, form: Form, id: int, revision: int, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> None:
        self._events.append(
            RecordEvent(
                what=what,
                app=form.app_id,
                form=form.id,
                id=id,
                revision=revision,
                change_set=self.change_set,
                actor=self.ctx.actor.key,
                origin=self.ctx.origin,
                old=_public(form, old),
                new=_public(form, new),
                cause=self.ctx.cause,
            )
        )

    def _merge_history(self) -> None:
        """One row per record and change set: a second change in the same set joins the first."""
        fresh: list[dict[str, Any]] = []
        by_form: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in _one_each(self._history):
            if row["what"] == "created":
                fresh.append(row)
            else:
                by_form.setdefault((row["app"], row["form"]), []).append(row)
        for (app, form), rows in by_form.items():
            ids = [row["record"] for row in rows]
            known = change_rows.history_in(self.tx, app, form, ids, self.change_set)
            for row in rows:
                before = known.get(row["record"])
                if before is None:
                    fresh.append(row)
                    continue
                joined = _joined(before, row)
                change_rows.merge_history(
                    self.tx,
                    before["id"],
                    joined["what"],
                    joined["revision"],
                    joined["at"],
                    joined["old"],
                    joined["new"],
                )
        change_rows.insert_history(self.tx, fresh)


def account_follows(tx: Transaction, user: int, changed: Mapping[str, Any]) -> None:
    """An account goes by its person's record: its name, its e-mail address, whether it may sign in.

    Raises Conflict (another account has the address), InvalidValues (the last administrator).
    """
    values = {name: changed[name] for name in ("name", "email", "active") if name in changed}
    account = accounts.by_user(tx, user) if values else None
    if account is not None:
        if "active" in values:
            values["active"] = bool(values["active"])
        accounts.change(tx, account.id, **{name: value for name, value in values.items() if value is not None})


def _one_each(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in rows:
        key = (row["app"], row["form"], row["record"])
        found[key] = _joined(found[key], row) if key in found else row
    return list(found.values())


def _joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Two changes of one record as one: what was there before the first, what is there after the second."""
    what = first["what"] if first["what"] == "created" or second["what"] == "updated" else second["what"]
    if {first["what"], second["what"]} == {"deleted", "restored"}:
        what = "updated"
    joined = {**first, "what": what, "revision": second["revision"], "at": second["at"]}
    if first["what"] == "created":
        return joined  # its values stand in the record itself
    joined["old"] = {**(second["old"] or {}), **(first["old"] or {})} or None
    joined["new"] = {**(first["new"] or {}), **(second["new"] or {})} or None
    return joined


def json_values(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Python values as JSON values; names that are not fields are left out."""
    found = {}
    for name, value in values.items():
        field = form.fields.get(name)
        if field is not None:
            found[name] = None if value is None else field.type.to_json(value, field)
    return found


def cell_by_cell(form: Form, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Changed values as history keeps them: of a subform's rows only the cells that changed, as `lines.7.price`."""
    before, after = dict(old), dict(new)
    for name in [name for name in new if form.fields[name].stores == "row_table"]:
        were = {row["id"]: row for row in before.pop(name) or ()}
        for row in after.pop(name) or ():
            for column, value in row.items():
                was = were.get(row["id"], {}).get(column)
                if was != value:
                    before[f"{name}.{row['id']}.{column}"], after[f"{name}.{row['id']}.{column}"] = was, value
    return before, after


def _public(form: Form, values: Mapping[str, Any]) -> Mapping[str, Any]:
    if not values:
        return values
    public = shape_of(form).public
    if len(public) == len(form.fields):
        return values
    return {name: value for name, value in values.items() if name in public}
