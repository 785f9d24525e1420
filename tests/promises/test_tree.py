"""What the tree promises: no address of this place, rooms of a readable size, one clock, docs at every door."""

from __future__ import annotations

import ast
import re

import pytest

from tests.promises.tree import committed, engine_files, name_of, syntax, text_of

LONGEST = 450

# Written so that this file does not match itself.
_ADDRESSES = re.compile(
    "|".join(
        [
            r"py" + r"pi\.org",
            r"python" + r"hosted\.",
            r"npm" + r"js\.(org|com)",
            r"deb" + r"ian\.org/debian",
            r"/wo" + r"rk/(main|shared|steering|\.library)",
            r"/tm" + r"p/brief",
            r"/ro" + r"ot/\.",
        ]
    )
)
_MACHINE_MADE = {"package-lock.json", "LICENSE", "schema.d.ts"}


def test_no_file_names_a_registry_or_a_path_of_the_machine_it_was_made_on() -> None:
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for path in committed()
        for number, line in enumerate((text_of(path) or "").splitlines(), 1)
        if _ADDRESSES.search(line)
    ]
    assert found == []


def test_no_file_of_code_is_longer_than_one_reading() -> None:
    long = {
        name_of(path): lines
        for path in committed()
        if path.suffix in {".py", ".ts", ".tsx", ".css", ".mjs"} and path.name not in _MACHINE_MADE
        if (lines := len((text_of(path) or "").splitlines())) >= LONGEST
    }
    assert long == {}


def test_no_large_file_is_committed() -> None:
    large = {name_of(path): path.stat().st_size for path in committed() if path.stat().st_size > 1024 * 1024}
    assert large == {}


@pytest.mark.parametrize("mark", ["TO" + "DO", "FIX" + "ME", "X" + "XX"])
def test_nothing_is_left_for_later_by_a_mark(mark: str) -> None:
    word = re.compile(rf"\b{mark}\b")
    code = (path for path in committed() if path.suffix in {".py", ".ts", ".tsx", ".mjs", ".yaml", ".sh"})
    assert [name_of(path) for path in code if word.search(text_of(path) or "")] == []


def _asks_the_machine_for_the_time(tree: ast.Module) -> list[int]:
    """Lines that call datetime.now, utcnow, today or time.time, whatever the import looks like."""
    asked = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        last = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
        banned = {"datetime": {"now", "utcnow", "today"}, "date": {"today"}, "time": {"time", "time_ns", "localtime"}}
        if node.func.attr in banned.get(last, set()):
            asked.append(node.lineno)
    return asked


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    found = {name_of(path): lines for path in engine_files() if (lines := _asks_the_machine_for_the_time(syntax(path)))}
    assert set(found) == {"engine/clock.py"}


def test_every_module_of_the_engine_says_in_one_sentence_what_it_is() -> None:
    silent = [
        name_of(path)
        for path in engine_files()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(syntax(path))
    ]
    assert silent == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    mark = re.compile(r"pytest\." + r"(mark\.)?(skip|skipif|xfail|importorskip)\b")
    tests = (path for path in committed() if path.suffix == ".py" and name_of(path).startswith("tests/"))
    assert [name_of(path) for path in tests if mark.search(text_of(path) or "")] == []
