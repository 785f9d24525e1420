"""The twin's tables and statements on SQLite: one connection, JSON made by the database, statements kept prepared."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable
from typing import Any

import orjson

from benchmarks.twin import HIDDEN, TOKEN, USER, cents, millionths, pairs
from benchmarks.workload import COLUMNS, Record

_TABLES = f"""
create table opportunity (
  id integer primary key autoincrement, revision integer not null, name text, account text, stage text, amount integer,
  probability integer, close_date text, owner text, source text, priority text, next_step text, made_on text,
  seen_on text, notes text, active integer, created_at integer, created_by integer, updated_at integer,
  updated_by integer, deleted_at integer);
create index by_stage_amount on opportunity (stage, amount desc, id) where deleted_at is null;
create table session (token blob primary key, user integer) without rowid;
create table change_set (id integer primary key, user integer, origin text, at integer);
create table history (id integer primary key, record integer, change_set integer, what text, at integer, user integer,
  old text, new text);
create index history_of_record on history (record, id);
create table event (seq integer primary key autoincrement, name text, record integer, at integer, body text);
create virtual table words using fts5(pairs, content='');
insert into session values (x'{hashlib.sha256(TOKEN.encode()).hexdigest()}', {USER});
"""

_JSON = """json_object('id', id, 'revision', revision, 'name', name, 'account', account, 'stage', stage,
 'amount', printf('%d.%02d', amount / 100, amount % 100),
 'probability', printf('%d.%06d', probability / 1000000, probability % 1000000), 'close_date', close_date,
 'owner', owner, 'source', source, 'priority', priority, 'next_step', next_step, 'made_on', made_on,
 'seen_on', seen_on, 'notes', notes, 'active', json(iif(active, 'true', 'false')),
 'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000000, 'unixepoch'), 'created_by', created_by,
 'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', updated_at / 1000000, 'unixepoch'), 'updated_by', updated_by)"""

_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("?" for _ in COLUMNS)


class SqliteStore:
    """See benchmarks.twin.Store."""

    def __init__(self, path: str, *, plain: bool) -> None:
        self.plain = plain
        self.link = sqlite3.connect(path, isolation_level=None, cached_statements=256, check_same_thread=False)
        for pragma in ("journal_mode=wal", "synchronous=normal", "cache_size=-16000", "mmap_size=268435456"):
            self.link.execute(f"pragma {pragma}")
        if not self.link.execute("select 1 from sqlite_master where name = 'opportunity'").fetchone():
            self.link.executescript(_TABLES)
        self.mine = "" if plain else f" and owner <> '{HIDDEN}'"

    def session(self, token: str) -> int | None:
        key = hashlib.sha256(token.encode()).digest()
        found = self.link.execute("select user from session where token = ?", (key,)).fetchone()
        return int(found[0]) if found else None

    def get(self, record: int) -> bytes | None:
        sql = f"select {_JSON} from opportunity where id = ? and deleted_at is null{self.mine}"
        found = self.link.execute(sql, (record,)).fetchone()
        return found[0].encode() if found else None

    def _list(self, rest: str, values: tuple[Any, ...]) -> bytes:
        rows = self.link.execute(
            f"select id, {_JSON} from opportunity where deleted_at is null{self.mine} {rest}", values
        )
        found = rows.fetchall()
        last = found[-1][0] if found else None
        return b'{"records":[' + ",".join([row[1] for row in found]).encode() + b'],"next":' + orjson.dumps(last) + b"}"

    def page(self, limit: int, after: int, offset: int) -> bytes:
        return self._list("and id > ? order by id limit ? offset ?", (after, limit, offset))

    def filtered(self, stage: str, more_than: int, limit: int) -> bytes:
        rest = "and stage = ? and amount > ? order by amount desc, id limit ?"
        return self._list(rest, (stage, more_than, limit))

    def search(self, text: str, limit: int) -> bytes:
        phrase = '"' + " ".join(pairs(text)) + '"'
        rest = "and id in (select rowid from words where words match ? limit 2000) order by id limit ?"
        return self._list(rest, (phrase, limit))

    def by_stage(self) -> bytes:
        sql = f"select stage, count(*), sum(amount) from opportunity where deleted_at is null{self.mine} group by stage"
        groups = [
            {"stage": stage, "n": count, "total": f"{total // 100}.{total % 100:02}"}
            for stage, count, total in self.link.execute(sql)
        ]
        return orjson.dumps({"groups": groups})

    def _insert(self, row: Record, now: int, user: int) -> int:
        values = [row.get(name) for name in COLUMNS]
        values[3] = cents(row["amount"]) if row.get("amount") is not None else None
        values[4] = millionths(row["probability"]) if row.get("probability") is not None else None
        sql = (
            f"insert into opportunity (revision, {_NAMES}, created_at, created_by, updated_at, updated_by) "
            f"values (1, {_MARKS}, ?, ?, ?, ?)"
        )
        made = self.link.execute(sql, (*values, now, user, now, user)).lastrowid
        assert made is not None
        return made

    def create(self, rows: Iterable[Record], user: int) -> list[int]:
        now = time.time_ns() // 1000
        link = self.link
        link.execute("begin immediate")
        try:
            given = list(rows)
            ids = [self._insert(row, now, user) for row in given]
            if not self.plain:
                change = link.execute(
                    "insert into change_set (user, origin, at) values (?, 'api', ?)", (user, now)
                ).lastrowid
                for record, row in zip(ids, given, strict=True):
                    self._trace(record, change, "created", now, user, None, row)
                    words = " ".join(pairs(row.get("name") or ""))
                    link.execute("insert into words (rowid, pairs) values (?, ?)", (record, words))
            link.execute("commit")
        except BaseException:
            link.execute("rollback")
            raise
        return ids

    def _trace(self, record: int, change: int | None, what: str, now: int, user: int, old: Any, new: Any) -> None:
        """The history row (a creation keeps no values) and the event row."""
        kept = None if old is None else orjson.dumps(old).decode()
        given = orjson.dumps(new).decode()
        self.link.execute(
            "insert into history (record, change_set, what, at, user, old, new) values (?, ?, ?, ?, ?, ?, ?)",
            (record, change, what, now, user, kept, None if old is None else given),
        )
        self.link.execute(
            "insert into event (name, record, at, body) values (?, ?, ?, ?)", (f"record.{what}", record, now, given)
        )

    def update(self, record: int, values: Record, user: int) -> bytes | None:
        now = time.time_ns() // 1000
        link = self.link
        link.execute("begin immediate")
        try:
            names = list(values)
            columns = ", ".join(names)
            sql = f"select {columns} from opportunity where id = ? and deleted_at is null{self.mine}"
            before = link.execute(sql, (record,)).fetchone()
            if before is None:
                link.execute("rollback")
                return None
            setting = ", ".join(f"{name} = ?" for name in names)
            setting += ", revision = revision + 1, updated_at = ?, updated_by = ?"
            link.execute(f"update opportunity set {setting} where id = ?", (*values.values(), now, user, record))
            if not self.plain:
                change = link.execute(
                    "insert into change_set (user, origin, at) values (?, 'api', ?)", (user, now)
                ).lastrowid
                self._trace(record, change, "updated", now, user, dict(zip(names, before, strict=True)), values)
            link.execute("commit")
        except BaseException:
            if link.in_transaction:
                link.execute("rollback")
            raise
        return self.get(record)

    def fill(self, rows: Iterable[Record]) -> None:
        """Puts the first rows in, in one transaction."""
        self.link.execute("begin immediate")
        for row in rows:
            record = self._insert(row, 1_700_000_000_000_000, USER)
            words = " ".join(pairs(row["name"]))
            self.link.execute("insert into words (rowid, pairs) values (?, ?)", (record, words))
        self.link.execute("commit")
        self.link.execute("analyze")
        self.link.execute("pragma wal_checkpoint(truncate)")
