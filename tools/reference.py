"""Writes docs/reference.md from the code: types, functions, commands, settings, codes; `--check`: is it fresh?"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "reference.md"


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"
    yield ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _code(values: Iterable[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values) or "–"


def _by_name(registry: Iterable[Any]) -> list[Any]:
    return sorted(registry, key=lambda kind: str(kind.name))


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().split("\n")[0]


def fields(catalog: Any) -> Iterator[str]:
    yield "## Field types\n"
    yield "Written after `type:` in a form, beside what every field takes: `label`, `help`, `required` and so on.\n"
    for kind in _by_name(catalog.fields):
        if kind.comes_later:
            continue
        yield f"### {kind.name}\n"
        yield f"{_first_line(type(kind))}\n"
        settings = kind.schema.get("properties", kind.schema) if isinstance(kind.schema, Mapping) else {}
        yield f"Settings: {_code(sorted(settings))}.\n"
        if kind.examples.good:
            yield from _table(("written", "kept"), ((f"`{_json(a)}`", f"`{_json(b)}`") for a, b in kind.examples.good))


def others(catalog: Any) -> Iterator[str]:
    for title, registry in (
        ("View types", catalog.views),
        ("Chart types", catalog.charts),
        ("Triggers", catalog.triggers),
        ("Steps", catalog.steps),
    ):
        yield f"## {title}\n"
        ready = [kind for kind in _by_name(registry) if not kind.comes_later]
        later = [kind.name for kind in _by_name(registry) if kind.comes_later]
        yield from _table(("name", "keys"), ((f"`{kind.name}`", _code(_keys(kind.schema))) for kind in ready))
        if later:
            yield f"Known to `check`, not running yet: {_code(later)}.\n"
    later = [kind.name for kind in _by_name(catalog.fields) if kind.comes_later]
    if later:
        yield f"Field types that come later: {_code(later)}.\n"


def _keys(schema: Mapping[str, Any]) -> list[str]:
    return list(schema.get("properties", {} if "type" in schema or "$ref" in schema else schema))


def functions() -> Iterator[str]:
    from engine.expression.function import built_in_functions

    yield "## Functions\n"
    yield "Called by name in any case, with the arguments that Excel gives them.\n"
    known = built_in_functions()
    rows = []
    for name in sorted(known):
        function = known[name]
        says = function.sentence.get("en", "") if name == function.name else f"The same as `{function.name}`."
        shown = "; ".join(f"`{text}` → `{value}`" for text, value in function.examples[:2])
        rows.append((f"`{function.signature}`" if name == function.name else f"`{name}`", says, shown))
    yield from _table(("function", "gives", "examples"), rows)


def settings() -> Iterator[str]:
    from engine.settings import Settings

    yield "## Settings\n"
    yield "From the environment, checked at start.\n"
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = "" if default is None or hasattr(default, "get_secret_value") else str(default)
        rows.append((f"`FORMWRIGHT_{name.upper()}`", field.description or "", f"`{shown}`" if shown else "–"))
    yield from _table(("variable", "meaning", "default"), rows)


def commands() -> Iterator[str]:
    from engine.cli.main import build_parser

    yield "## Commands\n"
    parser = build_parser()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                yield f"### formwright {name}\n"
                yield f"{one.description or ''}\n"
                yield "```\n" + one.format_usage().removeprefix("usage: ").strip()
                if one.epilog:
                    yield "\n" + one.epilog.strip()
                yield "```\n"


def codes() -> Iterator[str]:
    from engine import texts
    from tests.promises.codes import codes_of_engine, text_of_code

    yield "## Codes of errors and problems\n"
    yield "`code` in an answer or a report never changes its meaning; the sentence is for people.\n"
    known = {code: texts.catalog()[name] for code in codes_of_engine() if (name := text_of_code(code))}
    rows = ((f"`{code}`", said["en"], said["zh-CN"]) for code, said in sorted(known.items()))
    yield from _table(("code", "English", "中文"), rows)


def reference() -> str:
    """The whole page; the same bytes on every machine."""
    os.environ.update(LC_ALL="C", LANG="C", COLUMNS="100")
    sys.path.insert(0, str(ROOT))
    from engine.catalog.catalog import built_in_catalog

    catalog = built_in_catalog()
    parts: list[str] = ["# Reference\n", "Made from the code by `make reference`; a test keeps it fresh.\n"]
    for section in (fields(catalog), others(catalog), functions(), commands(), settings(), codes()):
        parts += section
    return "\n".join(parts).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    page = reference()
    if "--check" in arguments:
        fresh = FILE.exists() and FILE.read_text(encoding="utf-8") == page
        print("docs/reference.md is fresh." if fresh else "docs/reference.md is old: run `make reference`.")
        return 0 if fresh else 1
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(page, encoding="utf-8")
    print(f"Written: {FILE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
