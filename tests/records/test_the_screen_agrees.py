"""What a form on a screen works out by itself while somebody types is what the server says of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import node
import pytest

from engine.records import RecordContext
from engine.storage.database import Database
from tests.records import till
from tests.records.logic_cases import FILE, make, standard, whole_file
from tests.support import seeds
from tests.support.databases import SqliteDatabases
from tests.support.sizes import sized

UI = Path(__file__).parents[2] / "builder_ui"


@pytest.fixture
def database(sqlite_databases: SqliteDatabases) -> Iterator[Database]:
    with sqlite_databases.lent(sqlite_databases.prepared("till", till.prepare)) as url:
        opened = Database(url)
        yield opened
        opened.close()


def in_the_browser(file: Path) -> subprocess.CompletedProcess[str]:
    found = node.find()
    assert found is not None, "No Node on this machine: `make install` brings one."
    return subprocess.run(
        [str(found.node), "node_modules/vitest/vitest.mjs", "run", "src/logic/agreement.test.ts"],
        cwd=UI,
        env={**os.environ, **found.environment(), "FORMWRIGHT_LOGIC_CASES": str(file), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_the_file_of_cases_is_as_the_server_answers_now() -> None:
    assert FILE.read_bytes() == standard(), "Write it again: python -m tests.records.logic_cases"


@pytest.mark.parametrize("who", [till.admin, till.clerk], ids=["somebody who sees all", "somebody who does not"])
def test_forms_filled_in_by_chance_are_worked_out_alike(
    database: Database, tmp_path: Path, who: Callable[[Database], RecordContext]
) -> None:
    file = tmp_path / "cases.json"
    seed = seeds.generator("the screen agrees").randrange(10**9)
    file.write_bytes(whole_file(make(who(database), seed, sized(150, 3_000))))
    done = in_the_browser(file)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
