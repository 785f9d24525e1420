"""A server that has just started has loaded only what serving needs; heavy libraries come at their first use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.server import running

HEAVY = ("pypinyin", "weasyprint", "alembic", "phonenumbers", "holidays", "python_calamine", "xlsxwriter", "authlib")


@pytest.fixture(scope="module")
def imported(demo_copy: object, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The top names of all modules that a second start of the demo has imported by the time it is ready."""
    assert callable(demo_copy)
    folder = demo_copy()
    assert isinstance(folder, Path)
    with running("demo", folder, PYTHONPROFILEIMPORTTIME="1") as server:
        said = server.said()
    return {name.split(".")[0] for name in re.findall(r"^import time:.*\|\s+([\w.]+)$", said, re.MULTILINE)}


def test_the_list_of_imports_is_really_read(imported: set[str]) -> None:
    assert {"engine", "sqlalchemy"} <= imported


@pytest.mark.parametrize("library", HEAVY)
def test_a_heavy_library_waits_for_its_first_use(imported: set[str], library: str) -> None:
    assert library not in imported
