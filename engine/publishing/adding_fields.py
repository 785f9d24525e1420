"""The "+" of a table: one new field, published at once on the live version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalog.fields.field_type import FieldType
from engine.catalog.ids import id_from_label
from engine.definition.app import App
from engine.definition.edits import fields
from engine.definition.model import Form
from engine.definition.writer import add_field
from engine.errors import FieldError, FormwrightError, InvalidValues, Kind, NotFound
from engine.publishing.app_store import AppStore
from engine.publishing.publisher import LiveHasMovedOn, Prepared, Published, Publisher
from engine.storage import version_rows
from engine.storage.database import Transaction

TRIES = 5


class FieldTypeNotOffered(FormwrightError):
    """A type that a table's header cannot add (`type`, `possible`)."""

    code = "field_type_not_offered"
    kind = Kind.INVALID


@dataclass(frozen=True)
class NewField:
    """What somebody typed into the header: a label, a type, the options of a select as labels, or a formula.

    `formula`: `expr` with ids, `returns`, and settings of that type such as `decimals`.
    """

    label: str
    type: str
    options: tuple[str, ...] = ()
    after: str | None = None
    view: str | None = None
    formula: Mapping[str, Any] | None = None


class AddingFields:
    """Adds fields to live apps."""

    def __init__(self, store: AppStore, publisher: Publisher):
        self.store = store
        self.publisher = publisher

    def add(self, app_id: str, form_id: str, wanted: NewField, actor: str, language: str) -> tuple[str, int]:
        """Answers (id of the field, version). Raises NotFound, InvalidValues, FieldTypeNotOffered."""
        label = wanted.label.strip()
        if not label:
            raise InvalidValues(errors=[FieldError("label", "name_needed")])
        made = ""

        def edited(app: App) -> tuple[Mapping[str, str], str]:
            nonlocal made
            made = self._free_id(app, form_id, label)
            return self._edited(app, form_id, made, label, wanted), f"{form_id}.{made}"

        published = publish_edit(self.store, self.publisher, app_id, edited, actor)
        return made, published.number

    def edited(self, app_id: str, form_id: str, wanted: NewField) -> Mapping[str, str]:
        """The texts of the app with the new field, published by nobody; without a label it is called by its type.

        Raises NotFound, InvalidValues, FieldTypeNotOffered.
        """
        app = self.store.current().app(app_id)
        label = wanted.label.strip() or wanted.type
        return self._edited(app, form_id, self._free_id(app, form_id, label), label, wanted)

    def _edited(self, app: App, form_id: str, field_id: str, label: str, wanted: NewField) -> Mapping[str, str]:
        form = self._form(app, form_id)
        offered = {type.name: type for type in self.store.catalog.fields if _can_begin(type)}
        if wanted.type not in offered:
            raise FieldTypeNotOffered(type=wanted.type, possible=list(offered))
        type = offered[wanted.type]
        declared: dict[str, Any] = {"type": type.name, "label": label, **type.palette.begins_with}
        if "options" in type.needs:
            declared["options"] = options_of(wanted.options)
        if "expr" in type.needs:
            declared.update(formula_of(wanted.formula))
        view = app.views.get(wanted.view or (form.views[0] if form.views else ""))
        views = [view.id] if view is not None and view.form == form_id and not view.generated else []
        return add_field(app.texts, form_id, field_id, declared, after=wanted.after, views=views)

    def _free_id(self, app: App, form_id: str, label: str) -> str:
        form = self._form(app, form_id)
        with self.store.database.read() as tx:
            prefix = "x_" if version_rows.is_from_template(tx, app.id) else ""
        return id_from_label(label, form.fields, prefix)

    @staticmethod
    def _form(app: App, form_id: str) -> Form:
        if form_id not in app.forms:
            raise NotFound(what="form", id=form_id)
        return app.forms[form_id]


def _can_begin(type: FieldType) -> bool:
    """Whether a field of the type can begin with what the header asks: a name, options, a formula."""
    return not type.comes_later and {*type.needs} <= {*type.palette.begins_with, "options", "expr", "returns"}


def publish_edit(
    store: AppStore,
    publisher: Publisher,
    app_id: str,
    edited: Callable[[App], tuple[Mapping[str, str], str]],
    actor: str,
    *,
    kind: str = "field",
    agreed: Callable[[Prepared], None] | None = None,
    within: Callable[[Transaction], None] | None = None,
) -> Published:
    """Publishes what `edited` makes of the live app (its texts and a note), again when others publish meanwhile.

    `agreed` sees what would be done before it is, and raises what is against it; `within` belongs to the same
    transaction.
    """
    for attempt in range(TRIES):
        snapshot = store.current()
        texts, note = edited(snapshot.app(app_id))
        try:
            live = snapshot.number(app_id)
            return publisher.publish(
                texts, actor=actor, kind=kind, note=note, based_on=live, agreed=agreed, within=within
            )
        except LiveHasMovedOn:
            # Somebody else published between our look and our write: look again, both changes stay.
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def formula_of(settings: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a formula field declares. Raises InvalidValues without an expression."""
    expr = str((settings or {}).get("expr") or "").strip()
    if not expr:
        raise InvalidValues(errors=[FieldError("expr", "expression.empty")])
    rest = {key: value for key, value in (settings or {}).items() if key != "expr" and value is not None}
    return {**rest, "expr": expr}


def options_of(labels: tuple[str, ...]) -> list[dict[str, str]]:
    """Options with ids and colours out of pasted labels; empty and repeated ones are left out."""
    made = fields.options_of(list(labels))
    if not made:
        raise InvalidValues(errors=[FieldError("options", "options_needed")])
    return made
