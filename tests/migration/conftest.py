"""Databases with the engine's own tables, of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.migration.upgrading import upgrade_system
from engine.storage.database import Database
from tests.support.databases import Databases


def prepare(url: str) -> None:
    """The engine's own tables and nothing else."""
    database = Database(url)
    upgrade_system(database)
    database.close()


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """Upgraded and empty; the test runs on SQLite and on PostgreSQL."""
    with databases.lent(databases.prepared("storage: own tables", prepare)) as url:
        made = Database(url)
        yield made
        made.close()


@pytest.fixture
def fresh(databases: Databases) -> Iterator[Database]:
    """Another one of the same kind."""
    with databases.lent(databases.prepared("storage: own tables", prepare)) as url:
        made = Database(url)
        yield made
        made.close()
