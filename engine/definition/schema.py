"""JSON Schema of the language, made from the catalog, and the check of a tree against the same declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from engine.catalog.catalog import Catalog
from engine.catalog.schemas import ID_PATTERN, Schema
from engine.definition import kinds
from engine.definition.quick import Accept, accepting
from engine.registry import nearest

# A choice among schemas by one key of the instance: `type` of a field, `event` of a trigger, the verb of a step.
CHOSEN = ("field", "view", "widget", "trigger")
MOST_KEPT = 2_000  # objects
_KEY = {"field": "type", "view": "type", "widget": "type", "trigger": "event"}


@dataclass(frozen=True)
class Fault:
    """What a tree does wrong: the path to it, a code and values; `at_key`: the key is wrong, not its value."""

    path: tuple[str | int, ...]
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    at_key: bool = False
    missing: bool = False


class Schemas:
    """All schemas of one catalog, compiled once."""

    def __init__(self, catalog: Catalog):
        self.catalog = catalog
        self.by_type: dict[str, dict[str, Schema]] = {
            "field": {
                one.name: _typed(kinds.FIELD_COMMON, one.schema, one.needs, ("type",), open=one.comes_later)
                for one in catalog.fields
            },
            "view": {
                one.name: _typed(kinds.VIEW_COMMON, one.schema, one.needs, ("kind", "id", "form", "type"))
                for one in catalog.views
            },
            "widget": {
                one.name: _typed(kinds.WIDGET_COMMON, one.schema, one.needs, ("type",)) for one in catalog.charts
            },
            "trigger": {
                one.name: _typed(kinds.TRIGGER_COMMON, one.schema, one.needs, ("event",)) for one in catalog.triggers
            },
            "step": {
                one.name: _typed(kinds.STEP_COMMON, {one.name: one.schema}, (one.name,), ("id",))
                for one in catalog.steps
            },
        }
        # A subform's fields are fields again.
        subform = self.by_type["field"].get("subform")
        if subform is not None:
            rows = {
                **subform["properties"]["fields"],
                "propertyNames": {"pattern": ID_PATTERN},
                "additionalProperties": {"$ref": "#/$defs/field"},
            }
            self.by_type["field"]["subform"] = {**subform, "properties": {**subform["properties"], "fields": rows}}
        self._validators: dict[tuple[str, str], Any] = {}
        self._quick: dict[tuple[str, str], Accept] = {}
        # Objects that were found right, by identity; held, so that no other object takes theirs over.
        self._right: dict[int, Any] = {}
        self._class = _validator_class(self)

    def validator(self, what: str, name: str) -> Any:
        """The compiled validator of (`field`, `text`), (`kind`, `form`), (`texts`, ``) and so on."""
        key = (what, name)
        if key not in self._validators:
            self._validators[key] = self._class(self._schema(what, name))
        return self._validators[key]

    def _schema(self, what: str, name: str) -> Schema:
        if what == "kind":
            return kinds.KINDS[name]
        return kinds.TEXTS if what == "texts" else self.by_type[what][name]

    def accepts(self, what: str, name: str, instance: Any) -> bool:
        """True only when the instance obeys the schema; False may also mean that jsonschema must be asked."""
        key = (what, name)
        if key not in self._quick:
            self._quick[key] = accepting(self._schema(what, name), self._reference)
        return self._quick[key](instance)

    def _reference(self, ref: str) -> Accept:
        what = ref.removeprefix("#/$defs/")
        if what == "texts":
            return lambda instance: self.accepts("texts", "", instance)

        def accept(instance: Any) -> bool:
            if not isinstance(instance, dict):
                return False
            _, name = self.choose(what, instance)
            return name is not None and self.accepts(what, name, instance)

        return accept

    def choose(self, what: str, instance: Any) -> tuple[str | None, str | None]:
        """(the key that decides, its known value or None) for an instance of a field, view, widget, trigger, step."""
        known = self.by_type[what]
        if what == "step":
            verbs = [key for key in instance if key in known]
            return (verbs[0], verbs[0]) if len(verbs) == 1 else (None, None)
        word = instance.get(_KEY[what])
        return _KEY[what], word if isinstance(word, str) and word in known else None

    def faults(self, kind: str, tree: Any) -> list[Fault]:
        """Everything in which an object of `kind` differs from the schema.

        What was read is not changed any more: the same object is looked at once.
        """
        if id(tree) in self._right:
            return []
        right = self._reference("#/$defs/view")(tree) if kind == "view" else self.accepts("kind", kind, tree)
        if right:
            if len(self._right) >= MOST_KEPT:
                self._right.clear()
            self._right[id(tree)] = tree
            return []
        errors = _chosen(self, "view", tree) if kind == "view" else self.validator("kind", kind).iter_errors(tree)
        return [fault for error in errors for fault in _faults_of(error)]

    def published(self, kind: str | None = None) -> dict[str, Any]:
        """One JSON Schema (2020-12) of a kind, or of all of them chosen by `kind:`."""
        defs: dict[str, Any] = {name: _published_choice(_KEY[name], self.by_type[name]) for name in CHOSEN}
        steps = self.by_type["step"]
        defs["step"] = {
            "type": "object",
            "required": ["id"],
            "oneOf": [{"required": [verb]} for verb in steps],
            "allOf": [{"if": {"required": [verb]}, "then": schema} for verb, schema in steps.items()],
        }
        defs["texts"] = kinds.TEXTS
        every = {**kinds.KINDS, "view": {"$ref": "#/$defs/view"}}
        base: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        if kind is not None:
            pinned: dict[str, Any] = _jsonable({**base, "title": kind, **_pinned(kind, every[kind]), "$defs": defs})
            return pinned
        body = _published_choice("kind", every)
        every_kind: dict[str, Any] = _jsonable({**base, "title": "Formwright", **body, "$defs": defs})
        return every_kind


def json_schema(catalog: Catalog, kind: str | None = None) -> dict[str, Any]:
    """The published JSON Schema of one kind of object, or of all."""
    return Schemas(catalog).published(kind)


def _pinned(kind: str, schema: Schema) -> dict[str, Any]:
    return {"allOf": [schema, {"properties": {"kind": {"const": kind}}}]}


def _typed(
    common: Mapping[str, Schema],
    own: Mapping[str, Schema],
    needs: tuple[str, ...],
    also: tuple[str, ...],
    open: bool = False,
) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**common, **own},
        "required": list(dict.fromkeys((*also, *needs))),
        "additionalProperties": open,
    }


def _published_choice(key: str, by_name: Mapping[str, Schema]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [key],
        "properties": {key: {"enum": list(by_name)}},
        "allOf": [
            {"if": {"required": [key], "properties": {key: {"const": name}}}, "then": schema}
            for name, schema in by_name.items()
        ],
    }


def _jsonable(value: Any) -> Any:
    """Plain dicts and lists, as json.dumps takes them."""
    if isinstance(value, Mapping):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    return value


# --- the loader's validator: the same keywords, with references chosen by type and one error for each wrong key -----


def _is_number(checker: Any, value: Any) -> bool:
    return isinstance(value, (int, Decimal, float)) and not isinstance(value, bool)


def _is_integer(checker: Any, value: Any) -> bool:
    return _is_number(checker, value) and value == int(value)


def _validator_class(schemas: Schemas) -> Any:
    def reference(validator: Any, ref: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
        what = ref.removeprefix("#/$defs/")
        if what == "texts":
            yield from schemas.validator("texts", "").iter_errors(instance)
        else:
            yield from _chosen(schemas, what, instance)

    def additional(validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if not isinstance(instance, dict) or allowed is True:
            return
        known = schema.get("properties", {})
        for key, value in instance.items():
            if key in known:
                continue
            if allowed is False:
                yield ValidationError(
                    "", validator="unknownKey", validator_value=tuple(known), instance=value, path=(key,)
                )
            else:
                yield from validator.descend(value, allowed, path=key)

    def either(validator: Any, branches: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        for branch in branches:
            if _kind_fits(instance, branch):
                yield from validator.descend(instance, branch)
                return
        yield ValidationError("", validator="type", validator_value=["string", "object"], instance=instance)

    made: Any = extend(  # type: ignore[no-untyped-call]  # jsonschema does not type it
        Draft202012Validator,
        {"$ref": reference, "additionalProperties": additional, "anyOf": either},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_integer}),
    )
    return made


def _kind_fits(instance: Any, branch: Mapping[str, Any]) -> bool:
    if "enum" in branch:
        return isinstance(instance, str)
    return branch.get("type") != "object" or isinstance(instance, dict)


def _chosen(schemas: Schemas, what: str, instance: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        yield ValidationError("", validator="type", validator_value="object", instance=instance)
        return
    key, name = schemas.choose(what, instance)
    if name is not None:
        yield from schemas.validator(what, name).iter_errors(instance)
    elif what == "step":
        if "id" not in instance:
            yield ValidationError(
                "", validator="required", validator_value=["id"], instance=instance, schema={"key": "id"}
            )
        verbs = [word for word in instance if word in schemas.by_type["step"]]
        yield ValidationError(
            "", validator="verb", validator_value=tuple(schemas.by_type["step"]), instance=tuple(verbs or instance)
        )
    elif key is not None and key in instance:
        yield ValidationError(
            "",
            validator="unknownType",
            validator_value=(what, tuple(schemas.by_type[what])),
            instance=instance[key],
            path=(key,),
        )
    else:
        yield ValidationError("", validator="missingKey", validator_value=key, instance=instance)


_BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


def _faults_of(error: ValidationError) -> Iterator[Fault]:
    path = tuple(error.absolute_path)
    value: Any = error.instance
    limit: Any = error.validator_value
    match error.validator:
        case "unknownKey":
            known = tuple(limit)
            yield Fault(
                path, "unknown_key", {"found": path[-1], "known": known, "nearest": nearest(str(path[-1]), known)}, True
            )
        case "required":
            for key in limit:
                if key not in value:
                    yield Fault((*path, key), "missing_key", {"key": key}, True, True)
        case "missingKey":
            yield Fault((*path, limit), "missing_key", {"key": limit}, True, True)
        case "unknownType":
            what, known = limit
            yield Fault(
                path,
                "unknown_type",
                {"found": _said(value), "what": f"@word.{what}", "nearest": nearest(str(value), known)},
            )
        case "verb":
            if len(value) > 1 and set(value) <= set(limit):
                yield Fault(path, "two_verbs", {"found": value})
            else:
                words = [word for word in value if word not in kinds.STEP_COMMON]
                if not words:
                    yield Fault(path, "missing_verb")
                for word in words[:1]:
                    yield Fault((*path, word), "no_verb", {"found": word, "nearest": nearest(word, limit)}, True)
        case "type":
            expected = [limit] if isinstance(limit, str) else list(limit)
            yield Fault(
                path,
                "wrong_type",
                {
                    "expected": [f"@shape.{one}" for one in expected],
                    "found": f"@shape.{shape_of(value)}",
                    "value": _said(value),
                },
            )
        case "enum" | "const":
            known = tuple(str(one) for one in limit) if isinstance(limit, list) else (str(limit),)
            yield Fault(
                path, "not_one_of", {"found": _said(value), "known": known, "nearest": nearest(str(value), known)}
            )
        case "pattern" if limit == ID_PATTERN:
            is_key = "propertyNames" in error.absolute_schema_path
            yield Fault((*path, value) if is_key else path, "bad_id", {"found": _said(value)}, is_key)
        case "pattern":
            yield Fault(path, "bad_shape", {"found": _said(value), "pattern": limit})
        case "propertyNames":
            yield from ()
        case bound if bound in _BOUNDS:
            yield Fault(path, f"schema_{bound}", {"found": _said(value), "limit": limit})
        case other:
            yield Fault(path, "bad_shape", {"found": _said(value), "pattern": str(other)})


def shape_of(value: Any) -> str:
    """The word of JSON Schema for the shape of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, (list, tuple)) else "number"


def _said(value: Any) -> str:
    text = str(value) if not isinstance(value, (dict, list)) else shape_of(value)
    return text if len(text) <= 60 else text[:57] + "…"
