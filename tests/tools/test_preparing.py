"""What prepares a checkout does a thing once, notices changes by content, names what is missing with the remedy."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import debian
import needs
import node
import pytest
import ui

ROOT = Path(__file__).resolve().parents[2]

BUILD = "const fs=require('fs');fs.mkdirSync('dist',{recursive:true});fs.appendFileSync('dist/index.html','built\\n')"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a UI that takes no time to build, in an awkward path."""
    folder = tmp_path / "匠 表" / "builder_ui"
    (folder / "src").mkdir(parents=True)
    (folder / "build.cjs").write_text(BUILD)
    package = {"name": "tiny", "version": "1.0.0", "private": True, "scripts": {"build": "node build.cjs"}}
    lock = {
        "name": "tiny",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "packages": {"": {"name": "tiny", "version": "1.0.0"}},
    }
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "package-lock.json").write_text(json.dumps(lock))
    (folder / "src" / "main.ts").write_text("export {}\n")
    (folder / "node_modules").mkdir()
    return folder.parent


def _times_built(checkout: Path) -> int:
    return len((checkout / "builder_ui" / "dist" / "index.html").read_text().splitlines())


def test_the_ui_is_built_once_while_its_sources_stay_the_same(checkout: Path) -> None:
    ui.build(checkout)
    os.utime(checkout / "builder_ui" / "src" / "main.ts", (1, 1))
    assert ui.build(checkout) == checkout / "builder_ui" / "dist"
    assert _times_built(checkout) == 1


@pytest.mark.parametrize("changed", ["src/main.ts", "build.cjs", "src/new.ts"])
def test_the_ui_is_built_again_when_a_source_changed(checkout: Path, changed: str) -> None:
    ui.build(checkout)
    with (checkout / "builder_ui" / changed).open("a") as file:
        file.write("// changed\n")
    ui.build(checkout)
    assert _times_built(checkout) == 2


def test_the_ui_is_built_again_when_somebody_asks_for_it(checkout: Path) -> None:
    ui.build(checkout)
    ui.build(checkout, again=True)
    assert _times_built(checkout) == 2


def test_node_runs_npm_with_nothing_else_on_the_path(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = node.find()
    assert found is not None
    monkeypatch.setenv("PATH", str(found.node.parent))
    found.run_npm("run", "--silent", "build", folder=checkout / "builder_ui")
    assert _times_built(checkout) == 1


def test_an_old_node_on_the_path_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, said in (("node", "v18.19.0"), ("npm", "10.0.0")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {said}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node.on_machine() is None


def test_a_chromium_that_is_named_and_not_there_ends_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROME_PATH", "/nowhere/chrome")
    with pytest.raises(SystemExit, match="/nowhere/chrome"):
        needs.chromium()


def test_an_ordinary_user_is_told_the_one_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setattr(debian, "_PLACES", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="sudo apt-get install --yes --no-install-recommends chromium"):
        debian.install("chromium", why="Browser tests need a Chromium")


def test_another_system_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(debian, "_PLACES", str(tmp_path))
    with pytest.raises(SystemExit, match="Install what your system calls: chromium"):
        debian.install("chromium", why="Browser tests need a Chromium")


def test_a_python_that_is_too_old_is_told_so_before_anything_is_made(tmp_path: Path) -> None:
    pretend = "import sys; sys.version_info = (3, 10, 0); sys.path.insert(0, 'tools')"
    asked = f"{pretend}; import install; sys.exit(install.main([]))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Python 3.11 or newer" in done.stdout) == (1, True)
