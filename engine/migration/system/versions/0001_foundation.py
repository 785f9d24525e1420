"""The tables that Formwright starts with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.search_table import create_search_table
from engine.storage.types import BigId, Moment

revision = "0001_foundation"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "fw_account",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_account")),
        sa.UniqueConstraint("email", name=op.f("uq_fw_account_email")),
        sa.UniqueConstraint("user", name=op.f("uq_fw_account_user")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_app",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=False),
        sa.Column("base_template", sa.Text(), nullable=True),
        sa.Column("base_version", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("installed_at", Moment(), nullable=False),
        sa.Column("installed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_app")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_attempt",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fw_attempt")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_change_set",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_change_set")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_consumer",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fw_consumer")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_counter",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("app", "form", "field", "period", name=op.f("pk_fw_counter")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_epoch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_epoch")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("app", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("record", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_file")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fw_file_record", "fw_file", ["app", "form", "record"], unique=False)
    op.create_index("ix_fw_file_sha256", "fw_file", ["sha256"], unique=False)
    op.create_table(
        "fw_history",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.Column("change_set", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_history")),
        sa.UniqueConstraint(
            "app", "form", "record", "change_set", name=op.f("uq_fw_history_app_form_record_change_set")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fw_history_change_set", "fw_history", ["change_set"], unique=False)
    op.create_table(
        "fw_idempotency",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_fw_idempotency")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_import",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=True),
        sa.Column("change_set", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_import")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_job",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("options", sa.Text(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("max_attempts", sa.Integer(), server_default=sa.text("5"), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_token", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("parent", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_job")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fw_job_due", "fw_job", ["state", "due_at", "priority"], unique=False)
    op.create_index(
        "ux_fw_job_key",
        "fw_job",
        ["key"],
        unique=True,
        sqlite_where=sa.text("key IS NOT NULL AND state IN ('waiting', 'running')"),
        postgresql_where=sa.text("key IS NOT NULL AND state IN ('waiting', 'running')"),
    )
    op.create_table(
        "fw_link",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_fw_link")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_membership",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("user", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("app", "role", "user", name=op.f("pk_fw_membership")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fw_membership_user", "fw_membership", ["user"], unique=False)
    op.create_table(
        "fw_name",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), server_default="", nullable=False),
        sa.Column("part", sa.Text(), server_default="", nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), server_default="", nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_fw_name_living",
        "fw_name",
        ["app", "form", "field", "part"],
        unique=True,
        sqlite_where=sa.text("retired IS NULL"),
        postgresql_where=sa.text("retired IS NULL"),
    )
    op.create_table(
        "fw_notification",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("app", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("record", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_fw_notification_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fw_notification_user", "fw_notification", ["user", "read_at", "at"], unique=False)
    op.create_table(
        "fw_outbox",
        sa.Column("seq", BigId, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("record", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_fw_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_run",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=True),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("record", sa.BigInteger(), nullable=True),
        sa.Column("change_set", sa.BigInteger(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=True),
        sa.Column("chain", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_run")),
        sa.UniqueConstraint("app", "rule", "event_seq", name=op.f("uq_fw_run_app_rule_event_seq")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fw_run_record", "fw_run", ["app", "form", "record"], unique=False)
    op.create_table(
        "fw_run_step",
        sa.Column("run", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("iteration", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run", "path", "iteration", name=op.f("pk_fw_run_step")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account", sa.BigInteger(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_fw_session")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fw_session_account", "fw_session", ["account"], unique=False)
    op.create_table(
        "fw_setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fw_setting")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_template_base",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("app", name=op.f("pk_fw_template_base")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_token",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fw_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_fw_token_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_version",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("app", "number", name=op.f("pk_fw_version")),
        sqlite_autoincrement=True,
    )

    create_search_table(op.get_bind())
    op.execute("INSERT INTO fw_epoch (id, number) VALUES (1, 1)")
