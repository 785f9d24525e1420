"""One choice out of a list; what is stored is the option's id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from typing import Any

from engine.catalog import choices, quick, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Limits, Palette
from engine.catalog.likeness import LONGEST_OPTION, MOST_OPTIONS, Likeness, Seen, options_seen
from engine.catalog.values import InvalidValue, cell_text
from engine.expression import types

FEW = 12  # options that a name such as "status" makes likely, even where none comes twice


def _looks(seen: Seen) -> Likeness | None:
    if not seen.whole or seen.longest > LONGEST_OPTION or seen.lines:
        return None
    labels = options_seen([str(cell_text(cell)) for cell in seen.cells])
    if not 0 < len(labels) <= MOST_OPTIONS:
        return None
    enough = seen.count >= 4 and seen.repeats >= 2
    likely = seen.is_text and (enough or (seen.named and len(labels) <= FEW))
    return Likeness(0 if not likely else 56 if seen.named else 40, {"options": labels})


class Select(FieldType):
    """`transitions` (from id: allowed next ids) are obeyed on every write path."""

    name = "select"
    schema = {
        **choices.SCHEMA,
        "transitions": schemas.map_of(schemas.list_of(schemas.ID)),
        "other": schemas.FLAG,
        "display": schemas.one_of("menu", "radio"),
    }
    needs = ("options",)
    palette = Palette("choice", {"options": []}, _looks)
    examples = FieldExamples(
        settings={"options": [{"id": "open", "label": "Open"}, {"id": "done", "label": "Done", "color": "green"}]},
        good=(("open", "open"), ("", None), (None, None)),
        bad=(("gone", "value.unknown_option"), (3, "value.unknown_option"), ("Open", "value.unknown_option")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        options = choices.read_options(settings.get("options", ()), ask)
        choices.check_transitions(settings.get("transitions"), options, ask)
        return {"transitions": None, "other": False, "display": "menu", **settings, "options": options}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Option(choices.choices_of(field.settings["options"]))

    def clean(self, value: Any, field: FieldLike) -> str | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or value not in {option.id for option in field.settings["options"]}:
            raise InvalidValue("value.unknown_option", found=str(value)[:80])
        return value

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        return quick.chosen([option.id for option in field.settings["options"]], super().reader(field))

    def limits(self, field: FieldLike) -> Limits | None:
        return Limits(choices=tuple(option.id for option in field.settings["options"]))

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return choices.from_cell(cell, field.settings["options"])

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return choices.show(value, field.settings["options"], language)

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return choices.search_text(value, field.settings["options"])
