"""Small apps made straight from the model, for tests that need forms but no definition files."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from engine.catalog.catalog import built_in_catalog
from engine.definition.app import App
from engine.definition.expressions import Template
from engine.definition.model import Field, Form, Holes, UniqueKey, View
from engine.definition.resolver import resolve
from engine.definition.source import load_folder
from engine.people import company_files

CATALOG = built_in_catalog()


@dataclasses.dataclass
class Asked:
    """Answers what a type asks while its settings are settled."""

    app_id: str = "crm"
    currency: str | None = "CNY"
    required: bool = False

    def problem(self, code: str, key: str, **values: Any) -> None:
        raise AssertionError(f"{code} at {key}: {values}")


def field(id: str, type: str, /, *, app: str = "crm", **written: Any) -> Field:
    """A field as the resolver would make it."""
    common = {key: written.pop(key) for key in ("required", "unique", "search", "ignore", "computed") if key in written}
    kind = CATALOG.fields.get(type)
    if "fields" in written:
        written["fields"] = {
            key: field(key, *one) if isinstance(one, tuple) else one for key, one in written["fields"].items()
        }
    return Field(id, kind, id, dict(kind.settle(written, Asked(app))), **common)


def form(id: str, *fields: Field, app: str = "crm", unique: Mapping[str, UniqueKey] | None = None, **more: Any) -> Form:
    """A form with these fields."""
    return Form(
        id=id,
        app_id=app,
        label=id,
        label_plural=f"{id}s",
        title=more.pop("title", Holes(Template("", ()))),
        fields={one.id: one for one in fields},
        unique=unique or {},
        **more,
    )


def app(*forms: Form, id: str = "crm", views: Mapping[str, View] | None = None) -> App:
    """An app with these forms."""
    return App(id, id, "1", forms={one.id: one for one in forms}, views=views or {})


def view(id: str, form: str, *sort: str, where: Any = None) -> View:
    """A table view; `-amount` sorts backwards."""
    order = tuple((name.lstrip("-"), name.startswith("-")) for name in sort)
    return View(id, form, id, CATALOG.views.get("table"), where, order)


def read_app(files: Mapping[str, str], company: App) -> App:
    """An app from definition texts; its relations to people lead to `company`."""
    found = resolve(load_folder(files), CATALOG, company=company)
    assert found.app is not None, [problem.message("en") for problem in found.problems]
    return found.app


def read_company() -> App:
    """The built-in app of people and departments."""
    found = resolve(load_folder(company_files()), CATALOG, _is_company=True)
    assert found.app is not None, [problem.message("en") for problem in found.problems]
    return found.app
