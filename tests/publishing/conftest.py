"""The shop, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.bootstrap import Engine
from tests.support.databases import Databases
from tests.support.engines import engine_at, install_world


@pytest.fixture
def engine(databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as made:
            install_world(made, "shop")

    with databases.lent(databases.prepared("shop", prepare)) as url, engine_at(url, tmp_path) as opened:
        yield opened
