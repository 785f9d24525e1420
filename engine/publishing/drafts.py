"""Drafts: what one person changes in an app before everybody gets it; each step can be undone, on any day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from engine import clock
from engine.definition.diff import diff_texts
from engine.definition.edits.operations import apply
from engine.definition.resolver import Resolution, hash_of
from engine.definition.trees import MISSING, same
from engine.errors import Conflict, NotFound
from engine.publishing.app_store import COMPANY, AppStore
from engine.publishing.options_of_values import with_options
from engine.publishing.publisher import Publisher
from engine.publishing.rebasing import rebased, value_at, with_theirs
from engine.storage import draft_rows, version_rows
from engine.storage.database import Transaction
from engine.storage.draft_rows import DraftRow, StepRow

Side = Literal["ours", "theirs"]
Texts = Mapping[str, str]
KEPT_APPS = 12  # resolved states that are kept: undo and redo go back and forth between a few
LOOKED_BACK = 12  # steps that are looked through for a state that works
TRIES = 20


class DraftMoved(Conflict):
    """The draft is not where the caller saw it: another tab was there. `extra["position"]` is where it is."""

    code = "draft_moved"


class NothingThere(Conflict):
    """There is no step to undo or to do again."""

    code = "draft_no_step"


@dataclass(frozen=True)
class Choice:
    """A place where the draft and a version that somebody else published had both changed something.

    MISSING stands for what is not there.
    """

    path: str
    base: Any
    theirs: Any
    ours: Any
    chosen: Side | None


@dataclass(frozen=True)
class Draft:
    """One person's draft of an app; `row` is None while there is none and `texts` are those of the live version."""

    app: str
    owner: str
    live: int
    base_texts: Texts
    texts: Texts
    row: DraftRow | None = None
    steps: tuple[StepRow, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def position(self) -> int:
        return 0 if self.row is None else self.row.position

    @property
    def open_choices(self) -> tuple[Choice, ...]:
        return tuple(one for one in self.choices if one.chosen is None)


@dataclass(frozen=True)
class OtherDraft:
    """Somebody else's draft of the same app."""

    owner: str
    changes: int
    at: datetime


class Drafts:
    """All drafts of an installation."""

    def __init__(self, store: AppStore, publisher: Publisher):
        self.store, self.publisher, self.database = store, publisher, store.database
        self._resolved: OrderedDict[str, Resolution] = OrderedDict()
        self._lock = threading.Lock()

    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, app_id: str, owner: str) -> Draft:
        """The draft as it stands on the live version: others' publishing is worked in first. Raises NotFound."""
        for _ in range(TRIES):
            snapshot = self.store.current()
            app, live = snapshot.app(app_id), snapshot.number(app_id)
            with self.database.read(consistent=True) as tx:
                row = draft_rows.find(tx, app_id, owner)
                steps = tuple(draft_rows.steps(tx, app_id, owner)) if row is not None else ()
                base = version_rows.texts(tx, app_id, row.base) if row is not None and row.base != live else app.texts
            if row is None:
                return Draft(app_id, owner, live, app.texts, app.texts)
            if base is None:
                raise NotFound(what="version", id=f"{app_id} {row.base}")
            if row.base == live:
                texts = state(app.texts, steps, row.position)
                return Draft(
                    app_id, owner, live, app.texts, texts, row, steps, self._choices(row, steps, texts, app.texts)
                )
            self._rebase(row, steps, base, app.texts, live)
        raise DraftMoved(app=app_id)

    def resolution(self, texts: Texts) -> Resolution:
        """The app of a state and its problems; a few are kept."""
        key = f"{self.store.current().numbers.get(COMPANY)} {hash_of(texts)}"
        with self._lock:
            found = self._resolved.get(key)
            if found is not None:
                self._resolved.move_to_end(key)
                return found
        found = self.publisher.resolution(texts)
        with self._lock:
            self._resolved[key] = found
            while len(self._resolved) > KEPT_APPS:
                self._resolved.popitem(last=False)
        return found

    def working(self, draft: Draft) -> Resolution:
        """The draft's app, else that of the last step that had one, else the live app."""
        for position in range(draft.position, max(0, draft.position - LOOKED_BACK), -1):
            found = self.resolution(state(draft.base_texts, draft.steps, position))
            if found.app is not None:
                return found
        return Resolution(self.store.current().app(draft.app), ())

    def others(self, app_id: str, owner: str) -> list[OtherDraft]:
        """Other people's drafts that change something, the latest first."""
        found = []
        with self.database.read(consistent=True) as tx:
            for row in draft_rows.of_app(tx, app_id):
                if row.owner == owner or not row.position:
                    continue
                base = version_rows.texts(tx, app_id, row.base) or {}
                texts = state(base, draft_rows.steps(tx, app_id, row.owner, row.position), row.position)
                changes = len(diff_texts(base, texts, self.publisher.load))
                if changes:
                    found.append(OtherDraft(row.owner, changes, row.changed_at))
        return found

    # --- changing -----------------------------------------------------------------------------------------------------

    def edit(
        self, app_id: str, owner: str, position: int, edits: Sequence[Any], language: str, label: str = ""
    ) -> tuple[Draft, tuple[str, ...]]:
        """One step of undo: all edits, or none. Answers the draft and the ids that were made.

        Raises NotFound, InvalidValues, DraftMoved.
        """
        prefix = self._prefix(app_id)
        edits = [with_options(self.store, app_id, edit) for edit in edits]
        made: tuple[str, ...] = ()

        def step(draft: Draft) -> tuple[Texts, Mapping[str, Any], Mapping[str, Side]]:
            nonlocal made
            edited = apply(
                draft.texts,
                edits,
                self.publisher.load,
                self.store.catalog,
                self.resolution,
                language=language,
                prefix=prefix,
            )
            made = edited.made
            said = {"text": label.strip()} if label.strip() else {"edits": [told(edit) for edit in edits]}
            return edited.texts, said, {}

        return self._step(app_id, owner, position, step), made

    def choose(self, app_id: str, owner: str, choices: Mapping[str, Side]) -> Draft:
        """Settles places where the draft met what others published, as a step of its own. Raises NotFound."""

        def step(draft: Draft) -> tuple[Texts, Mapping[str, Any], Mapping[str, Side]]:
            texts = draft.texts
            known = {one.path: one for one in draft.choices}
            for path, side in choices.items():
                if path not in known:
                    raise NotFound(what="choice", id=path)
                if side == "theirs":
                    one = known[path]
                    texts = with_theirs(texts, path, one.base, one.theirs, self.publisher.load)
            return texts, {"chose": dict(choices)}, choices

        return self._step(app_id, owner, None, step)

    def undo(self, app_id: str, owner: str, position: int) -> Draft:
        """One step back. Raises DraftMoved, NothingThere."""
        return self._move(app_id, owner, position, -1)

    def redo(self, app_id: str, owner: str, position: int) -> Draft:
        """One step forward again. Raises DraftMoved, NothingThere."""
        return self._move(app_id, owner, position, 1)

    def discard(self, app_id: str, owner: str) -> None:
        """Throws the draft away."""
        self.database.transact(lambda tx: draft_rows.drop(tx, app_id, owner), lock="none")

    def replace(self, app_id: str, owner: str, texts: Texts, label: Mapping[str, Any]) -> Draft:
        """Makes texts the draft, as a step of its own: a version that is taken up again."""
        return self._step(app_id, owner, None, lambda draft: (texts, label, {}))

    # --- inside -------------------------------------------------------------------------------------------------------

    def _step(
        self,
        app_id: str,
        owner: str,
        position: int | None,
        make: Callable[[Draft], tuple[Texts, Mapping[str, Any], Mapping[str, Side]]],
    ) -> Draft:
        for _ in range(TRIES):
            draft = self.get(app_id, owner)
            self._require(draft, draft.position if position is None else position)
            texts, label, chose = make(draft)
            if same(dict(texts), dict(draft.texts)) and not chose:
                return draft  # nothing changed: nothing to undo
            made = StepRow(draft.position + 1, label, clock.now(), between(draft.texts, texts), chose)

            def write(tx: Transaction, draft: Draft = draft, made: StepRow = made) -> bool:
                row = draft_rows.find(tx, app_id, owner, hold=True)
                if (row.stamp if row else None) != (draft.row.stamp if draft.row else None):
                    return False
                if row is None:
                    draft_rows.begin(tx, app_id, owner, draft.live)
                    row = draft_rows.find(tx, app_id, owner)
                    assert row is not None
                draft_rows.put_steps(tx, app_id, owner, [made], after=draft.position)
                draft_rows.move(tx, row, position=made.number)
                return True

            if self.database.transact(write, lock="none"):
                return self.get(app_id, owner)
        raise DraftMoved(app=app_id)

    def _move(self, app_id: str, owner: str, position: int, by: int) -> Draft:
        for _ in range(TRIES):
            draft = self.get(app_id, owner)
            self._require(draft, position)
            if draft.row is None or not 0 <= position + by <= len(draft.steps):
                raise NothingThere(extra={"position": draft.position})

            def write(tx: Transaction, seen: DraftRow = draft.row) -> bool:
                row = draft_rows.find(tx, app_id, owner, hold=True)
                if row is None or row.stamp != seen.stamp:
                    return False
                draft_rows.move(tx, row, position=position + by)
                return True

            if self.database.transact(write, lock="none"):
                return self.get(app_id, owner)
        raise DraftMoved(app=app_id)

    @staticmethod
    def _require(draft: Draft, position: int) -> None:
        if position != draft.position:
            raise DraftMoved(app=draft.app, extra={"position": draft.position})

    def _rebase(self, row: DraftRow, steps: Sequence[StepRow], base: Texts, theirs: Texts, live: int) -> None:
        states = [state(base, steps, number) for number in range(1, len(steps) + 1)]
        result = rebased(base, theirs, states, row.position, self.publisher.load, self.publisher.count_errors)
        carried: list[StepRow] = []
        before: Texts = theirs
        for step, texts in zip(steps, result.states, strict=True):
            carried.append(StepRow(step.number, step.label, step.at, between(before, texts), step.chose))
            before = texts
        kept = {one["path"]: one for one in row.choices}
        for path, value in result.met.items():
            # Chosen before, met again: it is open again, because what it was chosen against is another thing now.
            kept[path] = {"path": path, "since": len(steps), **({} if value is None else {"base": value})}

        def write(tx: Transaction) -> None:
            now = draft_rows.find(tx, row.app, row.owner, hold=True)
            if now is not None and now.stamp == row.stamp:
                draft_rows.put_steps(tx, row.app, row.owner, carried, after=0)
                draft_rows.move(tx, now, base=live, choices=kept.values())

        self.database.transact(write, lock="none")

    def _choices(self, row: DraftRow, steps: Sequence[StepRow], texts: Texts, live: Texts) -> tuple[Choice, ...]:
        if not row.choices:
            return ()
        ours, theirs = self.publisher.load(texts), self.publisher.load(live)
        found = []
        for one in row.choices:
            path = one["path"]
            mine, their = value_at(ours, path), value_at(theirs, path)
            chosen: Side | None = None
            for step in steps[: row.position]:
                if step.number > one["since"] and path in step.chose:
                    chosen = "ours" if step.chose[path] == "ours" else "theirs"
            if chosen is not None or not same(mine, their):
                found.append(Choice(path, one.get("base", MISSING), their, mine, chosen))
        return tuple(found)

    def _prefix(self, app_id: str) -> str:
        with self.database.read() as tx:
            return "x_" if version_rows.is_from_template(tx, app_id) else ""


def state(base: Texts, steps: Sequence[StepRow], position: int) -> dict[str, str]:
    """The texts after so many steps."""
    texts = dict(base)
    for step in steps[:position]:
        for name, text in step.files.items():
            if text is None:
                texts.pop(name, None)
            else:
                texts[name] = text
    return texts


def between(before: Texts, after: Texts) -> dict[str, str | None]:
    """The files that differ, as they are afterwards; None: gone."""
    names = {*before, *after}
    return {name: after.get(name) for name in sorted(names) if before.get(name) != after.get(name)}


def told(edit: Any) -> dict[str, Any]:
    """What is kept of an edit to say later what it did: its short words, not its contents."""
    return {
        key: value
        for key, value in (edit.items() if isinstance(edit, Mapping) else ())
        if isinstance(value, (str, bool)) and len(str(value)) <= 200
    } | ({"label": str(edit["field"].get("label") or "")[:200]} if isinstance(edit.get("field"), Mapping) else {})
