"""Something to press in a record: it opens an address, or a new record of a form with values filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette, Surface
from engine.catalog.values import InvalidValue
from engine.expression import types


class Button(FieldType):
    """It holds no value. `url` is an address with holes, `opens` a form whose new record gets the values of `set`.

    `runs` names a rule; `visible` says in which records it stands, `confirm` what is asked before.
    """

    name = "button"
    schema = {
        "url": schemas.HOLES,
        "opens": schemas.FORM,
        "set": schemas.meaning("values", {"type": "object"}, of="opens"),
        "runs": schemas.ID,
        "visible": schemas.CONDITION,
        "confirm": schemas.meaning("holes", schemas.LABEL),
        "look": schemas.one_of("plain", "primary"),
    }
    palette = Palette("calculated", {"url": "https://example.com"})
    resolves = ("url", "opens", "set", "visible", "confirm")
    examples = FieldExamples(
        settings={"url": "https://example.com/?q={{ id }}"},
        good=((None, None),),
        bad=((1, "value.no_value_here"), ("x", "value.no_value_here")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        actions = [key for key in ("url", "opens", "runs") if key in settings]
        if len(actions) != 1:
            ask.problem("button_acts_once" if actions else "button_does_nothing", actions[-1] if actions else "")
        if "set" in settings and "opens" not in settings:
            ask.problem("set_without_opens", "set")
        if "runs" in settings:
            ask.later("runs", what="@word.key", found="runs")
        return {"url": None, "opens": None, "runs": None, "visible": None, "confirm": None, "look": "plain", **settings}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return ()

    def value_type(self, field: FieldLike) -> types.Type:
        return types.ANY

    def clean(self, value: Any, field: FieldLike) -> Any:
        if value is None:
            return None
        raise InvalidValue("value.no_value_here")

    def surface(self, field: FieldLike) -> Surface:
        return Surface(operators=(), sortable=False)
