"""Places for commands: one on SQLite, and one on each database in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.places import Place


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "数 据", sqlite_url)


@pytest.fixture
def any_place(database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "数 据", database_url)
