"""Databases with the engine's own tables, of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.migration.upgrading import upgrade_system
from engine.storage.database import Database
from tests.support.databases import Databases


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Upgraded and empty; the test runs on SQLite and on PostgreSQL."""
    made = Database(database_url)
    upgrade_system(made)
    yield made
    made.close()


@pytest.fixture
def fresh(databases: Databases) -> Iterator[Database]:
    """Another one of the same kind."""
    with databases.lent(databases.fresh()) as url:
        made = Database(url)
        upgrade_system(made)
        yield made
        made.close()
