"""Says quickly that a value obeys a schema; what it cannot vouch for is left to jsonschema, which says what is wrong.

Checking is dominated by definitions that are right: for those a few closures take a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Accept = Callable[[Any], bool]
_KNOWN = frozenset(
    "type enum pattern minLength maxLength minimum maximum minItems maxItems properties required additionalProperties"
    " propertyNames items anyOf $ref".split()
)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


_TYPES: Mapping[str, Accept] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and value == int(value),
}


def accepting(schema: Mapping[str, Any], refer: Callable[[str], Accept]) -> Accept:
    """A function that answers True only for values that `schema` accepts; `refer` gives that of a `$ref`."""
    tests: list[Accept] = []
    for word, rule in schema.items():
        if word.startswith("x-") or (word in ("title", "description", "$comment")):
            continue
        if word not in _KNOWN:
            return lambda value: False
        if word in ("required", "additionalProperties", "propertyNames") and "properties" in schema:
            continue  # part of the object's own test
        test = _test(word, rule, schema, refer)
        if test is not None:
            tests.append(test)
    if not tests:
        return lambda value: True
    if len(tests) == 1:
        return tests[0]
    first, second = tests[0], tests[1]
    if len(tests) == 2:
        return lambda value: first(value) and second(value)
    return lambda value: all(test(value) for test in tests)


def _test(word: str, rule: Any, schema: Mapping[str, Any], refer: Callable[[str], Accept]) -> Accept | None:
    match word:
        case "type":
            if isinstance(rule, str):
                return _TYPES[rule]
            accepted = [_TYPES[one] for one in rule]
            return lambda value: any(test(value) for test in accepted)
        case "enum":
            return lambda value: isinstance(value, (str, int)) and not isinstance(value, bool) and value in rule
        case "pattern":
            found = re.compile(rule).search
            return lambda value: not isinstance(value, str) or found(value) is not None
        case "minLength":
            return lambda value: not isinstance(value, str) or len(value) >= rule
        case "maxLength":
            return lambda value: not isinstance(value, str) or len(value) <= rule
        case "minimum":
            return lambda value: not _is_number(value) or value >= rule
        case "maximum":
            return lambda value: not _is_number(value) or value <= rule
        case "minItems":
            return lambda value: not isinstance(value, list) or len(value) >= rule
        case "maxItems":
            return lambda value: not isinstance(value, list) or len(value) <= rule
        case "items":
            item = accepting(rule, refer)
            return lambda value: not isinstance(value, list) or all(map(item, value))
        case "anyOf":
            branches = [accepting(one, refer) for one in rule]
            return lambda value: any(test(value) for test in branches)
        case "$ref":
            return refer(rule)
        case "required":
            return lambda value: not isinstance(value, dict) or all(key in value for key in rule)
        case "propertyNames":
            name = accepting(rule, refer)
            return lambda value: not isinstance(value, dict) or all(map(name, value))
        case "additionalProperties":
            if isinstance(rule, bool):
                return None if rule else lambda value: not value
            other = accepting(rule, refer)
            return lambda value: not isinstance(value, dict) or all(map(other, value.values()))
        case "properties":
            return _object(rule, schema, refer)
    return lambda value: False


def _object(properties: Mapping[str, Any], schema: Mapping[str, Any], refer: Callable[[str], Accept]) -> Accept:
    known = {key: accepting(one, refer) for key, one in properties.items()}
    required = tuple(schema.get("required", ()))
    rest = schema.get("additionalProperties", True)
    names = accepting(schema["propertyNames"], refer) if "propertyNames" in schema else None
    other = None if isinstance(rest, bool) else accepting(rest, refer)

    def accept(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for key in required:
            if key not in value:
                return False
        for key, item in value.items():
            if names is not None and not names(key):
                return False
            test = known.get(key)
            if test is None:
                if rest is False or (other is not None and not other(item)):
                    return False
            elif not test(item):
                return False
        return True

    return accept
