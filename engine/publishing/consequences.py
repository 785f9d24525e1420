"""What a change of the definition means for records that are there, where no table changes: told before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.definition.app import App
from engine.definition.model import Field, Form
from engine.definition.problem import Place, Problem
from engine.migration.converting import ConvertColumn, GiveBack
from engine.migration.filling import alike_by
from engine.migration.operations import AddColumn, CreateIndex
from engine.migration.plan import Plan
from engine.publishing.told import Told
from engine.storage import counts, names
from engine.storage.database import Database, Transaction
from engine.texts import say


class Consequences:
    """Asks the database."""

    def __init__(self, database: Database):
        self.database = database

    def with_counts(self, live: App, changes: Sequence[Told], language: str) -> list[Told]:
        """The changes with how many records they leave in need of something: a value, another option."""
        with self.database.read() as tx:
            return [self._counted(tx, live, one, language) for one in changes]

    def _counted(self, tx: Transaction, live: App, change: Told, language: str) -> Told:
        found = _field_at(live, change.path)
        if found is None:
            return change
        form, field, rest = found
        if rest == ["required"] and change.after is True:
            rows = counts.living(tx, form) - counts.filled(tx, form, field)
            return _said(change, "outlook.required", rows, language)
        if len(rest) == 2 and rest[0] == "options" and change.kind == "removed":
            rows = counts.holding(tx, form, field, rest[1])
            told = _said(change, "outlook.option_gone", rows, language)
            return replace(told, severity="conversion") if rows else told
        return change

    def duplicates(self, app: str, plan: Plan) -> list[Problem]:
        """The new unique rules that records contradict already, as far as it can be seen before the tables change."""
        wanted = [one for one in plan.operations if isinstance(one, CreateIndex) and one.index.unique]
        added = {one.column.name: one.column for one in plan.operations if isinstance(one, AddColumn)}
        # Values that become others in the same moment are known only then.
        others = {
            (one.table.name, one.column.field) for one in plan.operations if isinstance(one, (ConvertColumn, GiveBack))
        }
        problems = []
        with self.database.read() as tx:
            there = names.load(tx, app).tables if wanted else {}
            for one in wanted:
                table = there.get(one.index.table)
                if table is None or any((table.name, field) in others for field in one.fields):
                    continue
                groups, records = alike_by(tx, one.index, table, added)
                if groups:
                    values = {"form": table.form, "fields": one.fields, "groups": groups, "records": records}
                    problems.append(Problem("duplicates_there", "error", Place(), values=values))
        return problems


def _field_at(app: App, path: str) -> tuple[Form, Field, list[str]] | None:
    """The live field that a path like `form/customer/fields/phone/required` is about, and what of it."""
    kind, *parts = path.split("/")
    if kind != "form" or len(parts) < 4 or parts[1] != "fields" or parts[0] not in app.forms:
        return None
    form = app.forms[parts[0]]
    field = form.fields.get(parts[2])
    return None if field is None else (form, field, parts[3:])


def _said(change: Told, code: str, rows: int, language: str) -> Told:
    if not rows:
        return change
    return replace(change, rows=rows, sentence=f"{change.sentence} {say(code, {'rows': rows}, language)}")
