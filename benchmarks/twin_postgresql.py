"""The twin's tables and statements on PostgreSQL: one psycopg connection, statements prepared by the server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson
import psycopg

from benchmarks.twin import HIDDEN, TOKEN, USER, pairs
from benchmarks.workload import COLUMNS, Record

_TABLES = """
create table opportunity (
  id bigint generated always as identity primary key, revision integer not null, name text, account text, stage text,
  amount numeric(19, 2), probability numeric(19, 6), close_date date, owner text, source text, priority text,
  next_step text, made_on timestamptz, seen_on timestamptz, notes text, active boolean, created_at timestamptz,
  created_by bigint, updated_at timestamptz, updated_by bigint, deleted_at timestamptz);
create index by_stage_amount on opportunity (stage, amount desc, id) where deleted_at is null;
create table session (token bytea primary key, user_id bigint);
create table change_set (
  id bigint generated always as identity primary key, user_id bigint, origin text, at timestamptz);
create table history (id bigint generated always as identity primary key, record bigint, change_set bigint, what text,
  at timestamptz, user_id bigint, old text, new text);
create index history_of_record on history (record, id);
create table event (
  seq bigint generated always as identity primary key, name text, record bigint, at timestamptz, body text);
create table words (record bigint primary key, pairs tsvector not null);
create index words_by_pair on words using gin (pairs);
"""
_SHOWN = (
    "id, revision, name, account, stage, amount::text as money, probability::text as chance, close_date, owner, "
    "source, priority, next_step, made_on, seen_on, notes, active, created_at, created_by, updated_at, updated_by"
)
_KEYS = ("id", "revision", *COLUMNS, "created_at", "created_by", "updated_at", "updated_by")
_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("%s" for _ in COLUMNS)


class PostgresStore:
    """See benchmarks.twin.Store."""

    def __init__(self, address: str, *, plain: bool) -> None:
        self.plain = plain
        self.link = psycopg.connect(address, autocommit=True, prepare_threshold=2, options="-c timezone=UTC")
        with self.link.cursor() as cursor:
            if cursor.execute("select to_regclass('opportunity')").fetchone() == (None,):
                cursor.execute(_TABLES.encode())
                key = hashlib.sha256(TOKEN.encode()).digest()
                cursor.execute("insert into session values (%s, %s)", (key, USER))
        self.mine = "" if plain else f" and owner <> '{HIDDEN}'"

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self.link.execute(sql.encode(), values).fetchall()

    def session(self, token: str) -> int | None:
        found = self._rows("select user_id from session where token = %s", (hashlib.sha256(token.encode()).digest(),))
        return int(found[0][0]) if found else None

    def get(self, record: int) -> bytes | None:
        sql = f"select {_SHOWN} from opportunity where id = %s and deleted_at is null{self.mine}"
        found = self._rows(sql, (record,))
        return _dump(dict(zip(_KEYS, found[0], strict=True))) if found else None

    def _list(self, rest: str, values: tuple[Any, ...]) -> bytes:
        found = self._rows(f"select {_SHOWN} from opportunity where deleted_at is null{self.mine} {rest}", values)
        records = [dict(zip(_KEYS, row, strict=True)) for row in found]
        return _dump({"records": records, "next": found[-1][0] if found else None})

    def page(self, limit: int, after: int, offset: int) -> bytes:
        return self._list("and id > %s order by id limit %s offset %s", (after, limit, offset))

    def filtered(self, stage: str, more_than: int, limit: int) -> bytes:
        rest = "and stage = %s and amount > %s::bigint / 100.0 order by amount desc, id limit %s"
        return self._list(rest, (stage, more_than, limit))

    def search(self, text: str, limit: int) -> bytes:
        wanted = " & ".join(pairs(text))
        rest = (
            "and id in (select record from words where pairs @@ to_tsquery('simple', %s) limit 2000) "
            "and position(%s in lower(name)) > 0 order by id limit %s"
        )
        return self._list(rest, (wanted, text.lower(), limit))

    def by_stage(self) -> bytes:
        sql = (
            "select stage, count(*), sum(amount)::text from opportunity "
            f"where deleted_at is null{self.mine} group by stage order by stage"
        )
        groups = [{"stage": stage, "n": count, "total": total} for stage, count, total in self._rows(sql, ())]
        return _dump({"groups": groups})

    def _insert_all(self, rows: list[Record], user: int) -> list[int]:
        sql = (
            f"insert into opportunity (revision, {_NAMES}, created_at, created_by, updated_at, updated_by) "
            f"values (1, {_MARKS}, now(), %s, now(), %s) returning id"
        )
        values = [(*(row.get(name) for name in COLUMNS), user, user) for row in rows]
        with self.link.cursor() as cursor:
            if len(values) == 1:
                return [int(row[0]) for row in cursor.execute(sql.encode(), values[0]).fetchall()]
            cursor.executemany(sql.encode(), values, returning=True)
            ids: list[int] = []
            for result in cursor.results():
                ids += [int(row[0]) for row in result.fetchall()]
            return ids

    def create(self, rows: Iterable[Record], user: int) -> list[int]:
        given = list(rows)
        with self.link.transaction(), self.link.cursor() as cursor:
            ids = self._insert_all(given, user)
            if not self.plain:
                change = self._change_set(user)
                made = list(zip(ids, given, strict=True))
                history = (
                    "insert into history (record, change_set, what, at, user_id) values (%s, %s, 'created', now(), %s)"
                )
                event = "insert into event (name, record, at, body) values ('record.created', %s, now(), %s)"
                words = "insert into words values (%s, array_to_tsvector(%s))"
                cursor.executemany(history, [(record, change, user) for record in ids])
                cursor.executemany(event, [(record, orjson.dumps(row).decode()) for record, row in made])
                cursor.executemany(words, [(record, sorted(set(pairs(row.get("name") or "")))) for record, row in made])
        return ids

    def _change_set(self, user: int) -> int:
        sql = "insert into change_set (user_id, origin, at) values (%s, 'api', now()) returning id"
        return int(self._rows(sql, (user,))[0][0])

    def update(self, record: int, values: Record, user: int) -> bytes | None:
        names = list(values)
        with self.link.transaction():
            columns = ", ".join(names)
            sql = f"select {columns} from opportunity where id = %s and deleted_at is null{self.mine} for no key update"
            before = self._rows(sql, (record,))
            if not before:
                return None
            setting = ", ".join(f"{name} = %s" for name in names)
            setting += ", revision = revision + 1, updated_at = now(), updated_by = %s"
            sql = f"update opportunity set {setting} where id = %s"
            self.link.execute(sql.encode(), (*values.values(), user, record))
            if not self.plain:
                old, new = _dump(dict(zip(names, before[0], strict=True))).decode(), orjson.dumps(values).decode()
                self.link.execute(
                    "insert into history (record, change_set, what, at, user_id, old, new) "
                    "values (%s, %s, 'updated', now(), %s, %s, %s)",
                    (record, self._change_set(user), user, old, new),
                )
                self.link.execute(
                    "insert into event (name, record, at, body) values ('record.updated', %s, now(), %s)", (record, new)
                )
        return self.get(record)

    def fill(self, rows: Iterable[Record]) -> None:
        """Puts the first rows in by COPY."""
        with self.link.transaction(), self.link.cursor() as cursor:
            head = f"copy opportunity (revision, {_NAMES}, created_at, created_by, updated_at, updated_by) from stdin"
            moment = "2024-01-01T00:00:00Z"
            names: list[str] = []
            with cursor.copy(head.encode()) as copy:
                for row in rows:
                    copy.write_row((1, *(row[name] for name in COLUMNS), moment, USER, moment, USER))
                    names.append(row["name"])
            with cursor.copy("copy words from stdin") as copy:
                for record, name in enumerate(names, 1):
                    copy.write_row((record, " ".join(sorted(set(pairs(name))))))
        self.link.execute("vacuum analyze opportunity")
        self.link.execute("vacuum analyze words")


def _dump(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
