"""The engine's own tables: what is installed, who may sign in, what happened, and what is still to do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.storage.types import BigId, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[Any]:
    return Column("id", BigId, primary_key=True, autoincrement=True)


def _table(name: str, *parts: Column[Any] | Index | UniqueConstraint | PrimaryKeyConstraint) -> Table:
    return Table(name, metadata, *parts, sqlite_autoincrement=True)


def _text(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=null)


def _big(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=null)


def _int(name: str, *, null: bool = False, default: int | None = None) -> Column[Any]:
    return Column(name, Integer, nullable=null, server_default=None if default is None else text(str(default)))


def _moment(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Moment, nullable=null)


def _json(name: str, *, null: bool = True) -> Column[Any]:
    return Column(name, Text, nullable=null)  # JSON as text, written and read by whoever owns the row


def _key(name: str, *, default: str | None = None) -> Column[Any]:
    return Column(name, Text, primary_key=True, server_default=default)


# --- the installation -------------------------------------------------------------------------------------------

# One row: the number that moves whenever apps, roles, sessions or settings change; it keys every cache.
fw_epoch = _table("fw_epoch", Column("id", Integer, primary_key=True, autoincrement=False), _big("number"))
fw_setting = _table("fw_setting", _key("key"), _json("value"))

# --- apps and their versions ------------------------------------------------------------------------------------

fw_app = _table(
    "fw_app",
    _key("id"),
    _text("label"),
    _int("live"),
    _text("base_template", null=True),
    _text("base_version", null=True),
    _int("position", default=0),
    _moment("installed_at"),
    _text("installed_by"),
)
fw_version = _table(
    "fw_version",
    _key("app"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _json("texts", null=False),
    _text("hash"),
    _text("actor"),
    _moment("at"),
    _text("note", null=True),
    _int("based_on", null=True),
    _text("kind"),
)
fw_template_base = _table(
    "fw_template_base", _key("app"), _text("template"), _text("version"), _json("texts", null=False)
)

# One person's unpublished changes to one app. `stamp` moves with every write; `position` steps are in force, those
# behind it can be done again. `choices` are the places where others' publishing met the draft.
fw_draft = _table(
    "fw_draft",
    _key("app"),
    _key("owner"),
    _int("base"),
    _int("position"),
    _big("stamp"),
    _json("choices", null=False),
    _moment("created_at"),
    _moment("changed_at"),
)
# A step holds the files that it changed as they are after it (null: gone), so that every state is base + steps.
fw_draft_step = _table(
    "fw_draft_step",
    _key("app"),
    _key("owner"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _json("label", null=False),
    _moment("at"),
    _json("files", null=False),
    _json("chose"),
)

# Physical names, chosen once. A row is a form (field ''), a field (part ''), or a part of one: a stored key, a sort
# key, a table of links or rows. `id` numbers forms and fields for the search index and the order of locks.
fw_name = _table(
    "fw_name",
    _id(),
    _text("app"),
    _text("form"),
    Column("field", Text, nullable=False, server_default=""),
    Column("part", Text, nullable=False, server_default=""),
    _text("table_name"),
    Column("column_name", Text, nullable=False, server_default=""),
    _json("spec", null=False),
    _int("retired", null=True),  # the version that took it away; null: living
    Index(
        "ix_fw_name_living",
        "app",
        "form",
        "field",
        "part",
        unique=True,
        sqlite_where=text("retired IS NULL"),
        postgresql_where=text("retired IS NULL"),
    ),
)

# --- writes: change sets, history, events -------------------------------------------------------------------------

fw_change_set = _table(
    "fw_change_set",
    _id(),
    _text("actor"),
    _big("user", null=True),
    _text("origin"),
    _text("label", null=True),
    _json("cause"),
    _moment("at"),
    _big("undoes", null=True),
    _big("undone_by", null=True),
)
fw_history = _table(
    "fw_history",
    _id(),
    _text("app"),
    _text("form"),
    _big("record"),
    _big("change_set"),
    _text("what"),
    _int("revision"),
    _moment("at"),
    _text("actor"),
    _big("user", null=True),
    _text("origin"),
    _json("cause"),
    _json("old"),
    _json("new"),
    UniqueConstraint("app", "form", "record", "change_set"),
    Index("ix_fw_history_change_set", "change_set"),
)
# `seq` is the place of an event; how it is made says outbox.py.
fw_outbox = _table(
    "fw_outbox",
    Column("seq", BigId, primary_key=True, autoincrement=True),
    _moment("at"),
    _text("name"),
    _text("app"),
    _text("form", null=True),
    _big("record", null=True),
    _json("body", null=False),
)
fw_consumer = _table("fw_consumer", _key("name"), _big("seq"), _moment("at"))
fw_counter = _table("fw_counter", _key("app"), _key("form"), _key("field"), _key("period"), _big("value"))
fw_file = _table(
    "fw_file",
    _key("id"),  # a random token: what the outside sees
    _text("sha256"),
    _text("name"),
    _big("size"),
    _text("type"),
    _moment("created_at"),
    _text("created_by", null=True),
    _text("app", null=True),  # the record that claimed it; null: not claimed yet
    _text("form", null=True),
    _big("record", null=True),
    _text("field", null=True),
    Index("ix_fw_file_sha256", "sha256"),
    Index("ix_fw_file_record", "app", "form", "record"),
)
fw_idempotency = _table(
    "fw_idempotency",
    _key("actor"),
    _key("key"),
    _text("request_hash"),
    _int("status"),
    _text("answer", null=True),
    _moment("at"),
)

# --- durable work -------------------------------------------------------------------------------------------------

fw_job = _table(
    "fw_job",
    _id(),
    _text("type"),
    _text("label"),
    _text("state"),
    _int("priority", default=0),
    _text("key", null=True),
    _json("options"),
    _json("position"),
    _json("result"),
    _json("error"),
    _big("done"),
    _big("total", null=True),
    _text("step", null=True),
    _json("actor"),
    _moment("created_at"),
    _moment("due_at"),
    _moment("started_at", null=True),
    _moment("ended_at", null=True),
    _int("attempts", default=0),
    _int("max_attempts", default=5),
    _text("lease_owner", null=True),
    _int("lease_token", default=0),
    _moment("lease_until", null=True),
    Column("cancel_requested", Boolean, nullable=False, server_default=text("false")),
    _big("parent", null=True),
    Index("ix_fw_job_due", "state", "due_at", "priority"),
    Index(
        "ux_fw_job_key",
        "key",
        unique=True,
        sqlite_where=text("key IS NOT NULL AND state IN ('waiting', 'running')"),
        postgresql_where=text("key IS NOT NULL AND state IN ('waiting', 'running')"),
    ),
)
fw_run = _table(
    "fw_run",
    _id(),
    _big("job", null=True),
    _text("app"),
    _text("rule"),
    _int("version"),
    _text("state"),
    _big("event_seq", null=True),
    _json("event"),
    _text("form", null=True),
    _big("record", null=True),
    _big("change_set", null=True),
    _json("condition"),
    _json("changed"),
    _json("chain"),
    _text("actor", null=True),
    _json("error"),
    _moment("started_at"),
    _moment("ended_at", null=True),
    UniqueConstraint("app", "rule", "event_seq"),
    Index("ix_fw_run_record", "app", "form", "record"),
)
fw_run_step = _table(
    "fw_run_step",
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    _key("path"),
    _key("iteration", default=""),
    _text("type"),
    _text("state"),
    _json("input"),
    _json("output"),
    _json("error"),
    _int("attempt", default=1),
    _moment("started_at"),
    _moment("ended_at", null=True),
    _json("sentence"),
)
fw_notification = _table(
    "fw_notification",
    _id(),
    _big("user"),
    _text("text"),
    _moment("at"),
    _moment("read_at", null=True),
    _text("app", null=True),
    _text("form", null=True),
    _big("record", null=True),
    _json("source"),
    _text("key"),
    UniqueConstraint("key"),
    Index("ix_fw_notification_user", "user", "read_at", "at"),
)
fw_import = _table(
    "fw_import",
    _key("id"),
    _text("app"),
    _text("form"),
    _text("file_id"),
    _json("options"),
    _json("mapping"),
    _json("columns"),
    _text("state"),
    _big("job", null=True),
    _big("change_set", null=True),
    _moment("created_at"),
    _text("created_by"),
    _json("report"),
)

# --- people -------------------------------------------------------------------------------------------------------

fw_account = _table(
    "fw_account",
    _id(),
    _big("user"),
    _text("email"),
    _text("name"),
    _text("password", null=True),
    Column("is_admin", Boolean, nullable=False),
    _text("language", null=True),
    _text("theme", null=True),
    Column("active", Boolean, nullable=False),
    _moment("created_at"),
    UniqueConstraint("user"),
    UniqueConstraint("email"),
)
fw_session = _table(
    "fw_session",
    _key("token_hash"),
    _big("account"),
    _text("csrf"),
    _text("note", null=True),
    _moment("created_at"),
    _moment("expires_at"),
    Index("ix_fw_session_account", "account"),
)
fw_token = _table(
    "fw_token",
    _id(),
    _text("token_hash"),
    _big("account", null=True),
    _text("kind"),
    _text("name"),
    _json("scopes"),
    _json("roles"),
    _moment("created_at"),
    _big("created_by", null=True),
    _moment("expires_at", null=True),
    _moment("revoked_at", null=True),
    UniqueConstraint("token_hash"),
)
fw_link = _table(
    "fw_link",
    _key("token_hash"),
    _text("purpose"),
    _big("account", null=True),
    _moment("expires_at"),
    _moment("used_at", null=True),
)
fw_attempt = _table("fw_attempt", _key("key"), _int("count"), _moment("since"), _moment("until", null=True))
fw_membership = _table(
    "fw_membership",
    _key("app"),
    _key("role"),
    Column("user", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_fw_membership_user", "user"),
)
