"""What has happened, written with it in one transaction; consumers read it in the order of commits and miss nothing.

An event's `seq` is its place. On SQLite there is one writer, so a counter will do. On PostgreSQL two writers may commit
in another order than they wrote; there the place is made of the transaction's own number and a count within it, and a
reader stops before the oldest transaction that is still running: whatever comes later has a later place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from engine import clock
from engine.events import SCHEMA, AppPublished, Cause, RecordEvent, ValuesFilled
from engine.storage.database import Transaction
from engine.storage.types import to_micros

Fact = AppPublished | ValuesFilled
Event = RecordEvent | Fact
_FACTS: Mapping[str, type[Fact]] = {AppPublished.name: AppPublished, ValuesFilled.name: ValuesFilled}
Wanted = Callable[[str, str, str | None], bool]

PLACES = 20  # bits: a million events in one transaction
LAST = 2**63 - 1
_INSERT_SQLITE = "INSERT INTO fw_outbox (at, name, app, form, record, body) VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_POSTGRESQL = (
    "INSERT INTO fw_outbox (seq, at, name, app, form, record, body) "
    f"VALUES ((pg_current_xact_id()::text::bigint << {PLACES}) + %s, %s, %s, %s, %s, %s, %s)"
)
# The oldest transaction that is still running anywhere on the server: nothing below it can still be written.
_SURELY = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
# The same for this database alone, whose writers are the only ones that matter; asked where others hold the first back.
# (The snapshot is taken before the list is read: a transaction that ends in between is seen by the next statement.)
# Transactions are told there by the lower half of their number; what may not be seen leaves the first answer standing.
_HERE = f"""
SELECT CASE WHEN bool_or(a.query = '<insufficient privilege>') THEN {_SURELY} ELSE least(top, min(
    (top & ~4294967295) + a.xid - CASE WHEN a.xid > (top & 4294967295) THEN 4294967296 ELSE 0 END)) END
FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS top) AS now
LEFT JOIN (SELECT backend_xid::text::bigint AS xid, query FROM pg_stat_activity
           WHERE datname = current_database()) AS a ON true
GROUP BY top"""


def append(tx: Transaction, events: Sequence[RecordEvent]) -> None:
    """Writes events of records; whoever waits for them is woken after the commit."""
    _append(tx, [(event.name, event.app, event.form, event.id, _body(event)) for event in events])


def append_fact(tx: Transaction, event: Fact) -> None:
    """Writes another fact, such as the publishing of an app."""
    _append(tx, [(event.name, event.app, None, None, orjson.dumps(dataclasses.asdict(event)).decode())])


def newest(tx: Transaction) -> int:
    """The place behind which everything is still to come, for those who follow from now on."""
    if tx.dialect == "sqlite":
        row = tx.execute("SELECT seq FROM sqlite_sequence WHERE name = 'fw_outbox'").fetchone()
        return int(row[0]) if row else 0
    return _settled(tx) - 1


def read(tx: Transaction, after: int, limit: int = 500) -> list[tuple[int, Event]]:
    """(place, event) of what comes after a place, in order; nothing is ever skipped."""
    sql = _marked(tx, "SELECT seq, name, body FROM fw_outbox WHERE seq > %s AND seq < %s ORDER BY seq LIMIT %s")
    rows = tx.execute(sql, (after, _settled(tx, after), limit)).fetchall()
    return [(seq, _event(name, orjson.loads(body))) for seq, name, body in rows]


def register(tx: Transaction, consumer: str) -> None:
    """Makes a consumer known, from now on; what it has not passed is kept for it."""
    sql = "INSERT INTO fw_consumer (name, seq, at) VALUES (%s, %s, %s) ON CONFLICT (name) DO NOTHING"
    tx.execute(_marked(tx, sql), (consumer, newest(tx), _now(tx)))


def waiting(tx: Transaction, consumer: str, *, unsettled: bool = False) -> bool:
    """Whether something is there for a consumer; `unsettled`: also what it may not read yet."""
    position = _position(tx, consumer)
    if position is None:
        return False
    before = ENDLESS if unsettled else _settled(tx, position)
    sql = _marked(tx, "SELECT 1 FROM fw_outbox WHERE seq > %s AND seq < %s LIMIT 1")
    return tx.execute(sql, (position, before)).fetchone() is not None


def take(tx: Transaction, consumer: str, wanted: Wanted, limit: int = 500) -> list[tuple[int, Event | None]]:
    """What comes next for a consumer, which stays locked until the transaction ends; [] when another holds it.

    `wanted(name, app, form)`: whether anybody waits for such events; of others only the place is given.
    """
    position = _position(tx, consumer, lock=True)
    if position is None:
        return []
    sql = "SELECT seq, name, app, form, body FROM fw_outbox WHERE seq > %s AND seq < %s ORDER BY seq LIMIT %s"
    rows = tx.execute(_marked(tx, sql), (position, _settled(tx, position), limit)).fetchall()
    return [
        (seq, _event(name, orjson.loads(body)) if wanted(name, app, form) else None)
        for seq, name, app, form, body in rows
    ]


def pass_(tx: Transaction, consumer: str, seq: int) -> None:
    """Says that a consumer is through up to and with a place."""
    tx.execute(_marked(tx, "UPDATE fw_consumer SET seq = %s, at = %s WHERE name = %s"), (seq, _now(tx), consumer))


ENDLESS = 2**63 - 1
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
    base = tx.execute(f"SELECT pg_current_xact_id()::text::bigint << {PLACES}").fetchone()[0]
    ahead = "SELECT max(seq) FROM (SELECT seq FROM fw_outbox UNION ALL SELECT seq FROM fw_consumer) AS places"
    if (tx.execute(ahead).fetchone()[0] or 0) < base:
        return
    rows = tx.execute("SELECT seq FROM fw_outbox ORDER BY seq").fetchall()
    for name, seq in tx.execute("SELECT name, seq FROM fw_consumer").fetchall():
        passed = sum(row[0] <= seq for row in rows)
        tx.execute("UPDATE fw_consumer SET seq = %s WHERE name = %s", (base + passed - 1, name))
    tx.execute("UPDATE fw_outbox SET seq = -seq")
    tx.execute_many(
        "UPDATE fw_outbox SET seq = %s WHERE seq = %s", [(base + at, -row[0]) for at, row in enumerate(rows)]
    )


def _settled(tx: Transaction, after: int | None = None) -> int:
    """The place below which nothing can still be written. A statement of its own: what is read later sees more."""
    if tx.dialect == "sqlite":
        return LAST
    if after is not None:
        # Cheap, and mostly enough: everything that is there lies below the oldest transaction of the whole server.
        sql = f"SELECT {_SURELY}, (SELECT max(seq) FROM fw_outbox)"
        surely, last = tx.execute(sql).fetchone()
        if last is None or last < surely << PLACES:
            return int(surely) << PLACES
    return int(tx.execute(_HERE).fetchone()[0]) << PLACES


def _event(name: str, body: Mapping[str, Any]) -> Event:
    if name in _FACTS:
        return _FACTS[name](**body)
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
