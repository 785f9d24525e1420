"""The sample records in memory, as python values: what the expressions of the template are asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engine.catalog.catalog import built_in_catalog
from engine.clock import Clock
from engine.definition.app import App
from engine.definition.model import Expression, Form
from engine.definition.resolver import Resolution, resolve
from engine.definition.source import load_folder
from engine.expression.evaluator import SimpleContext
from engine.publishing.sample_data import INSTALLER, SampleForm, read_people, read_sample, with_ids

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "crm"
ZONE = ZoneInfo("Asia/Shanghai")


@lru_cache
def resolution() -> Resolution:
    """The template as the engine reads it."""
    return resolve(load_folder(FOLDER), built_in_catalog())


@lru_cache
def app() -> App:
    found = resolution().app
    assert found is not None, [problem.message("en") for problem in resolution().problems]
    return found


@dataclass(frozen=True)
class SampleWorld:
    """All rows by form, as python values; `me` is who looks."""

    clock: Clock
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    records: Mapping[tuple[str, int], Mapping[str, Any]]
    me: Mapping[str, Any]

    def context(self, row: Mapping[str, Any], old: Mapping[str, Any] | None = None) -> SimpleContext:
        settings = {id: field.default.literal for id, field in app().settings.items() if field.default}
        values = {**row, "record": row, "old": old, "me": self.me, "settings": settings}
        return SimpleContext(values, self.clock, self.records)

    def where(self, form: str, condition: Expression | None) -> list[Mapping[str, Any]]:
        """The rows of a form for which a condition holds."""
        return [row for row in self.rows[form] if condition is None or condition.holds(self.context(row))]


@lru_cache
def world(today: date) -> SampleWorld:
    """The template's sample data as installed at noon of `today`, seen by whoever installs."""
    clock = Clock(datetime.combine(today, time(12), ZONE).astimezone(UTC), ZONE)
    people = read_people(FOLDER / "data")
    ids: dict[tuple[str, str], int] = {}
    records: dict[tuple[str, int], Mapping[str, Any]] = {}
    for number, department in enumerate(people.departments, start=1):
        ids["company.department", department.key] = number
        records["company.department", number] = {"id": number, "name": department.names["en"]}
    for number, person in enumerate(people.people, start=1):
        ids["company.user", person.email] = number
        department = ids["company.department", str(person.department)]
        records["company.user", number] = {"id": number, "name": person.names["en"], "department": department}
    me = {"id": 99, "name": "Installer", "department": None, "departments": ()}
    ids["company.user", INSTALLER], records["company.user", 99] = 99, me
    rows: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for sample in read_sample(FOLDER / "data", today, ZONE):
        rows[sample.form] = tuple(_values(sample, ids))
        for row in rows[sample.form]:
            records[f"crm.{sample.form}", row["id"]] = row
    return SampleWorld(clock, rows, records, me)


def _values(sample: SampleForm, ids: dict[tuple[str, str], int]) -> Iterator[Mapping[str, Any]]:
    form = app().forms[sample.form]
    for number, row in enumerate(sample.rows, start=1):
        if row.key is not None:
            ids[sample.form, row.key] = number
    for number, row in enumerate(sample.rows, start=1):
        filled = with_ids(sample, row, ids)
        values = {name: form.fields[name].type.clean(value, form.fields[name]) for name, value in filled.values.items()}
        for name, field in form.fields.items():
            if name not in values and field.default is not None and field.writable:
                literal = field.default.literal
                values[name] = None if field.default.expression else field.type.clean(literal, field)
        system = {name: datetime.fromisoformat(moment) for name, moment in filled.system.items()}
        yield {**dict.fromkeys(form.fields), **values, "id": number, **system}


def blanks(form: Form, row: Mapping[str, Any]) -> set[str]:
    """The fields of a row that hold nothing."""
    return {name for name in form.fields if row.get(name) in (None, "", ())}
