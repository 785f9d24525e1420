"""A database with the engine's own tables, of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.migration.upgrading import upgrade_system
from engine.storage.database import Database


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """Upgraded and empty; the test runs on SQLite and on PostgreSQL."""
    made = Database(database_url, data_dir=tmp_path)
    upgrade_system(made)
    yield made
    made.close()
