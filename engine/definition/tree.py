"""What a file says, as plain values that remember where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml


class Map(dict[str, Any]):
    """A mapping as written: values are str, bool, None, int, Decimal, Map or List."""

    __slots__ = ("file", "node")
    node: yaml.MappingNode | None
    file: str

    def __init__(self, *args: Any, node: yaml.MappingNode | None = None, file: str = ""):
        super().__init__(*args)
        self.node = node
        self.file = file


class List(list[Any]):
    """A list as written."""

    __slots__ = ("file", "node")
    node: yaml.SequenceNode | None
    file: str

    def __init__(self, *args: Any, node: yaml.SequenceNode | None = None, file: str = ""):
        super().__init__(*args)
        self.node = node
        self.file = file


def pairs(tree: Map) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """The written (key, value) pairs of a map, in written order."""
    if tree.node is not None:
        yield from tree.node.value


def key_node(tree: Map | List, key: str | int) -> yaml.Node | None:
    """The node of a key (of a list: of the item itself)."""
    if isinstance(tree, List):
        return value_node(tree, key)
    for written, _ in pairs(tree):
        if written.value == key:
            return written
    return None


def value_node(tree: Map | List, key: str | int) -> yaml.Node | None:
    """The node of the value under a key or index."""
    if isinstance(tree, List):
        nodes = tree.node.value if tree.node is not None else []
        return nodes[key] if isinstance(key, int) and -len(nodes) <= key < len(nodes) else None
    for written, value in pairs(tree):
        if written.value == key:
            return value
    return None


def below(holder: Any, key: str | int) -> Any:
    """What stands under a key or index; None when there is nothing."""
    if isinstance(holder, Map):
        return holder.get(str(key))
    if isinstance(holder, List) and isinstance(key, int) and -len(holder) <= key < len(holder):
        return holder[key]
    return None


def copied(value: Any) -> Any:
    """A copy that may be cut: its nodes keep their places but have lists of their own."""
    if isinstance(value, Map):
        return Map({key: copied(item) for key, item in value.items()}, node=_same(value.node), file=value.file)
    if isinstance(value, List):
        return List((copied(item) for item in value), node=_same(value.node), file=value.file)
    return value


def _same(node: Any) -> Any:
    if node is None:
        return None
    return type(node)(node.tag, list(node.value), node.start_mark, node.end_mark, node.flow_style)


def plain(value: Any) -> Any:
    """The same content without memory of places: dict, list, str, bool, None, int, Decimal."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


_WORDS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_NUMBER_START = frozenset("+-.0123456789")
_MAX_DIGITS = 40


class NotANumber(ValueError):
    """Infinity, not-a-number, or more digits than any value may have."""


def read_plain(text: str) -> Any:
    """The value of an unquoted scalar by the core rules of YAML 1.2; a decimal keeps its written digits.

    Raises NotANumber for .inf, .nan and numbers of more than 40 digits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START:
        return text
    if _INTEGER.match(text):
        if len(text) > _MAX_DIGITS:
            raise NotANumber(text)
        return int(text)
    if _BASED.match(text):
        if len(text) > _MAX_DIGITS:
            raise NotANumber(text)
        return int(text, 0)
    if _DECIMAL.match(text):
        number = Decimal(text)
        if len(text) > _MAX_DIGITS or abs(number.adjusted()) > _MAX_DIGITS:
            raise NotANumber(text)
        return number
    if _SPECIAL.match(text):
        raise NotANumber(text)
    return text
