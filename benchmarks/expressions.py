"""The language itself, in Python and in the browser's TypeScript: how often a second it is read, checked and run."""

from __future__ import annotations

import ast
import itertools
import json
import subprocess
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from engine.expression.expression import check
from engine.expression.parser import parse
from tests.expression.world import CONTEXT, SCOPE

ROOT = Path(__file__).resolve().parents[1]
# Written so that Python and JavaScript can read them too: their own readers are the limit.
TEXTS = {
    "product": "amount * rate + 5",
    "condition": 'IF(amount > 1000, "gold", "silver")',
    "nested": "IF(active, ROUND(amount * rate, 2), MAX(amount, 0)) + count",
}
CENT = Decimal("0.01")


def _product(amount: Decimal | None, rate: Decimal | None, **_: Any) -> Any:
    return (amount or 0) * (rate or 0) + 5


def _condition(amount: Decimal | None, **_: Any) -> Any:
    return "gold" if amount is not None and amount > 1000 else "silver"


def _nested(amount: Decimal | None, rate: Decimal | None, count: int | None, active: bool | None, **_: Any) -> Any:
    money = amount or Decimal(0)
    first = (money * (rate or 0)).quantize(CENT, ROUND_HALF_UP) if active else max(money, Decimal(0))
    return first + (count or 0)


BY_HAND: dict[str, Callable[..., Any]] = {"product": _product, "condition": _condition, "nested": _nested}


def measure(seconds: float) -> dict[str, Any]:
    """By back end and expression: texts read, expressions checked and values worked out a second, and their limits."""
    return {
        "python": {name: _python(name, text, seconds) for name, text in TEXTS.items()},
        "browser": _browser(seconds),
    }


def _python(name: str, text: str, seconds: float) -> dict[str, float]:
    made = check(text, SCOPE)
    values = {field: CONTEXT.values.get(field) for field in ("amount", "rate", "count", "active")}
    by_hand = BY_HAND[name]
    assert made.evaluate(CONTEXT) == by_hand(**values), text
    run, numbers = made.run, itertools.count()
    return {
        # Each text is new, since those that were read once are remembered.
        "read": _per_second(lambda: parse(f"{text} + {next(numbers)}"), seconds),
        "read_limit": _per_second(lambda: ast.parse(f"{text} + {next(numbers)}", mode="eval"), seconds),
        "checked": _per_second(lambda: check(text, SCOPE), seconds),
        "run": _per_second(lambda: run(CONTEXT), seconds),
        "run_limit": _per_second(lambda: by_hand(**values), seconds),
    }


def _per_second(work: Callable[[], object], seconds: float) -> float:
    """The best of three turns."""
    best = 0.0
    for _ in range(3):
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds / 3:
            for _ in range(100):
                work()
            count += 100
        best = max(best, count / (time.perf_counter() - began))
    return round(best)


def _browser(seconds: float) -> dict[str, Any]:
    node = ROOT / "builder_ui"
    asked = json.dumps({"texts": TEXTS, "seconds": seconds})
    done = subprocess.run(
        ["node", "tools/expressions-bench.mjs", asked], cwd=node, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"expressions-bench.mjs: {done.stderr}")
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def table(_: str, measured: dict[str, Any]) -> str:
    lines = [
        "\nExpressions a second (limit of reading: the host language's own reader; of running: the same by hand)",
        f"{'':10} {'':10} {'read':>9} {'limit':>9} {'ratio':>6} {'checked':>9} {'run':>10} {'limit':>10} {'ratio':>6}",
    ]
    for back_end, texts in measured.items():
        for name, one in texts.items():
            lines.append(
                f"{back_end:10} {name:10} {one['read']:9.0f} {one['read_limit']:9.0f} "
                f"{one['read'] / one['read_limit']:6.2f} {one['checked']:9.0f} "
                f"{one['run']:10.0f} {one['run_limit']:10.0f} {one['run'] / one['run_limit']:6.2f}"
            )
    return "\n".join(lines)
