"""What publishing would do, change by change: in words, with what becomes of the records and where it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.definition.problem import Problem
from engine.definition.source import Sources
from engine.migration.operations import Line
from engine.publishing.consequences import Consequences
from engine.publishing.publisher import Prepared
from engine.publishing.told import SEVERITIES, Severity, Telling, Told
from engine.publishing.usage import Usage
from engine.texts import catalog, say

MOST_ASKED = 12  # changes whose uses are looked for: each costs as much as a check of the app
Titles = Callable[[str, Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True)
class Outlook:
    """What publishing would do. `hash` stands for all of it, the live version included."""

    hash: str
    live: int
    changes: tuple[Told, ...]
    runs_in_flight: int = 0
    problems: tuple[Problem, ...] = field(default=())

    @property
    def severity(self) -> Severity:
        return max((one.severity for one in self.changes), key=SEVERITIES.index, default="safe")

    @property
    def destroys(self) -> bool:
        return self.severity == "destroys"


@dataclass(frozen=True)
class Planning:
    """What it takes to foresee: where things are used, the titles of a form's records, how many runs are under way."""

    usage: Usage
    titles: Titles
    runs: Callable[[str], int]
    consequences: Consequences

    def outlook(self, prepared: Prepared, old: Sources, new: Sources, language: str) -> Outlook:
        """What a prepared publish would do."""
        changes = Telling(prepared.changes, old, new, language).tell()
        for line in prepared.plan.lines:
            place = _change_of(line, changes)
            if place is not None:
                changes[place] = self._with(changes[place], line, prepared, language)
        if prepared.live is not None:
            changes = self.consequences.with_counts(prepared.live, changes, language)
        asked = 0
        for at, one in enumerate(changes):
            if asked < MOST_ASKED and _is_asked(one) and prepared.live is not None:
                asked += 1
                path = one.path.removesuffix("/type")
                changes[at] = replace(one, used_in=self.usage.of(old.texts, path, language))
        runs = self.runs(prepared.app.id) if prepared.live is not None else 0
        problems = (*self.consequences.duplicates(prepared.app.id, prepared.plan), *prepared.warnings)
        return Outlook(hash_of(prepared), prepared.number, tuple(changes), runs, problems)

    def _with(self, change: Told, line: Line, prepared: Prepared, language: str) -> Told:
        """A change with what the database will do for it."""
        lost = int(line.values.get("lost", 0))
        # A type or an option that becomes another is a conversion even where no record has a value yet.
        severity: Severity = "destroys" if line.destroys_data else "conversion" if line.sign == "~" else "safe"
        if line.rows == 0 and change.severity == "safe" and not line.code.startswith("plan.convert"):
            severity = "safe"
        form, ids = str(line.values.get("form", "")), list(line.values.get("records", ()))
        titles = self.titles(f"{prepared.app.id}.{form}", ids) if ids and "." not in str(line.values["field"]) else {}
        samples = [
            {"record": id, "title": titles.get(id, f"#{id}"), "value": value}
            for id, value in zip(ids, line.values.get("samples", ()), strict=False)
        ]
        code = f"outlook.{line.code.removeprefix('plan.')}"
        told = change.sentence
        if code in catalog() and (line.rows or line.code in ALWAYS_TOLD):
            told += " " + say(code, {**line.values, "rows": line.rows}, language)
        worst = max(severity, change.severity, key=SEVERITIES.index)
        return replace(change, severity=worst, rows=line.rows, lost=lost, samples=samples, sentence=told)


ALWAYS_TOLD = ("plan.restore_field", "plan.restore_form")


def hash_of(prepared: Prepared) -> str:
    """What somebody agrees to: this app in place of this version, and what the database would do for it.

    Counts of records are not part of it, because people go on working meanwhile; whether data is lost is.
    """
    said = [f"{prepared.app.id} {prepared.number} {prepared.app.hash}"]
    said += [
        f"{line.sign}{line.code} {line.values.get('form')} {line.values.get('field')} {line.destroys_data}"
        for line in prepared.plan.lines
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _change_of(line: Line, changes: Sequence[Told]) -> int | None:
    """Which change an operation belongs to: that of its field, else that of the option or type inside it."""
    path = f"form/{line.values.get('form')}"
    if line.values.get("field"):
        path += "/fields/" + str(line.values["field"]).replace(".", "/fields/")
    wanted = (path, f"{path}/type")
    for at, one in enumerate(changes):
        if one.path in wanted:
            return at
    inside = [at for at, one in enumerate(changes) if one.path.startswith(f"{path}/")]
    if line.code == "plan.move_options" or line.code.startswith("plan.give_back"):
        options = [at for at in inside if "/options/" in changes[at].path]
        shared = [at for at, one in enumerate(changes) if one.path.startswith("options/")]
        return next(iter(options or inside or shared), None)
    return next(iter(inside), None) if line.values.get("field") else None


def _is_asked(change: Told) -> bool:
    """Whether it matters where a thing is used: it goes away, or becomes another."""
    return (change.kind == "removed" and change.group != "translations") or change.path.endswith("/type")


def as_json(change: Told) -> dict[str, Any]:
    """A change as the API tells it."""
    return {name: getattr(change, name) for name in Told.__dataclass_fields__}
