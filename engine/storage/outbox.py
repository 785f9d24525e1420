"""What has happened, written with it in one transaction; consumers read it in the order of commits and miss nothing.

An event's `seq` is its place. On SQLite there is one writer, so a counter will do. On PostgreSQL two writers may commit
in another order than they wrote; there the place is made of the transaction's own number and a count within it, and a
reader stops before the oldest transaction that is still running: whatever comes later has a later place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from engine import clock
from engine.events import SCHEMA, AppPublished, Cause, RecordEvent
from engine.storage.database import Transaction
from engine.storage.types import to_micros

Event = RecordEvent | AppPublished

PLACES = 20  # bits: a million events in one transaction
_INSERT_SQLITE = "INSERT INTO fw_outbox (at, name, app, form, record, body) VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_POSTGRESQL = (
    "INSERT INTO fw_outbox (seq, at, name, app, form, record, body) "
    f"VALUES ((pg_current_xact_id()::text::bigint << {PLACES}) + %s, %s, %s, %s, %s, %s, %s)"
)
# Everything below is settled: no running transaction can still write there.
_SETTLED = f"(pg_snapshot_xmin(pg_current_snapshot())::text::bigint << {PLACES})"


def append(tx: Transaction, events: Sequence[RecordEvent]) -> None:
    """Writes events of records; whoever waits for them is woken after the commit."""
    _append(tx, [(event.name, event.app, event.form, event.id, _body(event)) for event in events])


def append_fact(tx: Transaction, event: AppPublished) -> None:
    """Writes another fact, such as the publishing of an app."""
    _append(tx, [(event.name, event.app, None, None, orjson.dumps(dataclasses.asdict(event)).decode())])


def newest(tx: Transaction) -> int:
    """The place behind which everything is still to come, for those who follow from now on."""
    if tx.dialect == "sqlite":
        row = tx.execute("SELECT seq FROM sqlite_sequence WHERE name = 'fw_outbox'").fetchone()
        return int(row[0]) if row else 0
    return int(tx.execute(f"SELECT {_SETTLED} - 1").fetchone()[0])


def read(tx: Transaction, after: int, limit: int = 500) -> list[tuple[int, Event]]:
    """(place, event) of what comes after a place, in order; nothing is ever skipped."""
    mark, settled = ("?", "") if tx.dialect == "sqlite" else ("%s", f" AND seq < {_SETTLED}")
    sql = f"SELECT seq, name, body FROM fw_outbox WHERE seq > {mark}{settled} ORDER BY seq LIMIT {mark}"
    return [(seq, _event(name, orjson.loads(body))) for seq, name, body in tx.execute(sql, (after, limit)).fetchall()]


def register(tx: Transaction, consumer: str) -> None:
    """Makes a consumer known, from now on; what it has not passed is kept for it."""
    sql = "INSERT INTO fw_consumer (name, seq, at) VALUES (%s, %s, %s) ON CONFLICT (name) DO NOTHING"
    tx.execute(_marked(tx, sql), (consumer, newest(tx), _now(tx)))


def waiting(tx: Transaction, consumer: str) -> bool:
    """Whether something is there for a consumer."""
    position = _position(tx, consumer)
    if position is None:
        return False
    settled = "" if tx.dialect == "sqlite" else f" AND seq < {_SETTLED}"
    return (
        tx.execute(_marked(tx, f"SELECT 1 FROM fw_outbox WHERE seq > %s{settled} LIMIT 1"), (position,)).fetchone()
        is not None
    )


def take(tx: Transaction, consumer: str, limit: int = 100) -> list[tuple[int, Event]]:
    """What comes next for a consumer, which stays locked until the transaction ends; [] when another holds it."""
    position = _position(tx, consumer, lock=True)
    return [] if position is None else read(tx, position, limit)


def pass_(tx: Transaction, consumer: str, seq: int) -> None:
    """Says that a consumer is through up to and with a place."""
    tx.execute(_marked(tx, "UPDATE fw_consumer SET seq = %s, at = %s WHERE name = %s"), (seq, _now(tx), consumer))


KEPT = timedelta(minutes=10)


def clean(tx: Transaction) -> int:
    """Removes what every consumer has passed (without consumers: what is older than a day); how many.

    The last minutes stay for those who follow live and are no consumers.
    """
    lowest = tx.execute("SELECT min(seq), count(*) FROM fw_consumer").fetchone()
    if lowest[1]:
        before = _moment(tx, clock.now() - KEPT)
        return int(
            tx.execute(_marked(tx, "DELETE FROM fw_outbox WHERE seq <= %s AND at < %s"), (lowest[0], before)).rowcount
        )
    yesterday = _moment(tx, clock.now() - timedelta(days=1))
    return int(tx.execute(_marked(tx, "DELETE FROM fw_outbox WHERE at < %s"), (yesterday,)).rowcount)


def settle_after_copy(tx: Transaction) -> None:
    """Renumbers what was copied from another server, whose transactions counted differently; order is kept."""
    if tx.dialect != "postgresql":
        return
    ahead = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE seq >= {_SETTLED}" for table in ("fw_outbox", "fw_consumer")
    )
    if tx.execute(ahead).fetchone() is None:
        return
    rows = tx.execute("SELECT seq FROM fw_outbox ORDER BY seq").fetchall()
    base = tx.execute(f"SELECT pg_current_xact_id()::text::bigint << {PLACES}").fetchone()[0]
    for name, seq in tx.execute("SELECT name, seq FROM fw_consumer").fetchall():
        passed = sum(row[0] <= seq for row in rows)
        tx.execute("UPDATE fw_consumer SET seq = %s WHERE name = %s", (base + passed - 1, name))
    tx.execute("UPDATE fw_outbox SET seq = -seq")
    tx.execute_many(
        "UPDATE fw_outbox SET seq = %s WHERE seq = %s", [(base + at, -row[0]) for at, row in enumerate(rows)]
    )


def _event(name: str, body: Mapping[str, Any]) -> Event:
    if name == AppPublished.name:
        return AppPublished(**body)
    values = {key: value for key, value in body.items() if key != "schema"}
    return RecordEvent(**{**values, "cause": Cause(tuple(values.get("cause") or ()))})


def _append(tx: Transaction, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    moment = _now(tx)
    if tx.dialect == "sqlite":
        cells = [(moment, *row) for row in rows]
        sql = _INSERT_SQLITE
    else:
        start = tx.cached.get("events", 0)
        tx.cached["events"] = start + len(rows)
        cells = [(start + at, moment, *row) for at, row in enumerate(rows)]
        sql = _INSERT_POSTGRESQL
    if len(cells) == 1:
        tx.execute(sql, cells[0])
    else:
        tx.execute_many(sql, cells)
    if "woken" not in tx.cached:
        tx.cached["woken"] = True
        tx.after_commit(lambda: tx.database.wake("outbox"))


def _body(event: RecordEvent) -> str:
    return orjson.dumps(
        {
            "what": event.what,
            "app": event.app,
            "form": event.form,
            "id": event.id,
            "revision": event.revision,
            "change_set": event.change_set,
            "actor": event.actor,
            "origin": event.origin,
            "old": event.old,
            "new": event.new,
            "cause": event.cause.chain,
            "schema": SCHEMA,
        }
    ).decode()


def _position(tx: Transaction, consumer: str, *, lock: bool = False) -> int | None:
    sql = _marked(tx, "SELECT seq FROM fw_consumer WHERE name = %s")
    if lock and tx.dialect == "postgresql":
        sql += " FOR UPDATE SKIP LOCKED"
    row = tx.execute(sql, (consumer,)).fetchone()
    return None if row is None else int(row[0])


def _now(tx: Transaction) -> Any:
    return _moment(tx, clock.now())


def _moment(tx: Transaction, moment: datetime) -> Any:
    return to_micros(moment) if tx.dialect == "sqlite" else moment


def _marked(tx: Transaction, sql: str) -> str:
    return sql.replace("%s", "?") if tx.dialect == "sqlite" else sql
