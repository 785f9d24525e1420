"""A database with the engine's own tables, on both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.migration.upgrading import upgrade_system
from engine.storage.database import Database


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    made = Database(database_url, data_dir=tmp_path)
    upgrade_system(made)
    yield made
    made.close()
