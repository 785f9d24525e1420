"""Whole databases compared: every table, row by row, with what points elsewhere told by what it points to.

Left out by name is only what must differ between two runs of the same work; each name has its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from tests.support.dumps import Dump

# Tables that are not compared, and why.
TABLES = {
    "fw_session": "who signed in, of this process or that",
    "fw_link": "links to sign in, drawn by lot",
    "fw_attempt": "failed sign-ins of the last minutes",
    "fw_epoch": "how often anything changed, sign-ins too",
    "fw_consumer": "how far the readers of the outbox are, told by its numbers",
    "alembic_version": "the same code made both",
}
SHADOWS = re.compile(r"^(fw_search_.*|sqlite_.*)$")  # parts of the search index and of SQLite itself
# The number of a run inside a chain of causes: what was begun when the process ended has used one up.
RUN = re.compile(r"(rule:[\w/]+)#\d+")
# Columns that are not compared, and why.
COLUMNS = {
    **dict.fromkeys(("id", "rowid", "seq", "event_seq"), "numbers: what is tried again takes the next one"),
    **dict.fromkeys(("at", "since", "until"), "moments"),
    **dict.fromkeys(("attempts", "attempt", "lease_owner", "lease_token"), "a killed worker's job is taken over"),
    **dict.fromkeys(("sha256", "file_id", "token_hash", "password", "csrf", "hash"), "drawn by lot, or made of that"),
    "key": "holds numbers of runs and tokens of imports",
    "xid": "PostgreSQL's number of the transaction",
}
MOMENTS = re.compile(r".*_(at|until)$")
# The same inside of JSON.
MEMBERS = {"id", "at", "seq", "change_set", "run", "job", "record", "import", "import_id", "file_id", "token"}
# What plain numbers point to; foreign keys are known without that.
POINTERS = {
    "change_set": "fw_change_set",
    "undoes": "fw_change_set",
    "undone_by": "fw_change_set",
    "job": "fw_job",
    "parent": "fw_job",
    "run": "fw_run",
    "user": "company__user",
    "account": "fw_account",
    "created_by": "company__user",
    "updated_by": "company__user",
}


def whole(url: str) -> Dump:
    """Every table as a bag of rows."""
    engine = sa.create_engine(url)
    try:
        found = sa.inspect(engine)
        names = [name for name in found.get_table_names() if name not in TABLES and not SHADOWS.match(name)]
        pointers = {
            name: {
                **{column: target for column, target in POINTERS.items() if target in names},
                **{key["constrained_columns"][0]: key["referred_table"] for key in found.get_foreign_keys(name)},
            }
            for name in names
        }
        with engine.connect() as connection:
            rows = {
                name: [dict(row) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')).mappings()]
                for name in names
            }
    finally:
        engine.dispose()
    own = {
        name: {row["id"]: _content(row, pointers[name]) for row in table if "id" in row} for name, table in rows.items()
    }
    return {
        name: Counter((*_content(row, pointers[name]), *_pointed(row, pointers[name], own)) for row in table)
        for name, table in rows.items()
    }


def _content(row: Mapping[str, Any], pointers: Mapping[str, str]) -> tuple[Any, ...]:
    return tuple(
        (name, _plain(value))
        for name, value in sorted(row.items())
        if name not in COLUMNS and not MOMENTS.match(name) and name not in pointers and name != "record"
    )


def _pointed(row: Mapping[str, Any], pointers: Mapping[str, str], own: Mapping[str, Any]) -> tuple[Any, ...]:
    found = []
    for name, value in sorted(row.items()):
        # The search index knows forms by numbers: its rows are told by their words alone.
        of_form = name == "record" and value is not None and "app" in row
        target = f"{row['app']}__{row['form']}" if of_form else pointers.get(name)
        if target is not None:
            found.append((name, own.get(target, {}).get(value, "nothing") if value is not None else None))
    return tuple(found)


def _plain(value: Any) -> Any:
    """A value that can stand in a set; JSON without what passes."""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return orjson.dumps(_still(orjson.loads(value)), option=orjson.OPT_SORT_KEYS)
        except orjson.JSONDecodeError:
            return value
    return repr(value) if isinstance(value, (dict, list, memoryview)) else value


def _still(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _still(item) for name, item in value.items() if name not in MEMBERS and not MOMENTS.match(name)}
    if isinstance(value, str):
        return RUN.sub(r"\1", value)
    return [_still(item) for item in value] if isinstance(value, list) else value
