"""An app that counts by calendars: requests with a day by which they are due, and the holidays that decide it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import records
from engine.bootstrap import Engine
from engine.definition.model import Form
from engine.jobs import queue
from engine.records import PageQuery

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: desk\nlabel: Help desk\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "calendars/office.yaml": (
        "kind: calendar\nid: office\nlabel: Office hours\n"
        'week: {mon-fri: ["09:00-12:00", "13:30-18:00"]}\nholidays: ours\n'
    ),
    "calendars/plant.yaml": (
        'kind: calendar\nid: plant\nlabel: Plant\nweek: {mon-sat: ["06:00-22:00"]}\nholidays: ["2026-12-24"]\n'
        "tz: Europe/Berlin\n"
    ),
    "forms/customer.yaml": (
        'kind: form\nid: customer\nlabel: Customer\ntitle: "{{ name }}"\nfields:\n'
        "  name: {type: text, required: true}\n"
        "  last_due: {type: rollup, from: requests, fn: max, value: due}\n"
    ),
    "forms/request.yaml": (
        'kind: form\nid: request\nlabel: Request\ntitle: "{{ name }}"\nfields:\n'
        "  name: {type: text}\n"
        "  customer: {type: relation, to: customer, inverse: requests}\n"
        "  came: {type: date}\n"
        "  days: {type: number, decimals: 0, default: 3}\n"
        '  due: {type: formula, returns: date, expr: "WORKDAY(came, days, calendars.office)"}\n'
        '  open_days: {type: formula, returns: number, decimals: 0, expr: "NETWORKDAYS(came, due, calendars.office)"}\n'
        '  plant_due: {type: formula, returns: date, expr: "WORKDAY(came, days, calendars.plant)"}\n'
        '  left: {type: formula, returns: number, decimals: 0, expr: "NETWORKDAYS(today(), due, calendars.office)"}\n'
        "  hours: {type: formula, returns: number, decimals: 2,"
        ' expr: "WORKTIME(came, came + 7, calendars.office)"}\n'
        "logic:\n"
        "  soon: {when: \"due < '2020-01-01'\", error: Long ago, field: came}\n"
        "  quick: {when: \"WORKDAY(came, 0 - 1, calendars.office) < '2020-01-01'\", error: Too long ago, field: came}\n"
    ),
}


def form(engine: Engine, name: str) -> Form:
    app, _, id = name.rpartition(".")
    return engine.store.current().app(app or "desk").forms[id]


def add_holidays(engine: Engine, *days: Mapping[str, Any]) -> list[int]:
    """Days of the table, `ours` where nothing else is said."""
    holiday = form(engine, "company.holiday")
    return [records.create(engine.system(), holiday, {"calendar": "ours", **day}).id for day in days]


def add_request(engine: Engine, **values: Any) -> int:
    return records.create(engine.system(), form(engine, "request"), values).id


def value(engine: Engine, id: int, name: str = "due", of: str = "request") -> Any:
    return shown(engine, id, of)[name]


def shown(engine: Engine, id: int, of: str = "request") -> Mapping[str, Any]:
    return records.get(engine.system(), form(engine, of), id)


def jobs(engine: Engine) -> list[Any]:
    return [job for job in queue.recent(engine.database) if job.type == "recompute"]


__all__ = ["FILES", "PageQuery", "add_holidays", "add_request", "form", "jobs", "shown", "value"]
