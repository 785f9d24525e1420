"""Unpublished changes of people to apps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.types import Moment

revision = "0002_drafts"
down_revision = "0001_foundation"


def upgrade() -> None:
    op.create_table(
        "fw_draft",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("app", "owner", name=op.f("pk_fw_draft")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fw_draft_step",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("chose", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("app", "owner", "number", name=op.f("pk_fw_draft_step")),
        sqlite_autoincrement=True,
    )
