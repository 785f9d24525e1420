"""What people made of the sheets of a file: the forms they become, and the imports that fill these, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import clock
from engine.catalog.catalog import Catalog
from engine.catalog.fields.field_type import FieldType
from engine.definition.app import App
from engine.definition.edits.new_forms import MadeForm, NewField, NewForm
from engine.errors import FieldError, InvalidValues
from engine.people.secrets import new_secret
from engine.registry import nearest

LINK = "relation"  # the type of a field that links to a form of one's choice
NAMES_RECORDS = {"required": True, "search": True}  # of the field that is the title


@dataclass(frozen=True)
class ChosenSheet:
    """A sheet that becomes a form: as it was found, the columns that come in, and what they link to.

    `links`: by column the number of a chosen sheet or a form, and the column there by which it is known (None: the
    title).
    """

    found: Mapping[str, Any]
    form: NewForm
    links: Mapping[str, tuple[int | str, str | None]]

    @property
    def key(self) -> str | None:
        """A column that tells one record from another."""
        unique = [
            one["column"] for one in self.found["columns"] if one["unique"] and one["filled"] == self.found["rows"]
        ]
        mine = [field.key for field in self.form.fields if field.to is None]
        known = [column for column in unique if column in mine]
        return self.form.title if self.form.title in known else next(iter(known), None)


def chosen_sheets(
    upload: Mapping[str, Any], wanted: Sequence[Mapping[str, Any]], catalog: Catalog, app: App | None
) -> list[ChosenSheet]:
    """The sheets that people kept, checked. Raises InvalidValues with the place of everything that is wrong."""
    errors: list[FieldError] = []
    known = {sheet["number"]: sheet for sheet in upload["columns"]}
    kept = [(place, one) for place, one in enumerate(wanted) if one.get("include", True)]
    numbers = {one["number"]: at for at, (_, one) in enumerate(kept)}
    if not kept:
        errors.append(FieldError("sheets", "table.nothing_chosen"))
    chosen: list[ChosenSheet] = []
    for place, one in kept:
        found = known.get(one["number"])
        path = f"sheets.{place}"
        if found is None or found["problem"]:
            errors.append(FieldError(f"{path}.number", "table.no_such_sheet", {"found": one["number"]}))
            continue
        checked = _Checking(path, found, known, numbers, catalog, app, errors)
        chosen.append(checked.sheet(one))
    if len(numbers) < len(kept):
        errors.append(FieldError("sheets", "table.sheet_twice"))
    _check_links(chosen, [place for place, _ in kept], errors)
    if errors:
        raise InvalidValues(errors=errors)
    return chosen


@dataclass(frozen=True)
class _Checking:
    """One sheet as it was found, and the place that errors about it are told at."""

    path: str
    found: Mapping[str, Any]
    known: Mapping[int, Mapping[str, Any]]
    numbers: Mapping[int, int]
    catalog: Catalog
    app: App | None
    errors: list[FieldError]

    def sheet(self, wanted: Mapping[str, Any]) -> ChosenSheet:
        columns = {one["column"]: one for one in self.found["columns"]}
        fields: dict[str, NewField] = {}
        links: dict[str, tuple[int | str, str | None]] = {}
        for place, one in enumerate(wanted["columns"]):
            if not one.get("include", True):
                continue
            at = f"{self.path}.columns.{place}"
            found = columns.get(one["column"])
            if found is None or one["column"] in fields:
                values = {"found": one["column"], "nearest": list(nearest(one["column"], columns))}
                self.errors.append(FieldError(f"{at}.column", "table.no_such_column", values))
                continue
            link = self.link(at, one)
            if link is not None:
                links[found["column"]] = link
            declared = self.declared(at, one, found, linked=link is not None)
            fields[found["column"]] = NewField(found["column"], declared, link[0] if link else None)
        if not fields:
            self.errors.append(FieldError(f"{self.path}.columns", "table.no_columns"))
        label = self.named(f"{self.path}.label", wanted["label"])
        title = wanted.get("title") or next((name for name, one in fields.items() if one.to is None), None)
        if title is not None and title not in fields:
            title = None  # it was left out: the form is titled as one that says nothing of it
        if title is not None and not links.get(title):
            self.name_records(fields, title, columns[title])
        return ChosenSheet(self.found, NewForm(label, tuple(fields.values()), title), links)

    def name_records(self, fields: dict[str, NewField], title: str, found: Mapping[str, Any]) -> None:
        marks = NAMES_RECORDS if found["filled"] == self.found["rows"] else {"search": True}
        possible = {**marks, **fields[title].declared}
        fields[title] = NewField(title, possible)

    def declared(self, at: str, wanted: Mapping[str, Any], found: Mapping[str, Any], *, linked: bool) -> dict[str, Any]:
        label = self.named(f"{at}.label", wanted["label"])
        if linked:
            return {"type": LINK, "label": label}
        possible = [type.name for type in self.catalog.fields if comes_in(type)]
        name = wanted["type"]
        if name not in possible:
            values = {"found": name, "nearest": list(nearest(name, possible))}
            self.errors.append(FieldError(f"{at}.type", "table.no_such_type", values))
        offered: Mapping[str, Any] = next((one["settings"] for one in found["offers"] if one["type"] == name), {})
        settings = wanted.get("settings")
        return {**(offered if settings is None else settings), "type": name, "label": label}

    def link(self, at: str, wanted: Mapping[str, Any]) -> tuple[int | str, str | None] | None:
        to = wanted.get("to")
        if not to:
            return None
        if to.get("form") is not None:
            forms = self.app.forms if self.app is not None else {}
            if to["form"] not in forms:
                values = {"found": to["form"], "nearest": list(nearest(to["form"], forms))}
                self.errors.append(FieldError(f"{at}.to", "table.no_such_form", values))
            return to["form"], None
        number = to.get("sheet")
        if number not in self.numbers:
            label = self.known[number]["label"] if number in self.known else str(number)
            self.errors.append(FieldError(f"{at}.to", "table.link_left_out", {"label": label}))
            return None
        return self.numbers[number], to.get("column")

    def named(self, at: str, label: str) -> str:
        if not label.strip():
            self.errors.append(FieldError(at, "name_needed"))
        return label.strip()


def comes_in(type: FieldType) -> bool:
    """Whether a column of a table can become a field of the type."""
    return type.palette.looks is not None and not type.comes_later


def _check_links(chosen: Sequence[ChosenSheet], places: Sequence[int], errors: list[FieldError]) -> None:
    for place, sheet in zip(places, chosen, strict=False):
        for column, (target, by) in sheet.links.items():
            form = chosen[target].form if isinstance(target, int) and target < len(chosen) else None
            if form is not None and by is not None and by not in [field.key for field in form.fields]:
                values = {"label": f"{form.label}: {by}", "column": column}
                errors.append(FieldError(f"sheets.{place}.columns", "table.link_left_out", values))


def new_forms(chosen: Sequence[ChosenSheet]) -> list[NewForm]:
    return [sheet.form for sheet in chosen]


# --- filling ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One import: which sheet, and which of its columns it brings; by `key` it goes on with records that are there."""

    sheet: int
    columns: tuple[str, ...]
    key: str | None = None


def steps_of(chosen: Sequence[ChosenSheet]) -> list[Step]:
    """All imports in the order in which links find what they link to.

    A link to the same sheet, or around in a circle, is brought in a second time over its sheet, when all records are
    there; where nothing tells the records apart it comes with the first.
    """
    order = _order(chosen)
    first: list[Step] = []
    second: list[Step] = []
    for at, number in enumerate(order):
        sheet = chosen[number]
        late = [
            column
            for column, (target, _) in sheet.links.items()
            if isinstance(target, int) and target not in order[:at]
        ]
        key = sheet.key
        if key is None:
            late = []
        columns = tuple(field.key for field in sheet.form.fields)
        first.append(Step(number, tuple(column for column in columns if column not in late)))
        if late and key is not None:
            second.append(Step(number, (key, *late), key))
    return [*first, *second]


def _order(chosen: Sequence[ChosenSheet]) -> list[int]:
    """The sheets, each behind those that it links to as far as that can be."""
    done: list[int] = []
    begun: set[int] = set()

    def visit(number: int) -> None:
        if number in begun:
            return
        begun.add(number)
        for target, _ in chosen[number].links.values():
            if isinstance(target, int):
                visit(target)
        done.append(number)

    for number in range(len(chosen)):
        visit(number)
    return done


def import_rows_of(
    upload: Mapping[str, Any], chosen: Sequence[ChosenSheet], made: Sequence[MadeForm], app_id: str, actor: str
) -> Iterator[dict[str, Any]]:
    """The imports as they are kept, in the order in which they must run."""
    for step in steps_of(chosen):
        sheet, form = chosen[step.sheet], made[step.sheet]
        found = sheet.found
        options = {name: found.get(name) for name in ("rows", "header_row", "sheet", "encoding", "delimiter")}
        if step.key is not None:
            options["key"] = form.fields[step.key]
        yield {
            "id": new_secret()[:24],
            "app": app_id,
            "form": form.id,
            "file_id": found["name"] if found["sheet"] is None else f"{found['name']}: {found['sheet']}"[:200],
            "options": {name: value for name, value in options.items() if value is not None},
            "mapping": {column: _mapped(chosen, made, sheet, form, column) for column in step.columns},
            "columns": [],
            "state": "new",
            "created_at": clock.now(),
            "created_by": actor,
        }


def _mapped(
    chosen: Sequence[ChosenSheet], made: Sequence[MadeForm], sheet: ChosenSheet, form: MadeForm, column: str
) -> dict[str, Any]:
    field = form.fields[column]
    target, by = sheet.links.get(column, ("", None))
    if not isinstance(target, int) or by is None or by == chosen[target].form.title:
        return {"field": field}
    return {"field": field, "by": made[target].fields[by]}
