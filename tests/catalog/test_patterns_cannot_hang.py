"""Regular expressions of authors run by RE2 only; without it they are refused with a sentence."""

from __future__ import annotations

import builtins
import time
from typing import Any

import pytest

from engine.catalog import patterns
from engine.catalog.values import InvalidValue
from tests.definition.small import app_with, resolved


def test_a_pattern_that_would_hang_elsewhere_answers_at_once() -> None:
    field = app_with({"code": {"type": "text", "pattern": "(a+)+$"}}).forms["thing"].fields["code"]
    began = time.monotonic()
    with pytest.raises(InvalidValue) as refused:
        field.type.clean("a" * 40 + "!", field)
    assert refused.value.code == "value.no_match"
    assert time.monotonic() - began < 1
    assert field.type.clean("aaa", field) == "aaa"


def test_the_whole_text_must_match() -> None:
    field = (
        app_with({"code": {"type": "text", "pattern": "[A-Z]{2}[0-9]+", "pattern_help": "AB12"}}).forms["thing"].fields
    )
    assert field["code"].type.clean("AB12", field["code"]) == "AB12"
    with pytest.raises(InvalidValue) as refused:
        field["code"].type.clean("xAB12", field["code"])
    assert refused.value.values == {"pattern": "AB12"}


def test_without_the_library_a_pattern_is_refused_and_never_run(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "re2":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    patterns.pattern_problem.cache_clear()
    try:
        form = 'kind: form\nid: thing\nfields:\n  a: {type: text, pattern: "[a-z]+"}\n'
        problems = resolved({"forms/thing.yaml": form}).errors
        assert [problem.code for problem in problems] == ["patterns_not_installed"]
        assert "formwright[patterns]" in problems[0].message("en")
    finally:
        patterns.pattern_problem.cache_clear()


def test_a_very_long_pattern_is_refused() -> None:
    trouble = patterns.pattern_problem("a" * 501)
    assert trouble is not None and trouble.code == "pattern_too_long"
