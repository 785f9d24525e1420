"""Places for commands: one on SQLite, and one on each database in turn, new or with the small app in version 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.places import TINY, Place
from tests.support.databases import Databases
from tests.support.engines import engine_at


@pytest.fixture
def place(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """An installation without any app of its own."""

    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared"):
            pass

    with sqlite_databases.lent(sqlite_databases.prepared("empty", prepare)) as url:
        yield Place(tmp_path / "数 据", url)


@pytest.fixture
def tiny(databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """An installation where the small app was published from a folder, on each database."""

    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as engine:
            engine.publisher.publish(TINY, actor="cli")

    with databases.lent(databases.prepared("tiny by command", prepare)) as url:
        yield Place(tmp_path / "数 据", url)
