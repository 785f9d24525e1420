"""What publishing a draft would do, change by change: in words, with what becomes of the records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.definition.diff import Change
from engine.definition.problem import Problem
from engine.definition.source import Sources
from engine.definition.wording import Wording
from engine.migration.operations import Line
from engine.publishing.publisher import Prepared
from engine.texts import say

Severity = Literal["safe", "conversion", "destroys"]
Kind = Literal["added", "removed", "changed"]
SEVERITIES: Sequence[Severity] = ("safe", "conversion", "destroys")
GROUPS: Mapping[str, str] = {
    "form": "fields",
    "options": "fields",
    "view": "views",
    "rule": "rules",
    "role": "roles",
    "dashboard": "dashboards",
    "i18n": "translations",
}


@dataclass(frozen=True)
class Told:
    """One change as people are told it; `rows` records are touched, `lost` of their values do not convert."""

    path: str
    group: str
    kind: Kind
    sentence: str
    severity: Severity = "safe"
    before: Any = None
    after: Any = None
    rows: int = 0
    lost: int = 0
    samples: Sequence[Mapping[str, Any]] = ()
    used_in: Sequence[Mapping[str, Any]] = ()


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


def told(changes: Sequence[Change], old: Sources, new: Sources, language: str) -> list[Told]:
    """Changes between two definitions in words."""
    wording = Wording((new, old), language)
    return [_told(change, wording, language) for change in changes]


def outlook(prepared: Prepared, old: Sources, new: Sources, language: str) -> Outlook:
    """What a prepared publish would do."""
    changes = told(prepared.changes, old, new, language)
    by_path = {one.path: at for at, one in enumerate(changes)}
    for line in prepared.plan.lines:
        path = f"form/{line.values.get('form')}"
        if line.values.get("field"):
            path += "/fields/" + str(line.values["field"]).replace(".", "/fields/")
        place = next((by_path[one] for one in (path, f"{path}/type") if one in by_path), None)
        if place is not None:
            changes[place] = _with(changes[place], line)
    return Outlook(hash_of(prepared), prepared.number, tuple(changes))


def hash_of(prepared: Prepared) -> str:
    """What somebody agrees to: this app in place of this version, and what the database would do for it.

    Counts of records are not part of it: people go on working meanwhile.
    """
    said = [f"{prepared.app.id} {prepared.number} {prepared.app.hash}"]
    said += [
        f"{line.sign}{line.code} {line.values.get('form')} {line.values.get('field')} {line.destroys_data}"
        for line in prepared.plan.lines
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _with(change: Told, line: Line) -> Told:
    lost = int(line.values.get("lost", 0))
    severity: Severity = "destroys" if line.destroys_data else "conversion" if lost or line.sign == "~" else "safe"
    samples = [{"value": value} for value in line.values.get("samples", ())]
    worst = max(severity, change.severity, key=SEVERITIES.index)
    return replace(change, severity=worst, rows=line.rows, lost=lost, samples=samples)


_KINDS: Mapping[str, Kind] = {
    "add": "added",
    "remove": "removed",
    "change": "changed",
}


def _told(change: Change, wording: Wording, language: str) -> Told:
    kind = _KINDS[change.what]
    place = wording.place(change.path)
    thing = wording.word(change.thing)
    values = {
        "place": place, "thing": thing, "name": wording.name(change.path),
        "old": shown(change.old, language), "new": shown(change.new, language),
    }  # fmt: skip
    code = f"told.{kind}_whole" if change.whole else f"told.{kind}"
    group = GROUPS.get(change.path.split("/")[0], "settings")
    return Told(change.path, group, kind, say(code, values, language), before=change.old, after=change.new)


def shown(value: Any, language: str) -> str:
    """A value of a definition in a sentence."""
    if value is None:
        return say("told.nothing", {}, language)
    if isinstance(value, bool):
        return say("told.yes" if value else "told.no", {}, language)
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("id") or say("told.several", {"count": len(value)}, language))
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(item, language) for item in value)
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
