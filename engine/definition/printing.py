"""Prints new pieces of a definition: plain where YAML leaves text alone, quoted where it would mean something else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.definition import kinds
from engine.definition.tree import NotANumber, read_plain

WIDTH = 140
_FORBIDDEN_START = frozenset("?:,[]{}#&*!|>'\"%@`")
_PLAIN = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+\Z")
_FIRST = ("kind", "id", "locale", "form", "of", "label", "label_plural", "type", "event", "help", "note")


def scalar(value: Any) -> str:
    """A value on one line, as YAML and safe inside `{}` and `[]` too."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return number(value)
    text = str(value)
    return text if _may_be_plain(text) else quoted(text)


def number(value: int | Decimal) -> str:
    """A number with the digits it has, never in powers of ten that YAML and JSON would read otherwise."""
    return str(value) if isinstance(value, int) else f"{value:f}"


def quoted(text: str) -> str:
    """Double quotes; JSON's escapes are YAML's too, but for the line breaks that only YAML knows."""
    made = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", made)


def _may_be_plain(text: str) -> bool:
    if not text or text != text.strip() or not _PLAIN.match(text):
        return False
    if text[0] == "-" and not text[1:2].isalnum():
        return False
    if text[0] in _FORBIDDEN_START or text.startswith(("---", "...", "<<")) or text[0] == "=":
        return False
    if any(part in text for part in (": ", " #", ",", "[", "]", "{", "}")) or text.endswith(":"):
        return False
    try:
        return isinstance(read_plain(text), str)
    except NotANumber:
        return False


def key(text: str) -> str:
    return scalar(text)


def flow(value: Any) -> str:
    """The whole value on one line: `{type: text, max: 200}`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(name)}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def block(value: Any, indent: int) -> str:
    """What stands after `key:` or `-`: one line where it fits, else lines below, indented by `indent` spaces."""
    if not isinstance(value, (Mapping, list, tuple)) or not value:
        return " " + flow(value)
    line = flow(value)
    deep = any(
        isinstance(item, (Mapping, list, tuple)) for item in (value.values() if isinstance(value, Mapping) else value)
    )
    if len(line) + indent <= WIDTH and not (deep and len(line) > 100):
        return " " + line
    pad = " " * indent
    if isinstance(value, Mapping):
        return "".join(f"\n{pad}{key(name)}:{block(item, indent + 2)}" for name, item in value.items())
    return "".join(f"\n{pad}-{block_item(item, indent + 2)}" for item in value)


def block_item(value: Any, indent: int) -> str:
    """An item of a list: a map begins on the line of its dash."""
    if not isinstance(value, Mapping) or not value or len(flow(value)) + indent <= WIDTH:
        return " " + flow(value) if not isinstance(value, list) else block(value, indent)
    lines = [f"{key(name)}:{block(item, indent + 2)}" for name, item in value.items()]
    return " " + f"\n{' ' * indent}".join(lines)


def json_text(value: Any, indent: int | None = None, level: int = 0) -> str:
    """JSON with exact numbers; `indent` spaces a level, or one line."""
    if isinstance(value, Mapping):
        items = [
            f"{json.dumps(name, ensure_ascii=False)}: {json_text(item, indent, level + 1)}"
            for name, item in value.items()
        ]
        return _wrapped(items, "{", "}", indent, level)
    if isinstance(value, (list, tuple)):
        return _wrapped([json_text(item, indent, level + 1) for item in value], "[", "]", indent, level)
    if isinstance(value, Decimal):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def _wrapped(items: Sequence[str], start: str, end: str, indent: int | None, level: int) -> str:
    if not items:
        return start + end
    if indent is None:
        return start + ", ".join(items) + end
    pad, close = " " * (indent * (level + 1)), " " * (indent * level)
    return start + "\n" + ",\n".join(pad + item for item in items) + "\n" + close + end


def canonical(kind: str, tree: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of an object in their one order: kind, id, texts, then as the language declares them."""
    declared = list(kinds.VIEW_COMMON if kind == "view" else kinds.KINDS.get(kind, {}).get("properties", ()))
    first = ("kind", "locale") if kind == "i18n" else _FIRST
    order = {name: place for place, name in enumerate(dict.fromkeys((*first, *declared)))}
    # What a view is sorted by stands behind what it shows.
    order |= {"sort": len(order) + 1} if kind == "view" else {}
    return dict(sorted(tree.items(), key=lambda pair: order.get(pair[0], len(order))))


def canonical_field(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a field in their one order: type, label, what it asks of values, the type's own, then more texts."""
    first = ("type", "label", "required", "unique", "ignore", "search", "to", "default", "follow")
    last = ("placeholder", "width", "help", "note")
    order = {name: place for place, name in enumerate(first)} | {name: 1000 + place for place, name in enumerate(last)}
    return dict(sorted(tree.items(), key=lambda pair: order.get(pair[0], 500)))


def print_object(kind: str, tree: Mapping[str, Any]) -> str:
    """A whole new file of one object."""
    lines = []
    for name, value in canonical(kind, tree).items():
        lines.append(f"{key(name)}:{_top(value)}")
    return "\n".join(lines) + "\n"


def _top(value: Any) -> str:
    if isinstance(value, Mapping) and value and any(isinstance(item, Mapping) for item in value.values()):
        return "".join(f"\n  {key(name)}:{block(item, 4)}" for name, item in value.items())
    return block(value, 2)
