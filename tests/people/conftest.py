"""A database with the engine's own tables, on both kinds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.migration.upgrading import upgrade_system
from engine.storage.database import Database
from tests.support.databases import Databases


def _prepare(url: str) -> None:
    database = Database(url)
    upgrade_system(database)
    database.close()


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    with databases.lent(databases.prepared("system tables", _prepare)) as url:
        opened = Database(url)
        yield opened
        opened.close()
