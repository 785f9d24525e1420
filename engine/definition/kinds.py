"""The kinds of object an app is made of, as JSON Schema: the loader, editors and the builder read the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.choices import COLORS, OPTIONS
from engine.catalog.schemas import Schema
from engine.catalog.trees import OPTIONS as TREE

LANGUAGE = {"enum": ["en", "zh-CN"]}
_NOTED: Mapping[str, Schema] = {"label": schemas.LABEL, "help": schemas.LONG, "note": schemas.LONG}
_REFERENCE = {"type": "string", "pattern": r"^(?:form|view|dashboard|page)/[a-z][a-z0-9_]*$"}
_WORKING = {"type": "string", "pattern": r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:[01][0-9]|2[0-4]):[0-5][0-9]$"}
_GRANT_FIELD: Schema = {
    "anyOf": [
        schemas.one_of("none", "read", "write", "masked"),
        schemas.fixed(
            {
                "read": {"type": ["boolean", "string"], "x-means": "grant"},
                "write": {"type": ["boolean", "string"], "x-means": "grant"},
                "masked": schemas.FLAG,
            }
        ),
    ]
}
_GRANT: Schema = schemas.meaning("grant", {"type": ["boolean", "string"]})

# What every field may say, whatever its type.
FIELD_COMMON: Mapping[str, Schema] = {
    **_NOTED,
    "type": schemas.TEXT,
    "placeholder": schemas.LABEL,
    "required": schemas.FLAG,
    "unique": schemas.FLAG,
    "ignore": schemas.list_of(schemas.one_of("case", "spaces")),
    "search": schemas.FLAG,
    "default": schemas.ANY,
    "follow": schemas.FLAG,
    "fill": schemas.fixed(
        {
            "from": schemas.FORM,
            "where": schemas.meaning("condition", {"type": ["string", "boolean"]}, of="from"),
            "value": schemas.meaning("formula", of="from"),
            "sort": schemas.list_of(schemas.meaning("sort", of="from"), maxItems=5),
        },
        ("from", "where", "value"),
    ),
    "encrypted": schemas.FLAG,
    "masked": schemas.FLAG,
    "personal": schemas.FLAG,
    "width": schemas.POSITIVE,
}
VIEW_COMMON: Mapping[str, Schema] = {
    "kind": schemas.TEXT,
    "id": schemas.ID,
    **_NOTED,
    "form": schemas.FORM,
    "type": schemas.TEXT,
    "icon": schemas.TEXT,
    "where": schemas.CONDITION,
    "sort": schemas.SORT,
}
WIDGET_COMMON: Mapping[str, Schema] = {**_NOTED, "type": schemas.TEXT}
TRIGGER_COMMON: Mapping[str, Schema] = {"event": schemas.TEXT, "note": schemas.LONG}
STEP_COMMON: Mapping[str, Schema] = {
    "id": schemas.ID,
    "label": schemas.LABEL,
    "note": schemas.LONG,
    "default": {"type": "array", "items": {"$ref": "#/$defs/step"}},
    "do": {"type": "array", "items": {"$ref": "#/$defs/step"}},
    "retry": schemas.fixed({"times": schemas.POSITIVE, "backoff": schemas.TEXT}),
    "on_error": schemas.one_of("stop", "continue"),
}
_FIELDS: Schema = schemas.map_of({"$ref": "#/$defs/field"})
_STEPS: Schema = {"type": "array", "items": {"$ref": "#/$defs/step"}}


def _object(properties: Mapping[str, Any], required: tuple[str, ...]) -> Schema:
    head = {"kind": schemas.TEXT, "id": schemas.ID, **_NOTED}
    return schemas.fixed({**head, **properties}, ("kind", "id", *required))


KINDS: Mapping[str, Schema] = {
    "app": _object(
        {
            "version": schemas.TEXT,
            "needs": {"enum": [1]},
            "language": schemas.fixed({"written_in": LANGUAGE, "also": schemas.list_of(LANGUAGE)}),
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "icon": schemas.TEXT,
            "color": schemas.one_of(*COLORS),
            "home": _REFERENCE,
            "menu": schemas.list_of(
                schemas.fixed(
                    {"id": schemas.ID, **_NOTED, "icon": schemas.TEXT, "items": schemas.list_of(_REFERENCE)},
                    ("id", "items"),
                )
            ),
            "rule_order": schemas.map_of(schemas.list_of(schemas.ID)),
            "settings": _FIELDS,
            "based_on": {"type": ["string", "integer"]},
            "template": schemas.ID,
        },
        ("label",),
    ),
    "form": _object(
        {
            "label_plural": schemas.LABEL,
            "icon": schemas.TEXT,
            "color": schemas.one_of(*COLORS),
            "title": schemas.HOLES,
            "history": schemas.one_of("all", "none"),
            "fields": _FIELDS,
            "logic": schemas.map_of(
                schemas.fixed(
                    {
                        **schemas.LOGIC,
                        "group": schemas.fixed(
                            {
                                "by": schemas.list_of(schemas.ID, minItems=1),
                                "value": schemas.TEXT,
                                "where": schemas.CONDITION,
                            },
                            ("by", "value"),
                        ),
                    },
                    ("when",),
                )
            ),
            "unique": schemas.map_of(
                schemas.fixed(
                    {
                        "fields": schemas.list_of(schemas.ID, minItems=1),
                        "ignore": schemas.list_of(schemas.one_of("case", "spaces")),
                        "where": schemas.CONDITION,
                        "note": schemas.LONG,
                    },
                    ("fields",),
                )
            ),
            "duplicates": schemas.map_of(
                schemas.fixed(
                    {
                        "match": schemas.list_of(
                            schemas.fixed(
                                {"field": schemas.ID, "how": schemas.one_of("exact", "digits", "fuzzy")}, ("field",)
                            ),
                            minItems=1,
                        ),
                        "action": schemas.one_of("warn", "block"),
                        "also": schemas.list_of(schemas.ID),
                        "note": schemas.LONG,
                    },
                    ("match",),
                )
            ),
            "indexes": schemas.map_of(schemas.list_of(schemas.ID, minItems=1)),
            "layout": schemas.list_of(
                schemas.fixed(
                    {
                        "id": schemas.ID,
                        **_NOTED,
                        "columns": {"type": "integer", "minimum": 1, "maximum": 4},
                        "items": schemas.list_of(schemas.ID),
                        "visible": schemas.CONDITION,
                        "collapsed": schemas.FLAG,
                        # A tab beside its neighbours that are tabs, or the first section of a further page.
                        "display": schemas.one_of("section", "tab", "page"),
                    },
                    ("id", "items"),
                )
            ),
            "related": schemas.list_of(
                schemas.fixed(
                    {
                        "id": schemas.ID,
                        **_NOTED,
                        "form": schemas.FORM,
                        "by": schemas.ID,
                        "columns": schemas.list_of(schemas.ID),
                        "visible": schemas.CONDITION,
                    },
                    ("id", "form", "by"),
                )
            ),
            "views": schemas.list_of(schemas.ID),
        },
        ("fields",),
    ),
    "rule": _object(
        {
            "enabled": schemas.FLAG,
            "run_as": schemas.TEXT,
            "trigger": {"$ref": "#/$defs/trigger"},
            "before_save": schemas.ID,
            "concurrency": schemas.fixed(
                {
                    "key": schemas.VALUE,
                    "mode": schemas.one_of("single", "queue", "restart", "parallel"),
                    "max": schemas.POSITIVE,
                }
            ),
            "steps": _STEPS,
            "on_error": _STEPS,
            "tests": schemas.map_of(
                schemas.fixed(
                    {
                        "given": {"type": "object"},
                        "when": {"type": ["object", "array", "string"]},
                        "answer": {"type": "object"},
                        "until": schemas.TEXT,
                        "today": schemas.TEXT,
                        "as": schemas.TEXT,
                        "expect": {"type": "object"},
                        "note": schemas.LONG,
                    }
                )
            ),
        },
        ("steps",),
    ),
    "role": _object(
        {
            "forms": schemas.map_of(
                schemas.fixed(
                    {
                        "create": schemas.FLAG,
                        "read": _GRANT,
                        "update": _GRANT,
                        "delete": _GRANT,
                        "export": schemas.FLAG,
                        "fields": schemas.map_of(
                            _GRANT_FIELD, {"type": "string", "pattern": r"^(?:\*|[a-z][a-z0-9_]*)$"}
                        ),
                        "note": schemas.LONG,
                    }
                ),
                {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?$"},
            ),
            "dashboards": schemas.list_of(schemas.ID),
        },
        ("forms",),
    ),
    "dashboard": _object(
        {
            "icon": schemas.TEXT,
            "filters": schemas.map_of(
                schemas.fixed(
                    {
                        **_NOTED,
                        "type": schemas.one_of("date_range", "select", "user", "department"),
                        "default": schemas.ANY,
                        "applies_to": schemas.map_of(schemas.ID),
                        "options": OPTIONS,
                    },
                    ("type",),
                )
            ),
            "widgets": schemas.map_of({"$ref": "#/$defs/widget"}),
            "layout": schemas.list_of(
                schemas.fixed(
                    {
                        "id": schemas.ID,
                        "width": {"type": "integer", "minimum": 1, "maximum": 12},
                        "height": {"type": "integer", "minimum": 1, "maximum": 24},
                    },
                    ("id",),
                )
            ),
        },
        ("widgets",),
    ),
    "options": _object({"options": TREE}, ("options",)),
    "aggregate": _object(
        {
            "of": schemas.FORM,
            "by": schemas.list_of(schemas.meaning("path", of="of"), minItems=1),
            "where": schemas.meaning("condition", {"type": ["string", "boolean"]}, of="of"),
            "values": schemas.map_of(schemas.meaning("measure", of="of")),
            "ranks": schemas.map_of(
                schemas.fixed({"of": schemas.ID, "groups": schemas.POSITIVE, "descending": schemas.FLAG}, ("of",))
            ),
        },
        ("of", "by", "values"),
    ),
    "segment": _object(
        {"of": schemas.FORM, "where": schemas.meaning("condition", {"type": ["string", "boolean"]}, of="of")},
        ("of", "where"),
    ),
    "calendar": _object(
        {
            "week": schemas.map_of(
                schemas.list_of(_WORKING),
                {"type": "string", "pattern": "^(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?$"},
            ),
            # A key of the holiday table such as `cn`, or several, also with days such as `2026-12-24` among them.
            "holidays": {"type": ["string", "array"], "items": schemas.TEXT},
            "tz": schemas.TEXT,
        },
        ("week",),
    ),
    "page": _object(
        {
            "type": schemas.one_of("public_form", "public_query", "process_map"),
            "form": schemas.FORM,
            "fields": schemas.list_of(schemas.meaning("field", of="form")),
            "set": schemas.meaning("values", {"type": "object"}, of="form"),
            "by": schemas.list_of(schemas.meaning("field", of="form")),
            "where": schemas.meaning("condition", {"type": ["string", "boolean"]}, of="form"),
            "text": schemas.LONG,
            "limits": schemas.fixed(
                {
                    "per_person": schemas.POSITIVE,
                    "total": schemas.POSITIVE,
                    "from": schemas.TEXT,
                    "until": schemas.TEXT,
                    "password": schemas.FLAG,
                }
            ),
            "captcha": schemas.FLAG,
        },
        ("type",),
    ),
    "i18n": schemas.fixed(
        {
            "kind": schemas.TEXT,
            "locale": LANGUAGE,
            "note": schemas.LONG,
            **{
                area: {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}}
                for area in (
                    "app",
                    "menu",
                    "settings",
                    "form",
                    "view",
                    "rule",
                    "role",
                    "dashboard",
                    "print",
                    "mail",
                    "options",
                    "aggregate",
                    "segment",
                    "calendar",
                    "page",
                )
            },
        },
        ("kind", "locale"),
    ),
}
TEXTS: Schema = {
    "type": ["string", "object"],
    "propertyNames": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
    "additionalProperties": {"$ref": "#/$defs/texts"},
}
