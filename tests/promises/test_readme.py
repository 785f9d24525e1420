"""The READMEs speak of what is there: files, tasks, commands and pictures, in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.promises.tree import ROOT

READMES = ("README.md", "README.zh-CN.md")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_every_link_leads_to_a_file_of_the_tree(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", _text(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_path_in_code_marks_exists(name: str) -> None:
    paths = re.findall(r"`((?:engine|tests|templates|builder_ui|tools|docs)/[\w./]*)`", _text(name))
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_task_is_in_the_makefile(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    tasks = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", _text(name), re.MULTILINE))
    assert {"demo", "test"} <= tasks
    assert [task for task in tasks if not re.search(rf"^{task}:", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_one_of_formwright(name: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "engine", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    commands = set(re.findall(r"formwright ([a-z][a-z-]+)", _text(name)))
    assert [command for command in commands if not re.search(rf"^\s+{command}\b", said, re.MULTILINE)] == []


def test_both_readmes_show_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        blocks = re.findall(r"```\n(.*?)```", _text(name), re.DOTALL)
        lines = (line.split("#")[0].strip() for block in blocks for line in block.splitlines())
        return [line for line in lines if line.startswith((".venv", "make", "formwright"))]

    assert commands(READMES[0]) == commands(READMES[1])


def test_the_layers_of_the_readme_are_the_layers_of_the_engine() -> None:
    named = set(re.findall(r"^([a-z]+(?:\s+[a-z]+)*)\s{2,}", _text("README.md"), re.MULTILINE))
    words = {word for line in named for word in line.split()}
    folders = {path.name for path in Path(ROOT / "engine").iterdir() if (path / "__init__.py").exists()}
    assert folders <= words, folders - words
