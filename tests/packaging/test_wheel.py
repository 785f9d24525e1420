"""A wheel is all that its user needs: engine, texts, built UI and templates, and nothing of the checkout besides."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.promises.test_licences import collect_needs

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as `pip install` builds it; the UI comes from the stamp when it is built."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as opened:
        return opened.namelist()


def test_the_top_level_is_the_engine_and_its_description_alone(names: list[str]) -> None:
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.startswith("formwright-")} == {"engine"}
    assert [name.endswith(".dist-info") for name in top if name.startswith("formwright-")] == [True]


@pytest.mark.parametrize(
    "needed",
    [
        "engine/__init__.py",
        "engine/texts/errors.yaml",
        "engine/_shipped/ui/index.html",
        "engine/_shipped/ui/assets/",
        "engine/_shipped/templates/crm/app.yaml",
        "engine/_shipped/templates/crm/forms/",
        "engine/_shipped/templates/crm/data/",
    ],
)
def test_it_carries_what_runs(names: list[str], needed: str) -> None:
    assert any(name == needed or (needed.endswith("/") and name.startswith(needed)) for name in names)


def test_it_carries_every_file_of_the_engine_that_git_knows(names: list[str]) -> None:
    known = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--", "engine"], capture_output=True, text=True, check=True
    ).stdout
    assert set(filter(None, known.split("\0"))) <= set(names)


@pytest.mark.parametrize(
    "unwanted", ["tests/", "node_modules", "__pycache__", ".ts", ".tsx", ".map", "benchmarks/", ".ui-stamp"]
)
def test_it_carries_nothing_for_developers(names: list[str], unwanted: str) -> None:
    found = [name for name in names if (name.endswith(unwanted) if unwanted.startswith(".t") else unwanted in name)]
    assert found == []


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that sees the wheel and the installed libraries, but not the checkout."""
    folder = tmp_path_factory.mktemp("else where 别处")
    unpacked = folder / "site"
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(unpacked)
    return unpacked


def test_an_engine_from_the_wheel_finds_its_own_ui_and_templates(elsewhere: Path) -> None:
    asked = "from engine import shipped; print(shipped.ui_folder()); print(shipped.templates_folder())"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=elsewhere,
        env={"PYTHONPATH": str(elsewhere), "PATH": "", "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n")[:2] == [
        str(elsewhere / "engine/_shipped/ui"),
        str(elsewhere / "engine/_shipped/templates"),
    ], done.stderr


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 20 * 1024 * 1024


def test_the_wheel_and_all_that_it_needs_stay_small(wheel: Path) -> None:
    needed: dict[str, metadata.Distribution] = {}
    collect_needs("formwright", frozenset(), needed)
    sizes = {
        name: sum(
            path.stat().st_size for file in found.files or () if (path := Path(str(found.locate_file(file)))).is_file()
        )
        for name, found in needed.items()
    }
    total = sum(sizes.values()) + sum(entry.file_size for entry in zipfile.ZipFile(wheel).infolist())
    assert total < 200 * 1024 * 1024, sorted(sizes.items(), key=lambda item: -item[1])[:8]
