"""What verbs need to know of a form, worked out once while the form lives: its relations, files, rows and serials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.definition.model import Field, Form

# Never in events and what reads them: what is kept secret from most people who may see that something changed.
LEFT_OUT = frozenset({"masked", "encrypted"})
MOST = 5_000
Read = Callable[[Any], Any]
ToJson = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Shape:
    """The kinds of a form's fields (or of the rows of a subform), in the order of the form."""

    stored: tuple[str, ...]
    relations: tuple[Field, ...]
    subforms: tuple[Field, ...]
    files: tuple[Field, ...]
    serials: tuple[Field, ...]
    required: tuple[str, ...]
    steps: frozenset[str]  # selects with transitions
    narrowed: tuple[Field, ...]  # relations whose choices depend on other values
    dependent: tuple[Field, ...]  # fields whose options depend on other values
    public: frozenset[str]  # fields that events may tell of
    rows: Mapping[str, Shape]
    reading: Mapping[str, Read]  # how what is sent for each field that people may write is read
    answering: tuple[tuple[str, ToJson | None, Field], ...]  # how each field's value becomes JSON; None: it is JSON
    has_files: bool  # its rows' included
    has_relations: bool


_shapes: dict[int, tuple[object, Shape]] = {}


def shape_of(form: Form) -> Shape:
    """The shape of a form."""
    return _of(form.fields)


def _of(fields: Mapping[str, Field]) -> Shape:
    found = _shapes.get(id(fields))
    if found is None or found[0] is not fields:
        if len(_shapes) > MOST:
            _shapes.clear()
        found = _shapes[id(fields)] = (fields, _shape(fields))
    return found[1]


def _shape(fields: Mapping[str, Field]) -> Shape:
    every = tuple(fields.values())
    relations = tuple(field for field in every if field.target is not None and field.stores != "none")
    subforms = tuple(field for field in every if field.stores == "row_table")
    rows = {field.id: _of(field.fields) for field in subforms}
    files = tuple(field for field in every if field.value_type.kind == "files" and not field.type.computed)
    return Shape(
        stored=tuple(field.id for field in every if field.stores != "none"),
        relations=relations,
        subforms=subforms,
        files=files,
        serials=tuple(field for field in every if field.type.name == "serial"),
        required=tuple(field.id for field in every if field.required and field.writable),
        steps=frozenset(field.id for field in every if field.settings.get("transitions") is not None),
        narrowed=tuple(field for field in relations if field.settings.get("where") is not None),
        dependent=tuple(field for field in every if field.narrows),
        public=frozenset(field.id for field in every if LEFT_OUT.isdisjoint(field.marks)),
        rows=rows,
        reading={field.id: field.type.reader(field) for field in every if field.writable},
        answering=tuple((field.id, None if field.type.is_plain else field.type.to_json, field) for field in every),
        has_files=bool(files) or any(row.files for row in rows.values()),
        has_relations=bool(relations) or any(row.relations for row in rows.values()),
    )
