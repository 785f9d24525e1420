"""The description of the API, with a schema per form of every installed app the caller could meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from engine.texts import say

if TYPE_CHECKING:
    from engine.api.dependencies import Api
    from engine.definition.model import Form

ID = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
NUMBER = {"anyOf": [{"type": "string", "pattern": r"^-?\d{1,19}(\.\d{1,12})?$"}, {"type": "number"}]}

# JSON of a value by what it is in an expression.
BY_KIND: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": NUMBER,
    "yes_no": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "option": {"type": "string"},
    "options": {"type": "array", "items": {"type": "string"}},
    "record": ID,
    "records": {"type": "array", "items": ID},
}
PROBLEM = {
    "description": "A problem (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe(app: FastAPI, api: Api) -> dict[str, Any]:
    """OpenAPI 3.1 of everything that is served now."""
    described = get_openapi(
        title="Formwright", version=app.version, routes=app.routes, description=say("api_description")
    )
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem_schema()
    for installed in api.engine.store.current().apps.values():
        for form in installed.forms.values():
            name = f"{installed.id}.{form.id}"
            schemas[name] = form_schema(form)
            described["paths"].update(_paths(installed.id, form.id, name, form.label))
    for path in described["paths"].values():
        for method, operation in path.items():
            if method in ("get", "post", "patch", "put", "delete"):
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = PROBLEM
    return described


def form_schema(form: Form) -> dict[str, Any]:
    """What may be written to a record of a form."""
    properties = {}
    for field in form.fields.values():
        if field.computed is None:
            properties[field.id] = value_schema(field)
    return {"type": "object", "additionalProperties": False, "properties": properties}


def value_schema(field: Any) -> dict[str, Any]:
    """JSON of one field's value; empty is null."""
    own = field.surface.json
    known = dict(BY_KIND.get(field.value_type.kind, {}) if own is None else own)
    choices = getattr(field.value_type, "choices", ())
    if choices:
        ids = [choice.id for choice in choices]
        if known.get("type") == "array":
            known["items"] = {"enum": ids}
        else:
            known = {"enum": [*ids, None]}
            return {**known, "title": field.label}
    if not known:
        return {"title": field.label}
    return {"anyOf": [known, {"type": "null"}], "title": field.label}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    entry = {"type": "object", "properties": {"path": text, "code": text, "message": text}}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "errors"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "code": text,
            "errors": {"type": "array", "items": entry},
        },
    }


def _paths(app: str, form: str, schema: str, label: str) -> dict[str, Any]:
    base = f"/api/v1/apps/{app}/forms/{form}/records"
    one = {"$ref": f"#/components/schemas/{schema}"}
    tags = [f"{app}: {form}"]
    id_param = {"name": "id", "in": "path", "required": True, "schema": ID}
    match = {"name": "If-Match", "in": "header", "schema": {"type": "string", "pattern": r'^"\d{1,18}"$'}}

    def answers(code: str, content: Any = None) -> dict[str, Any]:
        body = {"application/json": {"schema": content or {}}} if code != "204" else None
        return {code: {"description": "Done.", **({"content": body} if body else {})}}

    def body(content: Any) -> dict[str, Any]:
        return {"required": True, "content": {"application/json": {"schema": content}}}

    def query(name: str, **schema_: Any) -> dict[str, Any]:
        return {"name": name, "in": "query", "schema": schema_}

    text = {"type": "string"}
    listing = [
        query("where", **text),
        query("sort", **text),
        query("fields", **text),
        query("expand", **text),
        query("search", **text),
        query("view", **text),
        query("limit", type="integer", minimum=1, maximum=1000),
        query("cursor", **text),
        query("offset", type="integer", minimum=0),
        query("count", enum=["none", "estimated", "exact"]),
        query("format", enum=["objects", "rows"]),
    ]
    page = {
        "type": "object",
        "properties": {
            "records": {"type": "array", "items": {"type": "object"}},
            "next": {},
            "count": {},
            "stale": {"type": "array", "items": text, "description": "Fields that a job is still working out."},
        },
    }
    aggregate = {
        "type": "object",
        "properties": {
            "by": {"type": "array", "items": text},
            "values": {"type": "object", "additionalProperties": text},
            "where": text,
            "view": text,
        },
    }
    return {
        base: {
            "get": {
                "summary": f"List: {label}",
                "tags": tags,
                "parameters": listing,
                "responses": answers("200", page),
            },
            "post": {
                "summary": f"Create: {label}",
                "tags": tags,
                "parameters": [
                    {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
                ],
                "requestBody": body({"oneOf": [one, {"type": "array", "items": one, "maxItems": 5000}]}),
                "responses": answers("201", {"type": "object"}),
            },
        },
        base + "/{id}": {
            "get": {
                "summary": f"Get: {label}",
                "tags": tags,
                "parameters": [id_param],
                "responses": answers("200", {"type": "object"}),
            },
            "patch": {
                "summary": f"Change: {label}",
                "tags": tags,
                "parameters": [id_param, match],
                "requestBody": body(one),
                "responses": answers("200", {"type": "object"}),
            },
            "delete": {
                "summary": f"Delete: {label}",
                "tags": tags,
                "parameters": [id_param, match],
                "responses": answers("204"),
            },
        },
        base + "/{id}/restore": {
            "post": {
                "summary": f"Restore: {label}",
                "tags": tags,
                "parameters": [id_param],
                "responses": answers("200", {"type": "object"}),
            }
        },
        base + "/{id}/history": {
            "get": {
                "summary": f"History: {label}",
                "tags": tags,
                "parameters": [id_param],
                "responses": answers("200", {"type": "object"}),
            }
        },
        base + "/{id}/press/{field}": {
            "post": {
                "summary": f"Where a button leads: an address, or a form with values: {label}",
                "tags": tags,
                "parameters": [id_param, {"name": "field", "in": "path", "required": True, "schema": text}],
                "responses": answers("200", {"type": "object"}),
            }
        },
        base + "/{id}/print/{layout}": {
            "get": {
                "summary": f"A page to print: {label}",
                "tags": tags,
                "parameters": [id_param, {"name": "layout", "in": "path", "required": True, "schema": text}],
                "responses": {"200": {"description": "The page.", "content": {"text/html": {"schema": text}}}},
            }
        },
        base + "/{id}/why/{field}": {
            "get": {
                "summary": f"Why a value is what it is: {label}",
                "tags": tags,
                "parameters": [
                    id_param,
                    {"name": "field", "in": "path", "required": True, "schema": text},
                    query("row", **ID),
                ],
                "responses": answers("200", {"type": "object"}),
            }
        },
        base + "/aggregate": {
            "post": {
                "summary": f"Aggregate: {label}",
                "tags": tags,
                "requestBody": body(aggregate),
                "responses": answers("200", {"type": "object"}),
            }
        },
        base.removesuffix("/records") + "/logic": {
            "get": {
                "summary": f"Conditions, defaults and formulas as checked trees, for a screen: {label}",
                "tags": tags,
                "responses": answers("200", {"type": "object"}),
            }
        },
        base + "/check": {
            "post": {
                "summary": f"Check without saving: {label}",
                "tags": tags,
                "requestBody": body(
                    {"type": "object", "properties": {"values": one, "id": {"anyOf": [ID, {"type": "null"}]}}}
                ),
                "responses": answers("200", {"type": "object"}),
            }
        },
        base + "/why/{field}": {
            "post": {
                "summary": f"Why, with values that are being typed: {label}",
                "tags": tags,
                "parameters": [{"name": "field", "in": "path", "required": True, "schema": text}],
                "requestBody": body(
                    {"type": "object", "properties": {"values": one, "id": {"anyOf": [ID, {"type": "null"}]}}}
                ),
                "responses": answers("200", {"type": "object"}),
            }
        },
    }
