"""A choice made step by step, from a country to a city: what is stored is the path of ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from typing import Any

from engine.catalog import choices, quick, schemas, trees
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette, Surface
from engine.catalog.values import InvalidValue
from engine.expression import types

_LEVEL: schemas.Schema = {
    "type": ["object", "string"],
    "properties": {"id": schemas.ID, "label": schemas.LABEL, "note": schemas.LONG},
    "required": ["id"],
    "additionalProperties": False,
    "minLength": 1,
    "maxLength": 200,
}


_OPERATORS = ("within", "not_within", "=", "<>", "in", "not_in", "is_empty", "is_not_empty")


class Cascade(FieldType):
    """`options` hold `options`; a text among them is a path of labels (`Jiangsu/Nanjing`). `levels` name the steps.

    Any step may be the last unless the field is `complete`: then the way goes to its end.
    """

    name = "cascade"
    palette = Palette("choice", {"options": []})
    schema = {
        "options": trees.OPTIONS,
        "levels": schemas.list_of(_LEVEL, maxItems=trees.LEVELS),
        "complete": schemas.FLAG,
    }
    needs = ("options",)
    examples = FieldExamples(
        settings={
            "levels": ["Province", "City"],
            "options": [
                {"id": "js", "label": "江苏", "options": [{"id": "nj", "label": "南京"}, {"id": "sz"}]},
                {"id": "sh", "label": "上海"},
            ],
        },
        good=(("js/nj", "js/nj"), (["js", "sz"], "js/sz"), ("js", "js"), ("", None), ([], None), (None, None)),
        bad=(
            ("js/gone", "value.unknown_option"),
            ("nj", "value.unknown_option"),
            (["js", 5], "value.unknown_option"),
            (3, "value.unknown_option"),
            ("江苏/南京", "value.unknown_option"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        written = settings.get("options", ())
        shared = any(not isinstance(item, (str, Mapping)) for item in written)
        options = tuple(written) if shared else trees.read_tree(trees.spelled_out(written), ask)
        levels = choices.read_options(settings.get("levels", ()), ask, "levels")
        return {"complete": False, **settings, "options": options, "levels": levels}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.Option(choices.choices_of(field.settings["options"]))

    def clean(self, value: Any, field: FieldLike) -> str | None:
        if value is None or value == "" or value == [] or value == ():
            return None
        path = trees.BETWEEN.join(str(part) for part in value) if isinstance(value, (list, tuple)) else value
        ids = [option.id for option in field.settings["options"]]
        if not isinstance(path, str) or path not in ids:
            raise InvalidValue("value.unknown_option", found=str(path)[:80])
        if field.settings["complete"] and any(id.startswith(path + trees.BETWEEN) for id in ids):
            raise InvalidValue("value.way_not_finished", found=choices.show(path, field.settings["options"], "en"))
        return path

    def reader(self, field: FieldLike) -> Callable[[Any], Any]:
        """What has nothing inside it is always an end."""
        ids = {option.id for option in field.settings["options"]}
        ends = ids - {id.rpartition(trees.BETWEEN)[0] for id in ids}
        return quick.chosen(ends, super().reader(field))

    def surface(self, field: FieldLike) -> Surface:
        return Surface(told=True, operators=_OPERATORS)

    def from_cell(self, cell: Any, field: FieldLike, zone: tzinfo = UTC) -> Any:
        return trees.from_cell(cell, field.settings["options"])

    def show(self, value: Any, field: FieldLike, language: str = "en") -> str:
        return choices.show(value, field.settings["options"], language)

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return choices.search_text(value, field.settings["options"])
