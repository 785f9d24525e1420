"""A world of values that follow from the clock and from settings: tasks with due days, projects that count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.access import Actor
from engine.clock import Clock
from engine.definition.model import Form
from engine.records import RecordContext
from engine.storage.database import Database
from tests.records import world as worlds

FILES: Mapping[str, str] = {
    "app.yaml": """
kind: app
id: time
label: Time
currency: CNY
settings:
  patience: {type: number, decimals: 0, default: 3, label: Days of patience}
  rate: {type: number, decimals: 2, default: "1.50", label: Rate}
""",
    "forms/project.yaml": """
kind: form
id: project
label: Project
title: "{{ name }}"
fields:
  name: {type: text, search: true}
  began: {type: date}
  age: {type: formula, returns: number, decimals: 0, expr: "today() - began", help: Days since it began}
  late: {type: rollup, from: tasks, fn: count, where: "due < today()", help: Late tasks}
  lateness: {type: rollup, from: tasks, fn: sum, value: days_late, help: Of all tasks}
  worst: {type: rollup, from: tasks, fn: max, value: days_late, help: The latest}
  middle: {type: rollup, from: tasks, fn: median, value: days_late, help: The middle}
  names: {type: rollup, from: tasks, fn: join, value: name, where: "is_late", sort: [name], help: Who is late}
  state: {type: formula, returns: text, expr: "if(late > 1, 'bad', if(late = 1, 'so so', ''))", help: In a word}
""",
    "forms/task.yaml": """
kind: form
id: task
label: Task
title: "{{ name }}"
fields:
  name: {type: text}
  project: {type: relation, to: project, inverse: tasks, on_delete: clear}
  due: {type: date}
  hours: {type: number, decimals: 2}
  met: {type: datetime}
  days_late: {type: formula, returns: number, decimals: 0, expr: "if(isblank(due), null, today() - due)", help: Days}
  is_late: {type: formula, returns: yes_no, expr: "due < today()", help: Whether}
  patient: {type: formula, returns: yes_no, expr: "days_late <= settings.patience", help: Over both}
  price: {type: formula, returns: money, expr: "hours * settings.rate", help: By the rate of the settings}
  follow_up: {type: formula, returns: date, expr: "today() + 7 days", help: In a week}
  since: {type: formula, returns: number, decimals: 3, expr: "now() - met", help: Days with their part}
  project_age: {type: lookup, from: project.age, help: Of the project}
  word: {type: formula, returns: text, expr: "if(is_late, 'late', 'fine') & ' ' & name", help: In words}
  years: {type: formula, returns: number, decimals: 0, expr: "datedif(due, today(), 'Y')", help: In years}
  label: {type: formula, returns: text, expr: "'T-' & RECNO()", help: By its number}
  next_day: {type: formula, returns: date, expr: "WORKDAY(due, RECNO(), [DATE(2026, 3, 6)])", help: Working days later}
  share: {type: formula, returns: number, decimals: 4, expr: "days_late / project.age", help: Of the project}
""",
}


@dataclass(frozen=True)
class Apps(worlds.Apps):
    """The live apps with settings that a test changes."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, app_id: str) -> Mapping[str, Any]:
        return {**super().settings(app_id), **self.values} if app_id == "time" else super().settings(app_id)


@lru_cache(maxsize=1)
def apps() -> Apps:
    return Apps(worlds.resolved(FILES))


def prepare(url: str) -> None:
    """Tables of the engine, the company and the app."""
    worlds.make_tables(url, apps())


def form(name: str) -> Form:
    return apps().apps["time"].forms[name]


def context(database: Database, moment: datetime, **settings: Any) -> RecordContext:
    """The engine itself at a moment, with settings that differ from the definition's."""
    source = replace(apps(), values=settings)
    return RecordContext(
        database=database, apps=source, actor=Actor.system(), clock=Clock(moment, ZoneInfo("Asia/Shanghai"))
    )
