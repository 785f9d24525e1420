"""A table of broken definitions: each gives exactly the problems it should, with code, path and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.definition.problem import Problem, render
from engine.texts import LANGUAGES
from engine.texts import catalog as texts
from tests.definition.small import resolved

THING = """kind: form
id: thing
fields:
  name: {type: text}
  number: {type: text}
  owner: {type: user}
"""
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "broken.yaml").read_text(encoding="utf-8"))


def problems_of(case: dict[str, Any]) -> list[Problem]:
    """All problems of one case; only errors unless the case is about warnings."""
    file = case.get("file", "forms/thing.yaml")
    files = {"forms/thing.yaml": THING, **case.get("also", {}), file: case["text"]}
    if file == "forms/thing.json":
        del files["forms/thing.yaml"]
    wanted = ("error", "warning") if case.get("warnings") else ("error",)
    return [problem for problem in resolved(files).problems if problem.severity in wanted]


def line_of(problem: Problem) -> str:
    return f"{problem.code} {problem.path or '-'} {problem.place.line}"


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_a_broken_definition_gives_exactly_its_problems(case: dict[str, Any]) -> None:
    assert [line_of(problem) for problem in problems_of(case)] == case["gives"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_every_problem_is_a_sentence_in_both_languages_and_shows_its_place(case: dict[str, Any]) -> None:
    for problem in problems_of(case):
        code = problem.code if problem.code in texts() else f"problem.{problem.code}"
        assert set(texts()[code]) == set(LANGUAGES)
        for language in LANGUAGES:
            message = problem.message(language)
            assert message and "@" not in message.replace("name@", ""), message
            assert not any(f"{{{name}}}" in message for name in ("found", "known", "form", "key", "reason")), message
        if problem.line_text:
            shown, caret = problem.caret().split("\n")
            assert shown.strip()
            assert "^" in caret
    assert render(problems_of(case), "zh-CN")
