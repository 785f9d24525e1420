"""The command `upgrade`: an app to the next version of its template."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from engine.cli.terminal import DONE, MOVED_ON, REFUSED, engine_of_settings, language, show_problems, tell
from engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.merge import Choice, Difference
    from engine.publishing.upgrades import Upgrade


def run_upgrade(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    try:
        sides: tuple[tuple[list[str], Choice], ...] = (
            (list(given.ours or ()), "ours"),
            (list(given.theirs or ()), "theirs"),
        )
        choices = {path: side for paths, side in sides for path in paths}
        upgrade = engine.upgrades.prepare(given.app, choices)
        _show(upgrade)
        if upgrade.open:
            tell("upgrade_choices", count=len(upgrade.open))
            return MOVED_ON
        outlook = engine.upgrades.foresee(upgrade, language())
        for change in outlook.changes:
            print(change.sentence)
        if not outlook.hash:
            show_problems(outlook.problems)
            return REFUSED
        if given.dry_run:
            return DONE
        published, kept = engine.upgrades.publish(given.app, choices, outlook.hash, actor="cli", destroy=given.yes)
        if kept is not None:
            tell("backed_up", file=str(kept))
        tell("upgraded", app=given.app, offered=upgrade.offered, version=published.number)
        return DONE
    finally:
        engine.close()


def _show(upgrade: Upgrade) -> None:
    decided = [one for one in upgrade.choices if one not in upgrade.open]
    _list("upgrade_taken", upgrade.taken)
    _list("upgrade_kept", [one for one in upgrade.kept if one not in decided])
    for one in upgrade.open:
        values = {name: _text(getattr(one, name)) for name in ("base", "theirs", "ours")}
        print(say("conflict_line", {"path": one.path, **values}, language()), file=sys.stderr)


def _list(heading: str, differences: Iterable[Difference]) -> None:
    paths = [one.path for one in differences]
    if paths:
        tell(heading, count=len(paths))
        for path in paths:
            print(f"  {path}")


def _text(value: object) -> str:
    shown = "–" if value is None else str(value)
    return shown if len(shown) <= 120 else shown[:119] + "…"
