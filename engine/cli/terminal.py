"""What every command shares: the language of the terminal, what it prints, and the engine of the settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from engine.texts import choose_language, say

DONE, REFUSED, USAGE, MOVED_ON = 0, 1, 2, 3


def language() -> str:
    """The language of the terminal."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return choose_language(wanted.replace("_", "-").split(".")[0])


def tell(code: str, /, **values: Any) -> None:
    print(say(code, values, language()), flush=True)


def complain(error: Any) -> None:
    print(say(error.code, error.values, language()), file=sys.stderr)
    for item in error.errors:
        print(f"  {item.path}: {item.message or say(item.code, item.values, language())}", file=sys.stderr)


def show_problems(problems: Sequence[Any]) -> None:
    """Every problem with its place and a caret."""
    for problem in problems:
        print(f"{problem.place} {problem.path}: {problem.severity}: {problem.message(language())}", file=sys.stderr)
        caret = problem.caret()
        if caret:
            print("    " + caret.replace("\n", "\n    "), file=sys.stderr)


def engine_of_settings(*, worker: bool = False) -> Any:
    """The engine of the settings in the environment; wrong settings end the command with their reasons."""
    from engine.bootstrap import Engine

    return Engine(settings(worker=worker))


def settings(**given: Any) -> Any:
    from pydantic import ValidationError

    from engine.settings import Settings

    try:
        return Settings(**given)
    except ValidationError as error:
        for item in error.errors():
            name = "FORMWRIGHT_" + "_".join(str(part) for part in item["loc"]).upper()
            print(f"{name}: {item['msg']}", file=sys.stderr)
        raise SystemExit(USAGE) from None


def progress(done: int, total: int | None, step: str | None) -> None:
    if sys.stderr.isatty():
        print(f"\r{say(f'step_{step}', {}, language())} {done}/{total or '…'}   ", end="", file=sys.stderr, flush=True)
