"""SQL over people's drafts: the row of a draft and the steps that lead from its base to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import select, update

from engine import clock
from engine.definition.printing import json_text
from engine.storage.database import Transaction
from engine.storage.system_tables import metadata

draft = metadata.tables["fw_draft"]
step = metadata.tables["fw_draft_step"]

Files = Mapping[str, str | None]


@dataclass(frozen=True)
class DraftRow:
    """A draft without its steps; `choices` hold values of definitions, with exact numbers."""

    app: str
    owner: str
    base: int
    position: int
    stamp: int
    choices: tuple[Mapping[str, Any], ...]
    changed_at: datetime


@dataclass(frozen=True)
class StepRow:
    """One step: what it is called, the files as it left them (None: gone), what was chosen where sides had met."""

    number: int
    label: Mapping[str, Any]
    at: datetime
    files: Files
    chose: Mapping[str, str]


def find(tx: Transaction, app: str, owner: str, *, hold: bool = False) -> DraftRow | None:
    """The draft of one person; with `hold` nobody else changes it until the transaction ends."""
    query = select(draft).where(draft.c.app == app, draft.c.owner == owner)
    row = tx.connection.execute(query.with_for_update() if hold else query).first()
    return None if row is None else _draft(row)


def of_app(tx: Transaction, app: str) -> list[DraftRow]:
    """All drafts of an app, the latest change first."""
    query = select(draft).where(draft.c.app == app).order_by(draft.c.changed_at.desc(), draft.c.owner)
    return [_draft(row) for row in tx.connection.execute(query)]


def steps(tx: Transaction, app: str, owner: str, up_to: int | None = None) -> list[StepRow]:
    """The steps in order."""
    query = select(step).where(step.c.app == app, step.c.owner == owner).order_by(step.c.number)
    if up_to is not None:
        query = query.where(step.c.number <= up_to)
    return [
        StepRow(row.number, orjson.loads(row.label), row.at, orjson.loads(row.files), orjson.loads(row.chose or "{}"))
        for row in tx.connection.execute(query)
    ]


def begin(tx: Transaction, app: str, owner: str, base: int) -> None:
    """A new, empty draft on version `base`."""
    now = clock.now()
    tx.connection.execute(
        draft.insert().values(
            app=app, owner=owner, base=base, position=0, stamp=0, choices="[]", created_at=now, changed_at=now
        )
    )


def move(
    tx: Transaction,
    row: DraftRow,
    *,
    position: int | None = None,
    base: int | None = None,
    choices: Iterable[Mapping[str, Any]] | None = None,
) -> None:
    """Sets what is given, and a new stamp; the moment of its owner's last change stays on a rebase."""
    values: dict[str, Any] = {"stamp": row.stamp + 1}
    if position is not None:
        values["position"] = position
    if base is None:
        values["changed_at"] = clock.now()
    else:
        values["base"] = base
    if choices is not None:
        values["choices"] = json_text(list(choices))
    tx.connection.execute(update(draft).where(draft.c.app == row.app, draft.c.owner == row.owner).values(**values))


def put_steps(tx: Transaction, app: str, owner: str, made: Iterable[StepRow], *, after: int) -> None:
    """Writes steps in place of all that stood behind step `after`."""
    tx.connection.execute(step.delete().where(step.c.app == app, step.c.owner == owner, step.c.number > after))
    rows = [
        {
            "app": app,
            "owner": owner,
            "number": one.number,
            "label": orjson.dumps(dict(one.label), default=str).decode(),
            "at": one.at,
            "files": orjson.dumps(dict(one.files)).decode(),
            "chose": orjson.dumps(dict(one.chose)).decode() if one.chose else None,
        }
        for one in made
    ]
    if rows:
        tx.connection.execute(step.insert(), rows)


def drop(tx: Transaction, app: str, owner: str) -> None:
    """Takes a draft away with its steps."""
    tx.connection.execute(step.delete().where(step.c.app == app, step.c.owner == owner))
    tx.connection.execute(draft.delete().where(draft.c.app == app, draft.c.owner == owner))


def _draft(row: Any) -> DraftRow:
    choices = json.loads(row.choices, parse_float=Decimal)
    return DraftRow(row.app, row.owner, row.base, row.position, row.stamp, tuple(choices), row.changed_at)
