"""Reads the sample data of a template: pure data whose days are counted from the day of installation.

A template's `data/` folder holds `people.yaml` and one file of JSON lines per form, `<nn>_<form>.jsonl`, loaded in
the order of their names. In such a file:

- lines that start with `#` are comments, blank lines mean nothing;
- the first line that counts is the header, an object:
  `{"form": "order", "columns": ["key", "customer", "ordered_on", "lines", "created_at"], "types": {...}}`;
  `types` names what is not plain JSON in a column: `"date"`, `"datetime"`, `"@<form>"` for a relation
  (`@company.user` for people, by e-mail; `@company.department` by key), or `{"columns": [...], "types": {...}}` for
  the rows of a subform;
- every further line is a list of cells in the order of the columns; empty cells at its end may be left out.

The column `key` names the row for relations (`null` where nothing refers to it); a relation's cell is a key, or a list
of keys. `created_at`, `created_by`, `updated_at`, `updated_by` are the record's system fields; a record that does not
say when it was updated was updated when it was created.

Days: `today`, `today-3d`, `today+5d`, or `MM-DD`: the latest such day that is not after the day of installation, so
that seasons survive any installation day. What belongs together hangs on one such day, its last event, and keeps its
distances: `11-15-20d` is twenty days before; `11-15+20d` suits deadlines only, as it may lie in the future. The 29th
of February is the 28th in other years.
A moment is a day, a space and a time of the company's zone: `today-3d 14:30`, `11-15-20d 09:00`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from engine.errors import FormwrightError, Kind

SYSTEM_COLUMNS = ("created_at", "created_by", "updated_at", "updated_by")
PEOPLE_FILE = "people.yaml"
USERS = "company.user"
DEPARTMENTS = "company.department"
INSTALLER = "installer"
"""The key, among people, of whoever installs the template."""

_FILE = re.compile(r"(?:.*/)?(\d+)_([a-z][a-z0-9_]*)\.jsonl")
_DAY = re.compile(r"(?:today|(\d\d)-(\d\d))([+-]\d{1,5}d)?")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class InvalidSampleData(FormwrightError):
    """A line of a template's sample data cannot be read: `file`, `line`, what was `found`, what was `expected`."""

    code = "invalid_sample_data"
    kind = Kind.INVALID


@dataclass(frozen=True)
class SampleRow:
    """One record: `values` as JSON, relations still as keys; `system` holds created_at and the like."""

    key: str | None
    values: Mapping[str, Any]
    system: Mapping[str, Any]


@dataclass(frozen=True)
class SampleForm:
    """The rows of one form; `references`: a field (`customer`, `lines.product`) -> the form of its keys."""

    form: str
    rows: tuple[SampleRow, ...]
    references: Mapping[str, str]


@dataclass(frozen=True)
class SampleDepartment:
    """A department; `names` by language, `head` an e-mail, `parent` a key."""

    key: str
    names: Mapping[str, str]
    head: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class SamplePerson:
    """A person; `names` by language, `department` a key, `manager` an e-mail, `roles` ids of the template's roles."""

    email: str
    names: Mapping[str, str]
    department: str | None = None
    manager: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class SamplePeople:
    """Who works in the sample company; departments and people stand after those they refer to, heads aside."""

    departments: tuple[SampleDepartment, ...] = ()
    people: tuple[SamplePerson, ...] = ()


Files = Mapping[str, bytes] | Path


def read_sample(files: Files, today: date, zone: tzinfo = UTC) -> tuple[SampleForm, ...]:
    """All sample records as of `today` (the day of installation in the company's `zone`), in the order to load them.

    `files` is a template's `data/` folder, or its content by file name. A relation points only to forms that come
    before, or to rows that come before in the same form. Equal files, day and zone give equal values.
    Raises InvalidSampleData.
    """
    contents = _contents(files)
    found = sorted((int(match[1]), name, match[2]) for name in contents if (match := _FILE.fullmatch(name)))
    return tuple(_Reading(name, form, today, zone).form(contents[name]) for _, name, form in found)


def read_people(files: Files) -> SamplePeople:
    """The departments and people of `people.yaml`; nobody when there is none. Raises InvalidSampleData."""
    contents = _contents(files)
    name = next((name for name in contents if name.rsplit("/", 1)[-1] == PEOPLE_FILE), None)
    if name is None:
        return SamplePeople()
    try:
        tree = yaml.load(contents[name], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
        departments = tuple(
            SampleDepartment(key, row["name"], row.get("head"), row.get("parent"))
            for key, row in (tree.get("departments") or {}).items()
        )
        people = tuple(
            SamplePerson(email, row["name"], row.get("department"), row.get("manager"), tuple(row.get("roles") or ()))
            for email, row in (tree.get("people") or {}).items()
        )
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise InvalidSampleData(file=name, line=1, found=str(error), expected="departments: …, people: …") from error
    return SamplePeople(departments, people)


def with_ids(form: SampleForm, row: SampleRow, ids: Mapping[tuple[str, str], int]) -> SampleRow:
    """The row with record ids in place of keys; `ids` is by (target form, key). Raises KeyError for an unknown key."""
    values, system = dict(row.values), dict(row.system)
    for path, target in form.references.items():
        name, _, inner = path.partition(".")
        cells = system if name in SYSTEM_COLUMNS else values
        if cells.get(name) is None:
            continue
        if inner:
            cells[name] = [{**line, inner: _id(line.get(inner), target, ids)} for line in cells[name]]
        else:
            cells[name] = _id(cells[name], target, ids)
    return SampleRow(row.key, values, system)


def blocks(form: SampleForm, size: int, start: int = 0) -> Iterator[tuple[SampleRow, ...]]:
    """The rows from `start` on in blocks of at most `size`, none of which refers to a row of its own block."""
    own = [path for path, target in form.references.items() if target == form.form and "." not in path]
    block: list[SampleRow] = []
    keys: set[str | None] = set()
    for row in form.rows[start:]:
        cells = [row.values.get(path) for path in own]
        pointed = {key for cell in cells for key in (cell if isinstance(cell, list) else [cell]) if key is not None}
        if block and (len(block) == size or pointed & keys):
            yield tuple(block)
            block, keys = [], set()
        block.append(row)
        keys.add(row.key)
    if block:
        yield tuple(block)


def resolve_day(text: str, today: date) -> date | None:
    """The day that `text` means on `today`: `today-3d`, `11-15-20d`; None when it is not such a text."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    month, day, offset = match.groups()
    try:
        anchor = today if month is None else _latest(int(month), int(day), today)
    except ValueError:
        return None
    return anchor + timedelta(days=int(offset[:-1])) if offset else anchor


@lru_cache(maxsize=512)
def _latest(month: int, day: int, today: date) -> date:
    this_year = _in_year(today.year, month, day)
    return this_year if this_year <= today else _in_year(today.year - 1, month, day)


def _in_year(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if (month, day) == (2, 29):
            return date(year, 2, 28)
        raise


def _contents(files: Files) -> Mapping[str, bytes]:
    if isinstance(files, Path):
        return {file.name: file.read_bytes() for file in sorted(files.iterdir()) if file.is_file()}
    return files


def _id(cell: Any, target: str, ids: Mapping[tuple[str, str], int]) -> Any:
    if cell is None:
        return None
    if isinstance(cell, list):
        return [ids[target, key] for key in cell]
    return ids[target, cell]


@dataclass
class _Reading:
    file: str
    name: str
    today: date
    zone: tzinfo
    line: int = 0
    references: dict[str, str] = field(default_factory=dict)

    def form(self, content: bytes) -> SampleForm:
        lines = self.lines(content)
        header = next(lines, None)
        expected = f'{{"form": "{self.name}", "columns": […]}}'
        if not isinstance(header, dict) or header.get("form") != self.name or not header.get("columns"):
            raise self.wrong(header, expected)
        columns, types = header["columns"], header.get("types") or {}
        self.note_references(types, "")
        plain = [name for name in columns if name not in (*SYSTEM_COLUMNS, "key")]
        rows = []
        for cells in lines:
            values = self.row(cells, columns, types)
            system = {name: values[name] for name in SYSTEM_COLUMNS if values.get(name) is not None}
            if "created_at" in system:
                system.setdefault("updated_at", system["created_at"])
            rows.append(SampleRow(values.get("key"), {name: values[name] for name in plain}, system))
        return SampleForm(self.name, tuple(rows), self.references)

    def lines(self, content: bytes) -> Iterator[Any]:
        for self.line, text in enumerate(content.decode("utf-8").split("\n"), start=1):
            if text and not text.isspace() and not text.startswith("#"):
                try:
                    yield json.loads(text)
                except ValueError as error:
                    raise self.wrong(text[:60], "JSON") from error

    def note_references(self, types: Mapping[str, Any], prefix: str) -> None:
        for column, kind in types.items():
            if isinstance(kind, dict):
                self.note_references(kind.get("types") or {}, f"{column}.")
            elif kind.startswith("@"):
                self.references[prefix + column] = kind[1:]

    def row(self, cells: Any, columns: Sequence[str], types: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(cells, list) or len(cells) > len(columns):
            raise self.wrong(cells, f"[{', '.join(columns)}]")
        values: dict[str, Any] = dict.fromkeys(columns)
        for name, cell in zip(columns, cells, strict=False):
            kind = types.get(name)
            values[name] = cell if kind is None or cell is None else self.cell(cell, kind)
        return values

    def cell(self, cell: Any, kind: Any) -> Any:
        if isinstance(kind, dict):
            return [self.row(line, kind["columns"], kind.get("types") or {}) for line in cell]
        if kind == "date":
            day = resolve_day(cell, self.today) if isinstance(cell, str) else None
            if day is None:
                raise self.wrong(cell, "today-3d, 11-15-20d")
            return day.isoformat()
        if kind == "datetime":
            return self.moment(cell)
        if kind.startswith("@"):
            return cell
        raise self.wrong(kind, 'date, datetime, "@form"')

    def moment(self, cell: Any) -> str:
        day_text, _, time_text = cell.partition(" ") if isinstance(cell, str) else ("", "", "")
        day, clock = resolve_day(day_text, self.today), _TIME.fullmatch(time_text)
        if day is None or clock is None:
            raise self.wrong(cell, "today-3d 14:30, 11-15-20d 09:00")
        local = datetime.combine(day, time(int(clock[1]), int(clock[2])), self.zone)
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def wrong(self, found: Any, expected: str) -> InvalidSampleData:
        return InvalidSampleData(file=self.file, line=self.line, found=found, expected=expected)
