"""Commands about definitions: check, schema, diff, publish, export-app, eval."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import Any

from engine.cli.apps import agreed
from engine.cli.terminal import DONE, REFUSED, USAGE, engine_of_settings, language, show_problems, tell
from engine.texts import say


def run_check(given: argparse.Namespace) -> int:
    from engine.catalog.catalog import built_in_catalog
    from engine.definition.check import check_folder

    problems = check_folder(Path(given.folder), built_in_catalog(), allow_later=given.allow_later)
    show_problems(problems)
    errors = sum(problem.severity == "error" for problem in problems)
    tell("checked", errors=errors, warnings=len(problems) - errors)
    return REFUSED if errors else DONE


def run_schema(given: argparse.Namespace) -> int:
    import json

    from engine.catalog.catalog import built_in_catalog
    from engine.definition import kinds
    from engine.definition.schema import json_schema

    known = sorted([*kinds.KINDS, "view"])
    if given.kind is not None and given.kind not in known:
        print(say("no_such_kind", {"kind": given.kind, "known": ", ".join(known)}, language()), file=sys.stderr)
        return USAGE
    print(json.dumps(json_schema(built_in_catalog(), given.kind), ensure_ascii=False, indent=2))
    return DONE


def run_diff(given: argparse.Namespace) -> int:
    from engine.definition.source import load_folder

    engine = engine_of_settings()
    prepared = engine.publisher.prepare(load_folder(Path(given.folder)).texts)
    for change in prepared.changes:
        print(change.describe(language()))
    for line in prepared.plan.describe(language()):
        print(line)
    show_problems(prepared.warnings)
    engine.close()
    return DONE


def run_publish(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    folder = Path(given.folder)
    texts, based_on = engine.folders.read(folder)
    published = engine.publisher.publish(
        texts,
        actor="cli",
        based_on=based_on,
        replace=given.replace,
        merging=given.merge,
        destroy=given.yes or _agreed(engine, texts),
        note=given.note,
    )
    for line in published.plan.describe(language()):
        print(line)
    if given.merge:
        # The folder gets what it was merged with, or its next publish would take that back.
        brought = engine.folders.bring(folder, texts, published.app.texts)
        if brought:
            tell("merged", count=brought, folder=given.folder)
    engine.folders.mark(folder, published.number)
    tell("published", app=published.app.id, version=published.number)
    if published.job is not None:
        tell("indexes_later", job=published.job)
    if published.filling is not None:
        tell("values_later", job=published.filling)
    engine.close()
    return DONE


def _agreed(engine: Any, texts: Any) -> bool:
    """Ask a person at a terminal about a plan that destroys data; nobody there means no."""
    if not sys.stdin.isatty():
        return False
    plan = engine.publisher.prepare(texts).plan
    if not plan.destroys_data:
        return False
    for line in plan.describe(language()):
        print(line)
    return agreed()


def run_export_app(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    target = Path(given.folder)
    if target.suffix == ".zip":
        target.write_bytes(engine.packages.export(given.app))
        written = len(engine.store.current().app(given.app).texts)
    else:
        written = engine.folders.write(given.app, target, as_json=given.json)
    tell("exported_app", app=given.app, files=written, folder=given.folder)
    engine.close()
    return DONE


def run_eval(given: argparse.Namespace) -> int:
    import json

    from engine.expression.lenient import evaluate_line

    # Whatever the terminal's encoding: JSON is UTF-8, and half a character is written as JSON's own escape.
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    source = open(given.file, encoding="utf-8") if given.file else sys.stdin  # noqa: SIM115 - stdin is not ours to close
    for line in source:
        if line.strip():
            print(json.dumps(evaluate_line(line), ensure_ascii=False), flush=True)
    return DONE


def run_fmt(given: argparse.Namespace) -> int:
    from engine.definition.formatting import formatted
    from engine.definition.source import load_folder

    folder = Path(given.folder)
    sources = load_folder(folder)
    show_problems(sources.problems)
    changed = [name for name, text in sources.texts.items() if formatted(name, text) != text]
    for name in changed:
        print(folder / name)
        if not given.check:
            (folder / name).write_bytes(formatted(name, sources.texts[name]).encode())
    tell("fmt_would" if given.check else "fmt_done", count=len(changed), files=len(sources.texts))
    return REFUSED if sources.problems or (given.check and changed) else DONE
