"""Every field type keeps its contract: examples go in and come out, bad values are refused with their code."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.catalog.fields.field_type import FieldType
from engine.catalog.values import InvalidValue
from engine.definition.model import Field
from engine.definition.schema import json_schema
from engine.texts import LANGUAGES, say
from engine.texts import catalog as texts
from tests.definition.small import app_with, catalog

TYPES = [type for type in catalog().fields if not type.comes_later]
LATER = [type for type in catalog().fields if type.comes_later]
LISTED = (
    "text long_text rich_text number money percent date datetime time duration select multi_select cascade yes_no"
    " rating progress phone email url address user department serial relation subform file image json button"
    " formula lookup rollup aggregate"
).split()
BESIDE = {
    "lookup": {"owner": {"type": "user"}},
    "rollup": {"lines": {"type": "subform", "fields": {"qty": {"type": "number"}}}},
}
TOTALS = "kind: aggregate\nid: totals\nof: thing\nby: [name]\nvalues: {spent: count()}\n"

STRANGE: list[Any] = [
    {},
    [],
    [[]],
    [{}],
    {"id": None},
    {"id": []},
    {"key": {}},
    {"key": {"a": []}},
    -1,
    10**30,
    1.5,
    float("inf"),
    float("nan"),
    "",
    " ",
    "=1+1",
    "\u202e",
    "a" * 5000,
    True,
    [None],
    {"add": [1], "set": {"x": 1}, "remove": ["a"]},
    {"set": {"²": {}}},
    {"add": [{"qty": []}]},
    "9" * 400,
    "1e999",
    "-0",
    "2024-13-01",
    "24:00",
    [1, 1],
    ["\ud800"],
    {"city": "\ud800"},
    [{"id": "x" * 100}],
]


def field_of(type: FieldType, settings: Mapping[str, Any] | None = None) -> Field:
    """A field of a type with the settings of its examples, or with others."""
    chosen = type.examples.settings if settings is None else settings
    fields = {**BESIDE.get(type.name, {}), "value": {"type": type.name, **chosen}}
    files = {"aggregates/totals.yaml": TOTALS} if type.name == "aggregate" else {}
    return app_with(fields, **files).forms["thing"].fields["value"]


def test_the_catalog_has_the_types_that_the_language_promises() -> None:
    assert [type.name for type in TYPES] == LISTED


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_good_examples_go_in_and_come_out(type: FieldType) -> None:
    field = field_of(type)
    assert type.examples.good
    for written, read in type.examples.good:
        value = type.clean(written, field)
        assert type.to_json(value, field) == read, written
        assert value is None or type.columns(field) or type.stores(field) in ("link_table", "row_table")


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_what_came_out_goes_in_again_unchanged(type: FieldType) -> None:
    field = field_of(type)
    for written, read in type.examples.good:
        assert type.clean(read, field) == type.clean(written, field)


@pytest.mark.parametrize("type", [*TYPES, *LATER], ids=lambda type: type.name)
def test_bad_examples_are_refused_with_their_code(type: FieldType) -> None:
    field = field_of(type) if not type.comes_later else Field("value", type, "Value")
    assert type.examples.bad
    for written, code in type.examples.bad:
        with pytest.raises(InvalidValue) as raised:
            type.clean(written, field)
        assert raised.value.code == code, written
        assert set(texts()[code]) == set(LANGUAGES)
        assert "{" not in say(code, raised.value.values, "en"), code


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_nothing_is_always_nothing(type: FieldType) -> None:
    field = field_of(type)
    assert type.clean(None, field) is None
    assert type.to_json(None, field) is None
    assert type.show(None, field, "zh-CN") == ""
    assert type.search_text(None, field) is None


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_values_are_shown_as_text_in_both_languages(type: FieldType) -> None:
    field = field_of(type)
    for written, _ in type.examples.good:
        value = type.clean(written, field)
        if value is not None:
            for language in LANGUAGES:
                shown = type.show(value, field, language)
                assert isinstance(shown, str) and shown, written


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_no_json_value_makes_a_type_stumble(type: FieldType) -> None:
    field = field_of(type)
    for value in STRANGE:
        try:
            cleaned = type.clean(value, field)
        except InvalidValue as refused:
            for error in refused.errors:
                assert error.code in texts(), error.code
        else:
            if type.stores(field) != "link_table" and not (isinstance(value, dict) and "add" in value):
                json.dumps(type.to_json(cleaned, field))


# Nearly what a quick reader takes at a glance.
NEARLY: list[Any] = [
    *("0.00", "-0.00", "007.10", "1054.00", "1054.0", "1054.000", "1000000.00", "1000000.01", "1.00\n", "1.00 "),
    *("12345678901234567.89", "123456789012345678", "0", "00", "+5.00", ".50", "5.", "5", 5, 5.0, True, "１.00", "1e2"),
    *("2024-05-31", "2024-02-30", "2024-W01-1", "20240531", "2024-05-31 ", "0000-01-01", "9999-12-31", "２024-05-31"),
    *(
        "2024-05-31T01:30:00Z",
        "2024-05-31T24:00:00Z",
        "2024-05-31T01:30:60Z",
        "2024-05-31T01:30:00z",
        "2024-05-31T01:30Z",
    ),
    *("2024-05-31T01:30:00+00:00", "0001-01-01T00:00:00Z", "2024-02-30T00:00:00Z"),
    *("x" * 20, "x" * 21, "a\tb", "a\u2028b", "a\u3000b", "\u200b", "\ud83d", "😀", "A", "a", " a", "b", "B"),
]


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_the_reader_of_a_field_reads_what_its_type_cleans(type: FieldType) -> None:
    needed = {name: value for name, value in type.examples.settings.items() if name in type.needs}
    examples = [pair[0] for pair in (*type.examples.good, *type.examples.bad)]
    alone = type.stores(field_of(type)) != "none"
    for settings in (type.examples.settings, *([needed] if alone else [])):
        field = field_of(type, settings)
        read = type.reader(field)
        for value in (*examples, *STRANGE, *NEARLY):
            assert outcome(read, value) == outcome(type.clean, value, field), value


def outcome(read: Callable[..., Any], *given: Any) -> tuple[Any, ...]:
    """A value with its kind and notation, or what was said against it."""
    try:
        value = read(*given)
    except InvalidValue as refused:
        return tuple((error.path, error.code, str(error.values)) for error in refused.errors)
    return value.__class__.__name__, str(value), value


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_no_cell_of_a_table_makes_a_type_stumble(type: FieldType) -> None:
    field = field_of(type)
    cells: list[Any] = [
        None,
        "",
        "  ",
        "text",
        5,
        5.0,
        0.1,
        True,
        "1,234.50",
        "¥ 12",
        "12 %",
        "（5）",
        "１２",
        "2024/5/31 9:30 PM",
        "2024年2月30日",
        "31.05.2024",
        45443,
        45443.5,
        -1,
        1e300,
        datetime.date(2024, 5, 31),
        datetime.datetime(2024, 5, 31, 9, 30),
        "是",
        "yes; no",
        "a@b.c",
        "example.com",
        "A、B",
        "\ud83d",
    ]
    for cell in cells:
        assert _code_of(type, type.from_cell(cell, field), field) in (None, *texts())


def _code_of(type: FieldType, value: Any, field: Field) -> str | None:
    try:
        type.clean(value, field)
    except InvalidValue as refused:
        return refused.code
    return None


@pytest.mark.parametrize("type", [*TYPES, *LATER], ids=lambda type: type.name)
def test_the_published_schema_accepts_the_settings_of_the_examples(type: FieldType) -> None:
    schema = json_schema(catalog())
    validator = Draft202012Validator({**schema["$defs"]["field"], "$defs": schema["$defs"]})
    assert list(validator.iter_errors({"type": type.name, **type.examples.settings})) == []
    if not type.comes_later:
        assert list(validator.iter_errors({"type": type.name, **type.examples.settings, "nonsense": 1}))


def test_a_field_type_is_a_small_contract() -> None:
    methods = [name for name, thing in vars(FieldType).items() if callable(thing) and not name.startswith("_")]
    assert len(methods) <= 12
