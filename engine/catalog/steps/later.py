"""Steps that come later, with the shape they will have."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.steps.choose import STEPS
from engine.catalog.steps.step_type import LaterStep

_WHERE = schemas.meaning("text_condition", {"type": ["string", "boolean"]}, of="form")
_FIELDS = schemas.map_of(schemas.one_of("see", "edit", "require", "hide"))
_QUERY = {
    "form": schemas.FORM,
    "where": _WHERE,
    "sort": schemas.list_of(schemas.meaning("sort", of="form")),
    "limit": schemas.POSITIVE,
}

LATER = (
    LaterStep("find", schemas.fixed({**_QUERY, "one": schemas.FLAG}, ("form",))),
    LaterStep("count", schemas.fixed(_QUERY, ("form",))),
    LaterStep("delete", schemas.fixed({"record": schemas.RECORD, "records": schemas.VALUE})),
    LaterStep(
        "upsert",
        schemas.fixed(
            {
                "form": schemas.FORM,
                "key": schemas.list_of(schemas.meaning("field", of="form"), minItems=1),
                "set": schemas.meaning("values", {"type": "object"}, of="form"),
            },
            ("form", "key", "set"),
        ),
    ),
    LaterStep("for_each", schemas.VALUE),
    LaterStep("set", schemas.meaning("values", {"type": "object"}, of="trigger")),
    LaterStep("let", schemas.map_of(schemas.VALUE)),
    LaterStep("compute", schemas.map_of(schemas.VALUE)),
    LaterStep(
        "wait",
        schemas.fixed(
            {
                "for": schemas.DURATION,
                "until": schemas.VALUE,
                "or_when": schemas.CONDITION,
                "when": schemas.CONDITION,
                "at_most": schemas.DURATION,
                "working": schemas.TEXT,
            }
        ),
    ),
    LaterStep(
        "approval",
        schemas.fixed(
            {
                "to": schemas.PEOPLE,
                "title": schemas.HOLES,
                "text": schemas.HOLES,
                "nobody": schemas.PEOPLE,
                "mode": {
                    "anyOf": [
                        schemas.one_of("any", "all", "in_order"),
                        schemas.fixed({"at_least": schemas.POSITIVE}, ("at_least",)),
                    ]
                },
                "fields": _FIELDS,
                "ask": schemas.map_of({"$ref": "#/$defs/field"}),
                "due": schemas.DURATION,
                "working": schemas.TEXT,
                "remind": schemas.DURATION,
                "on_timeout": schemas.fixed(
                    {"escalate": schemas.PEOPLE, "approve": schemas.FLAG, "reject": schemas.FLAG, "do": STEPS}
                ),
                "on_approve": STEPS,
                "on_reject": STEPS,
                "on_return": STEPS,
                "same_person": schemas.one_of("skip", "ask"),
            },
            ("to",),
        ),
    ),
    LaterStep(
        "task",
        schemas.fixed(
            {
                "to": schemas.PEOPLE,
                "title": schemas.HOLES,
                "text": schemas.HOLES,
                "due": schemas.DURATION,
                "fields": _FIELDS,
            },
            ("to", "title"),
        ),
    ),
    LaterStep(
        "mail",
        schemas.fixed(
            {
                "to": schemas.VALUE,
                "subject": schemas.HOLES,
                "text": schemas.HOLES,
                "template": schemas.TEXT,
                "attach": schemas.VALUE,
            },
            ("to",),
        ),
    ),
    LaterStep(
        "message",
        schemas.fixed({"channel": schemas.TEXT, "to": schemas.VALUE, "text": schemas.HOLES}, ("channel", "text")),
    ),
    LaterStep(
        "http",
        schemas.fixed(
            {
                "method": schemas.one_of("GET", "POST", "PUT", "PATCH", "DELETE"),
                "url": schemas.HOLES,
                "headers": schemas.map_of(schemas.HOLES, schemas.TEXT),
                "json": schemas.meaning("value_tree", {}),
                "body": schemas.HOLES,
                "timeout": schemas.DURATION,
                "expect": {"type": "object"},
            },
            ("method", "url"),
        ),
    ),
    LaterStep(
        "run",
        schemas.fixed({"rule": schemas.ID, "with": schemas.map_of(schemas.VALUE), "wait": schemas.FLAG}, ("rule",)),
    ),
    LaterStep(
        "print",
        schemas.fixed({"template": schemas.TEXT, "record": schemas.RECORD, "into": schemas.TEXT}, ("template",)),
    ),
    LaterStep("reject", schemas.fixed({"error": schemas.HOLES, "field": schemas.TEXT}, ("error",))),
    LaterStep("parallel", schemas.list_of(schemas.fixed({"id": schemas.ID, "do": STEPS}, ("id", "do")))),
)
