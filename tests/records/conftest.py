"""A world of its own for every test, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.storage.database import Database
from tests.records import world as worlds
from tests.support.databases import Databases


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    with databases.lent(databases.prepared("empty shop", worlds.prepare)) as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def shared_world(databases: Databases) -> Iterator[worlds.World]:
    """One world for all tests of a file that only read, or only try what is refused."""
    with databases.lent(databases.prepared("empty shop", worlds.prepare)) as url:
        opened = Database(url)
        yield worlds.open_world(opened)
        opened.close()


@pytest.fixture
def world(database: Database) -> worlds.World:
    return worlds.open_world(database)
