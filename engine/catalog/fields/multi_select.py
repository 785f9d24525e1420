"""Several choices out of a list, in the order of the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

from engine.catalog import choices, schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette
from engine.catalog.likeness import LONGEST_OPTION, MOST_OPTIONS, Likeness, Seen, options_seen, parts_of
from engine.catalog.values import InvalidValue, cell_text
from engine.expression import types


def _looks(seen: Seen) -> Likeness | None:
    if not seen.whole:
        return None
    lists = [parts_of(text) for text in seen.texts()]
    labels = options_seen([part for parts in lists for part in parts])
    if not 0 < len(labels) <= MOST_OPTIONS or max(map(len, labels)) > LONGEST_OPTION or not seen.is_text:
        return None
    # "City, country" is a text with a comma in it: real lists are now short, now long, and name the same things again.
    again = sum(map(len, lists)) * seen.repeats >= 2 * len(labels)
    uneven = len({len(parts) for parts in lists}) > 1
    several = any(len(parts) > 1 for parts in lists)
    return Likeness(64 if several and ((again and uneven) or seen.named) else 0, {"options": labels})


class MultiSelect(FieldType):
    """`min` and `max` count the choices taken."""

    name = "multi_select"
    schema = {**choices.SCHEMA, "min": schemas.COUNT, "max": schemas.POSITIVE}
    needs = ("options",)
    palette = Palette("choice", {"options": []}, _looks)
    examples = FieldExamples(
        settings={"options": ["A", "B", "C"], "max": 2},
        good=((["b", "a"], ["a", "b"]), ([], None), (None, None), (["a", "a"], ["a"])),
        bad=((["z"], "value.unknown_option"), ("a", "value.not_a_list"), (["a", "b", "c"], "value.too_many_items")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        options = choices.read_options(settings.get("options", ()), ask)
        return {"min": 0, "max": None, **settings, "options": options}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("json"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Options(choices.choices_of(field.settings["options"]))

    def clean(self, value: Any, field: FieldLike) -> tuple[str, ...] | None:
        if value is None or value == "" or value == [] or value == ():
            return None
        if not isinstance(value, (list, tuple)):
            raise InvalidValue("value.not_a_list")
        known = [option.id for option in field.settings["options"]]
        for item in value:
            if not isinstance(item, str) or item not in known:
                raise InvalidValue("value.unknown_option", found=str(item)[:80])
        taken = tuple(id for id in known if id in value)
        if field.settings["max"] and len(taken) > field.settings["max"]:
            raise InvalidValue("value.too_many_items", max=field.settings["max"])
        if len(taken) < field.settings["min"]:
            raise InvalidValue("value.too_few_items", min=field.settings["min"])
        return taken

    def to_json(self, value: Any, field: FieldLike) -> Any:
        return None if value is None else list(value)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        text = cell_text(cell)
        if not isinstance(text, str) or not text.strip():
            return None
        return [choices.from_cell(part, field.settings["options"]) for part in parts_of(text)]

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        comma = "、" if language.startswith("zh") else ", "
        return comma.join(choices.show(item, field.settings["options"], language) for item in value or ())

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return " ".join(choices.search_text(item, field.settings["options"]) or "" for item in value or ()) or None
