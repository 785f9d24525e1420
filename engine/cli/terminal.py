"""What every command shares: the language of the terminal, what it prints, and the engine of the settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from engine.texts import catalog, choose_language, say

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
        print(
            f"  {item.path + ': ' if item.path else ''}{item.message or say(item.code, item.values, language())}",
            file=sys.stderr,
        )


def complain_job(job: Any) -> None:
    """Why a job did not end well."""
    error = job.error or {"code": "job_failed", "values": {"reason": job.state}}
    print(say(error["code"], error.get("values"), language()), file=sys.stderr)
    for item in error.get("errors", ()):
        print(f"  {item['path']}: {say(item['code'], item['values'], language())}", file=sys.stderr)


def shown(difference: Mapping[str, Any]) -> dict[str, str]:
    """A difference of two versions, its values as JSON would write them."""
    import json

    return {
        name: value if name == "path" else json.dumps(value, ensure_ascii=False, default=str)
        for name, value in difference.items()
    }


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
    from engine.logging import start_logging

    chosen = settings(worker=worker)
    # A command says itself what it did; its log is for trouble.
    start_logging("error" if chosen.log_level == "error" else "warning")
    return Engine(chosen)


def settings(**given: Any) -> Any:
    from pydantic import ValidationError

    from engine.settings import Settings, variable

    try:
        return Settings(**given)
    except ValidationError as error:
        for item in error.errors():
            name = variable("_".join(str(part) for part in item["loc"]))
            print(f"{say('wrong_setting', {'name': name}, language())} {_reason(item)}", file=sys.stderr)
        raise SystemExit(USAGE) from None


def _reason(item: Mapping[str, Any]) -> str:
    """Why a setting's value cannot be used, in a sentence of ours where there is one."""
    code = item["type"] if item["type"].startswith("setting_") else f"setting_{item['type'].partition('_')[0]}"
    values = {"value": item["input"], **item.get("ctx", {})}
    return say(code, values, language()) if code in catalog() else str(item["msg"])


def progress(done: int, total: int | None, step: str | None) -> None:
    """One line of a terminal that is written over; nothing where nobody looks."""
    if step is not None and sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{say(f'step_{step}', {}, language())} {done}/{total or '…'}   ", end=end, file=sys.stderr, flush=True)
