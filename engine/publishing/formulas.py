"""Formulas that are written in a table: changed at once on the live version, and what that would work out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.app import App
from engine.definition.writer import Edit, edit
from engine.errors import NotFound
from engine.publishing.adding_fields import AddingFields, NewField, formula_of, publish_edit
from engine.publishing.filling import to_be_filled
from engine.storage import counts


@dataclass(frozen=True)
class Refilled:
    """A computed field whose values publishing works out again for so many records."""

    app: str
    form: str
    field: str
    label: str
    records: int


@dataclass(frozen=True)
class Foreseen:
    """What publishing would do: the lines of the plan, and what is worked out again."""

    lines: tuple[str, ...]
    refilled: tuple[Refilled, ...]


class Formulas:
    """Changes formulas of live apps."""

    def __init__(self, adding: AddingFields):
        self.adding, self.store, self.publisher = adding, adding.store, adding.publisher

    def change(self, app_id: str, form_id: str, field_id: str, settings: Mapping[str, Any], actor: str) -> int:
        """The version with the new formula. Raises NotFound, InvalidValues, InvalidDefinition."""

        def edited(app: App) -> tuple[Mapping[str, str], str]:
            return self._edited(app, form_id, field_id, settings), f"{form_id}.{field_id}"

        return publish_edit(self.store, self.publisher, app_id, edited, actor).number

    def foresee_change(
        self, app_id: str, form_id: str, field_id: str, settings: Mapping[str, Any], language: str
    ) -> Foreseen:
        """What `change` would do; writes nothing."""
        return self._foresee(self._edited(self.store.current().app(app_id), form_id, field_id, settings), language)

    def foresee_new(self, app_id: str, form_id: str, wanted: NewField, language: str) -> Foreseen:
        """What adding a field would do; writes nothing."""
        return self._foresee(self.adding.edited(app_id, form_id, wanted), language)

    @staticmethod
    def _edited(app: App, form_id: str, field_id: str, settings: Mapping[str, Any]) -> dict[str, str]:
        form = app.forms.get(form_id)
        field = form.fields.get(field_id) if form is not None else None
        if field is None or field.type.name != "formula":
            raise NotFound(what="formula", id=f"{form_id}.{field_id}")
        edits = [Edit("form", form_id, ("fields", field_id, key), new) for key, new in formula_of(settings).items()]
        return edit(app.texts, edits)

    def _foresee(self, texts: Mapping[str, str], language: str) -> Foreseen:
        prepared = self.publisher.prepare(texts)
        live, app = self.store.current(), prepared.app
        found = []
        with self.store.database.read() as tx:
            for one in to_be_filled(live, app, prepared.plan):
                there = live.all().get(one.form.app_id)
                known = there.forms.get(one.form.id) if there is not None else None
                records = 0 if known is None else counts.living(tx, known)
                label = one.field.say(language)
                found.append(Refilled(one.form.app_id, one.form.id, one.field.id, label, records))

        def name(form: str, field: str) -> str:
            path = f"form/{form}/fields/{field}" if field else f"form/{form}"
            return app.label_of(path, language)

        return Foreseen(tuple(prepared.plan.describe(language, name)), tuple(found))
