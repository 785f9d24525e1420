"""Commands about whole apps: going back to a version, taking in a package, doing away with what was taken away."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.cli.terminal import DONE, REFUSED, engine_of_settings, language, show_problems, tell
from engine.texts import say

COMMANDS = "cli"


def run_rollback(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    outlook = engine.versions.foresee_rollback(given.app, given.version, language())
    if outlook.problems and not outlook.hash:
        show_problems(outlook.problems)
        engine.close()
        return REFUSED
    for change in outlook.changes:
        print(change.sentence)
    destroy = given.yes or (outlook.destroys and agreed())
    published, kept = engine.versions.roll_back(
        given.app, given.version, outlook.hash, actor=COMMANDS, note=given.note, destroy=destroy
    )
    if kept is not None:
        tell("backed_up", file=kept)
    tell("published", app=given.app, version=published.number)
    engine.close()
    return DONE


def run_purge(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    app, form, field = (*given.what.split("/", 2), None, None)[:3]
    kept = engine.looking.kept(app, form, field)
    for one in kept:
        name = "/".join(filter(None, (one.form, one.field)))
        tell("purge_line", name=name, rows=one.rows, version=one.version)
    if kept and (given.yes or agreed()):
        tell("purged", count=len(engine.looking.purge(app, form, field)))
    elif kept:
        tell("purge_needs_yes")
        engine.close()
        return REFUSED
    else:
        tell("purged", count=0)
    engine.close()
    return DONE


def take_in(file: Path, id: str | None, label: str | None) -> int:
    """`formwright install shop.zip`."""
    engine = engine_of_settings()
    published = engine.packages.take_in(file.read_bytes(), COMMANDS, id=id, label=label)
    show_problems(published.warnings)
    tell("installed", app=published.app.id)
    engine.close()
    return DONE


def agreed() -> bool:
    """Ask a person at a terminal; nobody there means no."""
    if not sys.stdin.isatty():
        return False
    return input(say("agree_to_destroy", {}, language()) + " ").strip().lower() in ("y", "yes", "是")
