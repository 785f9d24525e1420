"""The file of cases that Python has answered and the browser answers again is as Python answers now."""

from __future__ import annotations

import orjson

from engine.expression.function import ALIASES
from tests.expression.cases import FILE, make


def test_the_file_of_cases_is_as_python_answers_now() -> None:
    assert FILE.read_bytes() == make(), "Write it again: python -m tests.expression.cases"


def test_every_function_is_called_in_the_file() -> None:
    file = orjson.loads(FILE.read_bytes())
    texts = " ".join(case[0].upper() for world in file["worlds"] for case in world["cases"])
    chance = {"RAND", "UUID"}
    assert [name for name in file["functions"] if f"{name}(" not in texts and name not in {*chance, *ALIASES}] == []
