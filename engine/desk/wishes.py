"""What people wish of a form that they may not change: a message to those who may, with the change ready to take."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.desk.notifications import notify
from engine.errors import FieldError, InvalidValues, NotFound
from engine.people import accounts
from engine.storage import notification_rows
from engine.storage.database import Database, Transaction
from engine.texts import say

KIND = "wish"
MOST = 5  # edits of one wish


@dataclass(frozen=True)
class Wish:
    """One wish as its reader was told of it; `edits` are those of a draft."""

    id: int
    app: str
    form: str
    label: str
    text: str
    by: int
    who: str
    at: datetime
    edits: tuple[Mapping[str, Any], ...]
    key: str


def make(
    database: Database,
    app: str,
    form: str,
    form_label: Mapping[str, str],
    by: tuple[int, str],
    label: str,
    text: str,
    edits: Sequence[Any],
) -> int:
    """Tells every admin; answers how many. `by`: id and name of who wishes. Raises InvalidValues.

    A wish may add fields to its form and nothing else: whoever takes it over must not be able to take over more.
    """
    label = label.strip()
    if not label:
        raise InvalidValues(errors=[FieldError("label", "wish.needed")])
    for place, edit in enumerate(edits):
        if not (isinstance(edit, Mapping) and edit.get("op") == "add_field" and edit.get("form") == form):
            raise InvalidValues(errors=[FieldError(f"edits.{place}", "wish.only_fields")])
    if len(edits) > MOST:
        raise InvalidValues(errors=[FieldError("edits", "wish.too_much", {"most": MOST})])
    key = f"{KIND}/{secrets.token_hex(8)}"
    user, name = by
    source = {"kind": KIND, "id": key, "label": label, "text": text, "by": user, "who": name, "edits": list(edits)}

    def work(tx: Transaction) -> int:
        told = 0
        for account in accounts.every(tx):
            if account.is_admin and account.active and account.user_id is not None:
                language = account.language or "en"
                shown = form_label.get(language) or next(iter(form_label.values()))
                said = say("wish.made", {"who": name, "form": shown, "label": label}, language)
                told += len(notify(tx, [account.user_id], said, key=key, source=source, app=app, form=form))
        return told

    return database.transact(work, lock="none")


def open_wishes(database: Database, user: int, app: str) -> list[Wish]:
    """What this person was told and nobody has decided yet, newest first."""
    with database.read() as tx:
        rows = notification_rows.of_user(tx, user, unread=True, limit=200)
    return [_wish(row) for row in rows if row["app"] == app and (row["source"] or {}).get("kind") == KIND]


def get(database: Database, user: int, app: str, id: int) -> Wish:
    """Raises NotFound when it is decided already, or never was."""
    for wish in open_wishes(database, user, app):
        if wish.id == id:
            return wish
    raise NotFound(what="wish", id=str(id))


def decide(database: Database, wish: Wish, form_label: str, language: str, *, taken: bool) -> None:
    """It is settled for everybody who was told, and its owner is told how."""

    def work(tx: Transaction) -> None:
        notification_rows.settle(tx, wish.key)
        said = say("wish.taken" if taken else "wish.declined", {"form": form_label, "label": wish.label}, language)
        source = {"kind": "wish_answer", "id": wish.key, "label": wish.label}
        notify(tx, [wish.by], said, key=f"{wish.key}/answer", source=source, app=wish.app, form=wish.form)

    database.transact(work, lock="none")
    database.wake("notifications")


def _wish(row: Mapping[str, Any]) -> Wish:
    source = row["source"]
    return Wish(
        id=row["id"],
        app=row["app"],
        form=row["form"],
        label=source["label"],
        text=source["text"],
        by=source["by"],
        who=source["who"],
        at=row["at"],
        edits=tuple(source["edits"]),
        key=source["id"],
    )
