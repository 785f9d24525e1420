"""Knows the members of every form by its full name: own forms while they are resolved, others as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.app import App
from engine.definition.model import Field
from engine.definition.resolving.scope import system_symbols
from engine.definition.resolving.work import FieldShape, Work
from engine.expression.scope import Symbol
from engine.expression.types import ANY, Records, Type


class KnownForms:
    """Answers `members` for scopes; full names are `crm.customer`, and `crm.order.lines` for rows of a subform."""

    def __init__(self, work: Work, apps: Mapping[str, App]):
        self.work, self.apps = work, apps
        self._members: dict[str, Mapping[str, Symbol]] = {}
        self.inverses: dict[str, dict[str, tuple[str, str]]] = {}
        for app in apps.values():
            for form in app.forms.values():
                for field in form.fields.values():
                    self._add_inverse(form.name, field)

    def full(self, name: str) -> str:
        """`customer` -> `crm.customer`; a full name stays."""
        return name if "." in name else f"{self.work.app_id}.{name}"

    def short(self, full: str) -> str:
        """`crm.customer` -> `customer` inside its own app."""
        app, _, form = full.partition(".")
        return form if app == self.work.app_id else full

    def exists(self, full: str) -> bool:
        return bool(self.fields(full)) or self._form(full) is not None

    def _form(self, full: str) -> Any:
        app, _, form = full.partition(".")
        if app == self.work.app_id:
            return self.work.shapes.get(form)
        return self.apps[app].forms.get(form) if app in self.apps else None

    def fields(self, full: str) -> Mapping[str, FieldShape | Field]:
        """The fields of a form or of a subform's rows; {} when there is none of that name."""
        app, _, rest = full.partition(".")
        form_id, _, subform = rest.partition(".")
        form = self._form(f"{app}.{form_id}")
        if form is None:
            return {}
        if not subform:
            fields: Mapping[str, FieldShape | Field] = form.fields
            return fields
        rows = form.fields.get(subform)
        inner: Mapping[str, FieldShape | Field] = rows.settings.get("fields", {}) if rows is not None else {}
        return inner

    def names(self) -> list[str]:
        """Every form that may be named: own ones short, those of other apps in full."""
        own = list(self.work.of("form"))
        return own + [
            form.name for app in self.apps.values() if app.id != self.work.app_id for form in app.forms.values()
        ]

    def add_inverse(self, target: str, name: str, form: str, relation: str) -> None:
        self.inverses.setdefault(target, {})[name] = (form, relation)
        self._members.pop(target, None)

    def _add_inverse(self, form: str, field: Field) -> None:
        inverse, target = field.settings.get("inverse"), field.target
        if inverse and target:
            self.add_inverse(f"{target[0]}.{target[1]}", inverse, form, field.id)

    def members(self, form: str) -> Mapping[str, Symbol]:
        found = self._members.get(form)
        if found is None:
            found = self._members[form] = self._build(form)
        return found

    def forget(self) -> None:
        """Types have become known meanwhile: ask again."""
        self._members.clear()

    def _build(self, full: str) -> dict[str, Symbol]:
        if not self.exists(full):
            return {}
        symbols = system_symbols() if full.count(".") == 1 else {"id": system_symbols()["id"]}
        for name, (form, _) in self.inverses.get(full, {}).items():
            symbols[name] = Symbol(name, Records(form), "inverse")
        for id, field in self.fields(full).items():
            # A field may have been empty before it became required, so nothing relies on `required`.
            symbols[id] = Symbol(id, self.type_of(field, full), "field")
        return symbols

    def type_of(self, field: FieldShape | Field, full: str) -> Type:
        if isinstance(field, Field):
            return Records(f"{full}.{field.id}") if field.stores == "row_table" else field.value_type
        if field.broken:
            return ANY
        if field.type.stores(field) == "row_table":
            return Records(f"{full}.{field.id}")
        type: Type = field.type.value_type(field)
        return type


def leads_to(field: FieldShape | Field) -> str | None:
    """The full name of the form whose records a value names: of a relation, or of a lookup that ends at one."""
    shown = field.settings.get("result") if field.type.computed else field
    to, to_app = (shown.settings.get("to"), shown.settings.get("to_app")) if shown is not None else (None, None)
    return f"{to_app}.{to}" if to and to_app else None
