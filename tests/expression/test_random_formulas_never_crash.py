"""Random, mutated and monstrous formulas: each gives a value or an error, soon, in both modes; nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from engine.expression.expression import check
from engine.expression.function import built_in_functions
from engine.expression.lenient import evaluate_formula
from engine.expression.parser import MAX_LENGTH
from engine.expression.problems import BrokenExpression
from tests.expression.test_formulas_agree_with_excel import OWN
from tests.expression.world import CONTEXT, SCOPE
from tests.support import seeds
from tests.support.shared_data import shared_lines
from tests.support.sizes import sized

SLOWEST = 2.0  # seconds for one formula in both modes, on a busy machine

FIELDS = {
    "A1": 1,
    "A2": None,
    "A3": "text",
    "B1": "2024-02-29T18:00:00",
    "B2": "#N/A",
    "C1": [1, "a", None, 2.5, True, "#DIV/0!"],
    "C2": {"id": 3, "name": "x"},
    "D1": 1e300,
    "D2": -1e-300,
    "E1": "１２３",
    "name": "匠表",
    "amount": 1054.0,
    "day": "2024-05-31T00:00:00",
}
PIECES = [
    *"+-*/^&=<>%(),.;:'\"[]{}#@! \t\n",
    *"（），“”＝＋－×÷＞＜％　",
    *("<>", ">=", "<=", " and ", " or ", "not ", " in ", " not in ", "null", "TRUE", "FALSE", "''", "{{", "}}"),
    *("0", "1", "-1", "2", "0.5", "1e300", "1e-300", "99999999999999999999", "0.1", "1e9", "45000", "2958465", "1e400"),
    *(
        "7 days",
        "1 month",
        "90 min",
        "9999999 years",
        "1.5 h",
        "'2024-02-30'",
        "'a*'",
        "'>5'",
        "'~*?'",
        "'[a'",
        "'(?:'",
    ),
    *("#N/A", "#DIV/0!", "𝄞", "İ", "ß", "\ufeff", "\u202e", "\x00", "\ud800", "a.b.c", "old.", "me.department.name"),
    *("REPT('ab', 50000)", "[1, [2, [3]]]", "contacts.age", "customer.owner", "stage.values.probability", "tags"),
]


def known_formulas() -> list[str]:
    examples = [text for function in built_in_functions().values() for text, _ in function.examples]
    collected = [
        case["formula"] for case in (*shared_lines("formulas/scalar.jsonl"), *shared_lines("formulas/fields.jsonl"))
    ]
    return [str(formula) for formula in (*examples, *(formula for formula, _, _ in OWN), *collected)]


def mutated(text: str, others: list[str], chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        match chance.randint(0, 6):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 2:
                text = text[:at] + chance.choice(PIECES) + text[to:]
            case 3:
                text = text[:to] + text[at:to] * chance.randint(1, 5) + text[to:]
            case 4:
                other = chance.choice(others)
                text = text[:at] + other[chance.randint(0, len(other)) :] + text[to:]
            case 5:
                text = f"{chance.choice(list(built_in_functions()))}({text.lstrip('=')}, {chance.choice(PIECES)})"
            case _:
                text = (
                    text[::-1]
                    if chance.random() < 0.05
                    else text.replace(chance.choice("123ab,("), chance.choice(PIECES))
                )
    return text[: MAX_LENGTH + 10]


def invented(chance: random.Random, depth: int = 0) -> str:
    """A formula out of the grammar, with arguments of any kind in any number."""
    if depth > 5 or chance.random() < 0.3:
        return chance.choice([*PIECES[60:], *FIELDS, "amount", "name", "day", "moment", "active", "contacts.name"])
    if chance.random() < 0.3:
        sign = chance.choice(["+", "-", "*", "/", "^", "&", "=", "<", " and ", " in "])
        return f"({invented(chance, depth + 1)}{sign}{invented(chance, depth + 1)})"
    function = chance.choice(list(built_in_functions()))
    arguments = ", ".join(invented(chance, depth + 1) for _ in range(chance.randint(0, 4)))
    return f"{function}({arguments})"


def bombs() -> Iterator[str]:
    """Too long, too deep, too wide, too large."""
    for size in (60, 199, 1_000, 20_000, 1_000_000):
        yield "(" * size + "1" + ")" * size
        yield "1" + "+1" * size
        yield "2" + "^9" * size
        yield "-" * size + "1"
        yield "1" + "%" * size
        yield "IF(1," * size + "1" + ")" * size
        yield "SUM(" + "1," * size + "1)"
        yield "[" * size + "]" * size
        yield "a" + ".b" * size
        yield "'" + "x" * size + "'"
        yield "1" * size
        yield "&".join(["REPT('a', 99999)"] * min(size, 2_000))
        yield "SUBSTITUTE(" * min(size, 40) + "'a'" + ", 'a', 'aaaaaaaaaa')" * min(size, 40)
    for name in ("FACT", "POWER", "EXP", "REPT", "CHAR", "LARGE", "EDATE", "WORKDAY", "FIXED", "ROUND", "LOG", "SIN"):
        yield f"{name}(1e300, 1e300)"
        yield f"{name}(-1e300, -1e300)"
    yield "REGEXMATCH(REPT('a', 50000) & 'b', '(a+)+$')"
    yield "COUNTIF([REPT('a', 50000)], '*a*a*a*a*a*a*b')"
    yield "SEARCH('*a*a*a*a*b', REPT('a', 90000))"
    yield "WORKDAY(today(), -100000)"
    yield "STDEV(1e299, -1e299, 1e-30)"


def runs_soon(text: str) -> None:
    started = time.monotonic()
    made = evaluate_formula(text, FIELDS)
    assert set(made) in ({"value"}, {"error"}), text
    try:
        value = check(text, SCOPE).evaluate(CONTEXT)
    except BrokenExpression as broken:
        value = broken.problems[0].message("en")
    assert value is None or value == value, text
    assert time.monotonic() - started < SLOWEST, text[:300]


def test_mutated_formulas_give_a_value_or_an_error() -> None:
    chance, known = seeds.generator("mutated formulas"), known_formulas()
    for _ in range(sized(1_500, 70_000)):
        runs_soon(mutated(chance.choice(known), known, chance))


def test_invented_formulas_give_a_value_or_an_error() -> None:
    chance = seeds.generator("invented formulas")
    for _ in range(sized(1_000, 30_000)):
        runs_soon(invented(chance))


def test_bombs_meet_a_limit() -> None:
    for text in bombs():
        runs_soon(text)
