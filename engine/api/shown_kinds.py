"""Kinds of view and of chart as their settings are drawn: JSON Schema with titles in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog.catalog import Catalog
from engine.definition import kinds
from engine.definition.app import App
from engine.texts import catalog as texts
from engine.texts import say

# Chosen elsewhere.
LEFT_OUT = {"view": ("kind", "id", "type", "form", "note", "icon"), "chart": ("type", "note")}


def shown_views(catalog: Catalog, language: str) -> list[dict[str, Any]]:
    """The kinds of view that there are now, in the order of the catalog."""
    return [
        _kind("view", one.name, {**kinds.VIEW_COMMON, **one.schema}, one.needs, language)
        for one in catalog.views
        if not one.comes_later
    ]


def shown_charts(catalog: Catalog, language: str) -> list[dict[str, Any]]:
    """The kinds of chart that there are now; each with whether it shows one figure or points."""
    return [
        {**_kind("chart", one.name, {**kinds.WIDGET_COMMON, **one.schema}, one.needs, language), "shape": one.shape}
        for one in catalog.charts
        if not one.comes_later
    ]


def readers_of(app: App, form: str, language: str) -> list[dict[str, Any]]:
    """The roles that may read records of a form; `all` of them, or some."""
    return [
        {"role": role.id, "label": app.label_of(f"role/{role.id}", language), "all": role.forms[form].read is True}
        for role in app.roles.values()
        if form in role.forms and role.forms[form].read is not False
    ]


def _kind(area: str, name: str, written: Mapping[str, Any], needs: tuple[str, ...], language: str) -> dict[str, Any]:
    properties = {
        key: _said(schema, area, key, language) for key, schema in written.items() if key not in LEFT_OUT[area]
    }
    return {
        "type": name,
        "label": _text(f"{area}_type.{name}", language) or name,
        "help": _text(f"{area}_type_help.{name}", language),
        "schema": {"type": "object", "properties": properties, "required": [key for key in needs if key in properties]},
    }


def _said(schema: Any, area: str, path: str, language: str) -> Any:
    """A schema with its title, its help and the words of its choices, and so every part of it."""
    if not isinstance(schema, Mapping):
        return schema
    found: dict[str, Any] = dict(schema)
    for word, kind in (("title", "setting"), ("description", "setting_help")):
        said = _text(f"{area}_{kind}.{path}", language)
        if said:
            found[word] = said
    if "enum" in found:
        words = {str(one): _text(f"{area}_choice.{path}.{one}", language) for one in found["enum"]}
        found["x-labels"] = {one: word for one, word in words.items() if word}
    if isinstance(found.get("properties"), Mapping):
        found["properties"] = {
            key: _said(inner, area, f"{path}.{key}", language) for key, inner in found["properties"].items()
        }
    return found


def _text(code: str, language: str) -> str | None:
    return say(code, {}, language) if code in texts() else None
