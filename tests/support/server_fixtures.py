"""Fixtures of running servers: the demo is prepared once for all test processes, then its data is copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import fasteners
import pytest

from tests.support.server import Server, running

__all__ = ["demo_copy", "demo_data", "fresh_server", "server"]


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all worker processes of a run."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the CRM and its sample data, made once by `formwright demo`. Copy it; don't serve from it."""
    folder = _shared_folder(tmp_path_factory) / "demo 数据"
    done = folder.parent / "demo-is-prepared"
    with fasteners.InterProcessLock(str(folder) + ".lock"):
        if not done.exists():
            with running("demo", folder):
                pass
            done.touch()
    return folder


@pytest.fixture(scope="session")
def demo_copy(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Gives a new copy of the demo's data folder at each call."""
    return lambda: Path(shutil.copytree(demo_data, tmp_path_factory.mktemp("copy") / "数 据"))


@pytest.fixture(scope="session")
def server(demo_copy: Callable[[], Path]) -> Iterator[Server]:
    """The demo, served for the whole session; tests that change much or count everything take `fresh_server`."""
    with running("demo", demo_copy()) as ready:
        yield ready


@pytest.fixture
def fresh_server(demo_copy: Callable[[], Path]) -> Iterator[Server]:
    """The demo on data of its own, for one test."""
    with running("demo", demo_copy()) as ready:
        yield ready
