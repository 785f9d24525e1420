"""All edits by name, with what each must be told, and the one function that does a list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.catalog.catalog import Catalog
from engine.definition.edits import basic, fields, objects, options
from engine.definition.edits.places import Wrong
from engine.definition.edits.workbench import Resolve, Workbench
from engine.definition.writer import Load
from engine.errors import FieldError, InvalidValues, NotFound
from engine.registry import nearest

MOST_EDITS = 200
LONGEST = 200_000  # characters of one text


@dataclass(frozen=True)
class Operation:
    """One edit: `needs` must be given, `may` can be; each key with the kinds of value that it takes."""

    run: Callable[[Workbench, Mapping[str, Any]], None]
    needs: Mapping[str, tuple[type, ...]]
    may: Mapping[str, tuple[type, ...]] = field(default_factory=dict)


_TEXT, _LIST, _MAP, _FLAG = (str,), (list,), (dict,), (bool,)
_PERHAPS = (str, type(None))
_ANY = (object,)

OPERATIONS: Mapping[str, Operation] = {
    "set": Operation(basic.set_value, {"at": _TEXT, "to": _ANY}, {"after": _PERHAPS}),
    "remove": Operation(basic.remove, {"at": _TEXT}),
    "insert": Operation(basic.insert, {"at": _TEXT, "item": (str, dict)}, {"after": _PERHAPS}),
    "move": Operation(basic.move, {"at": _TEXT, "item": _TEXT}, {"to": _PERHAPS, "after": _PERHAPS}),
    "label": Operation(basic.label, {"at": _TEXT, "text": _TEXT}),
    "add_field": Operation(
        fields.add_field,
        {"form": _TEXT, "field": _MAP},
        {"section": _PERHAPS, "after": _PERHAPS, "beside": _FLAG, "views": _LIST, "in": _PERHAPS},
    ),
    "copy_field": Operation(fields.copy_field, {"form": _TEXT, "field": _TEXT}),
    "delete_field": Operation(fields.delete_field, {"form": _TEXT, "field": _TEXT}),
    "change_type": Operation(
        fields.change_type, {"form": _TEXT, "field": _TEXT, "type": _TEXT}, {"settings": (dict, type(None))}
    ),
    "add_object": Operation(objects.add_object, {"kind": _TEXT, "tree": _MAP}, {"menu": _PERHAPS}),
    "copy_object": Operation(objects.copy_object, {"at": _TEXT}, {"label": _PERHAPS}),
    "delete_object": Operation(objects.delete_object, {"at": _TEXT}),
    "relate": Operation(objects.relate, {"one": _TEXT, "many": _TEXT}, {"label_one": _PERHAPS, "label_many": _PERHAPS}),
    "rename_option": Operation(options.rename_option, {"form": _TEXT, "field": _TEXT, "option": _TEXT, "to": _TEXT}),
    "merge_options": Operation(options.merge_options, {"form": _TEXT, "field": _TEXT, "options": _LIST, "into": _TEXT}),
}


@dataclass(frozen=True)
class Edited:
    """The texts after some edits, and the ids that were made."""

    texts: Mapping[str, str]
    made: tuple[str, ...]


def apply(
    texts: Mapping[str, str],
    edits: Sequence[Any],
    load: Load,
    catalog: Catalog,
    resolve: Resolve,
    *,
    language: str,
    prefix: str = "",
) -> Edited:
    """Does all edits in order, or none. Raises InvalidValues naming the edit and its key (`edits.0.at`)."""
    if len(edits) > MOST_EDITS:
        raise InvalidValues(errors=[FieldError("edits", "edit.too_many", {"limit": MOST_EDITS})])
    bench = Workbench(texts, load, catalog, resolve, language=language, prefix=prefix)
    for number, edit in enumerate(edits):
        try:
            wanted = exact(edit)
            operation(wanted).run(bench, wanted)
        except Wrong as wrong:
            raise InvalidValues(errors=[FieldError(f"edits.{number}.{wrong.key}", wrong.code, wrong.values)]) from None
        except (TypeError, AttributeError, KeyError, IndexError, ValueError):
            # A draft may be broken, and then what an edit finds in it has any shape.
            errors = [FieldError(f"edits.{number}", "edit.wrong_shape", {"op": str(edit.get("op"))})]
            raise InvalidValues(errors=errors) from None
        except NotFound as missing:
            raise InvalidValues(errors=[FieldError(f"edits.{number}", missing.code, missing.values)]) from None
    return Edited(bench.finish(), tuple(bench.made))


def operation(edit: Any) -> Operation:
    """The operation that an edit asks for, when it tells everything that is needed and nothing else. Raises Wrong."""
    if not isinstance(edit, Mapping):
        raise Wrong("op", "edit.not_a_map")
    name = str(edit.get("op"))
    found = OPERATIONS.get(name)
    if found is None:
        near = nearest(name, OPERATIONS)
        raise Wrong("op", "edit.no_such_operation", found=name, known=list(OPERATIONS), nearest=near)
    for key in found.needs:
        if key not in edit:
            raise Wrong(key, "edit.needed", op=name)
    for key, value in edit.items():
        kinds = found.needs.get(key) or found.may.get(key)
        if key != "op" and kinds is None:
            raise Wrong(key, "edit.unknown_key", op=name, found=key)
        if kinds is not None and not isinstance(value, kinds):
            raise Wrong(key, "edit.wrong_kind", op=name, found=str(value)[:80])
    return found


def exact(value: Any, depth: int = 0) -> Any:
    """JSON as definitions hold it: decimals keep their digits. Raises Wrong for texts that no file can hold."""
    if depth > 30:
        raise Wrong("to", "edit.too_deep")
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise Wrong("to", "edit.too_long", limit=LONGEST)
        if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in value):
            raise Wrong("to", "edit.bad_characters")
        return value
    if isinstance(value, Mapping):
        return {exact(str(key), depth + 1): exact(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(item, depth + 1) for item in value]
    return value
