"""Reads JSON into the same nodes as YAML, so that every value of it has a place too."""

from __future__ import annotations

import re
from typing import Any

import yaml

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_CHUNK = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class JsonError(Exception):
    """The text is not JSON that we accept: `code`, `values`, and the place as zero-based line and column."""

    def __init__(self, code: str, line: int, column: int, **values: Any):
        super().__init__(code)
        self.code, self.line, self.column, self.values = code, line, column, values


class _Reader:
    def __init__(self, text: str, max_depth: int, max_values: int):
        self.text = text
        self.max_depth, self.max_values = max_depth, max_values
        self.values = 0
        self.starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        self.line = 0

    def mark(self, index: int) -> yaml.Mark:
        # Marks are asked for in rising order almost always, so the line is found by walking on.
        while self.line + 1 < len(self.starts) and self.starts[self.line + 1] <= index:
            self.line += 1
        while self.starts[self.line] > index:
            self.line -= 1
        return yaml.Mark("", index, self.line, index - self.starts[self.line], None, 0)

    def fail(self, index: int, code: str = "json_syntax", **values: Any) -> JsonError:
        mark = self.mark(min(index, len(self.text)))
        found = self.text[index : index + 12]
        if not found and code == "json_syntax":
            code = "json_ends"
        return JsonError(code, mark.line, mark.column, **({"found": found} | values))

    def space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> tuple[yaml.Node, int]:
        """The node whose text starts at `at` and the index after it."""
        self.values += 1
        if depth > self.max_depth:
            raise self.fail(at, "too_deep", limit=self.max_depth)
        if self.values > self.max_values:
            raise self.fail(at, "too_many_values", limit=self.max_values)
        char = self.text[at : at + 1]
        if char == "{":
            return self.map(at, depth)
        if char == "[":
            return self.list(at, depth)
        if char == '"':
            text, end = self.string(at)
            return yaml.ScalarNode("core", text, self.mark(at), self.mark(end), style='"'), end
        for word in ("true", "false", "null"):
            if self.text.startswith(word, at):
                end = at + len(word)
                return yaml.ScalarNode("core", word, self.mark(at), self.mark(end)), end
        number = _NUMBER.match(self.text, at)
        if number is None:
            raise self.fail(at)
        return yaml.ScalarNode("core", number[0], self.mark(at), self.mark(number.end())), number.end()

    def list(self, at: int, depth: int) -> tuple[yaml.Node, int]:
        items: list[yaml.Node] = []
        start, at = self.mark(at), self.space(at + 1)
        while self.text[at : at + 1] != "]":
            if items:
                at = self.comma(at)
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self.space(at)
        return yaml.SequenceNode("core", items, start, self.mark(at + 1), flow_style=True), at + 1

    def map(self, at: int, depth: int) -> tuple[yaml.Node, int]:
        pairs: list[tuple[yaml.Node, yaml.Node]] = []
        start, at = self.mark(at), self.space(at + 1)
        while self.text[at : at + 1] != "}":
            if pairs:
                at = self.comma(at)
            if self.text[at : at + 1] != '"':
                raise self.fail(at)
            name, end = self.string(at)
            key = yaml.ScalarNode("core", name, self.mark(at), self.mark(end), style='"')
            at = self.space(end)
            if self.text[at : at + 1] != ":":
                raise self.fail(at)
            item, at = self.value(self.space(at + 1), depth + 1)
            pairs.append((key, item))
            at = self.space(at)
        return yaml.MappingNode("core", pairs, start, self.mark(at + 1), flow_style=True), at + 1

    def comma(self, at: int) -> int:
        if self.text[at : at + 1] != ",":
            raise self.fail(at)
        return self.space(at + 1)

    def string(self, at: int) -> tuple[str, int]:
        start = at
        parts: list[str] = []
        at += 1
        while True:
            chunk = _CHUNK.match(self.text, at)
            if chunk:
                parts.append(chunk[0])
                at = chunk.end()
            char = self.text[at : at + 1]
            if char == '"':
                break
            if char != "\\":
                raise self.fail(at)
            escape = self.text[at + 1 : at + 2]
            if escape == "u":
                digits = self.text[at + 2 : at + 6]
                if not re.fullmatch("[0-9a-fA-F]{4}", digits):
                    raise self.fail(at)
                parts.append(chr(int(digits, 16)))
                at += 6
            elif escape in _ESCAPES:
                parts.append(_ESCAPES[escape])
                at += 2
            else:
                raise self.fail(at)
        text = "".join(parts)
        if "\\u" in self.text[start:at]:
            # A pair of surrogates written as two escapes is one character; a lone one is none.
            try:
                text = text.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError:
                raise self.fail(start, "lone_surrogate")
        if "\x00" in text:
            raise self.fail(start, "nul_character")
        return text, at + 1


def read_json(text: str, *, max_depth: int, max_values: int) -> yaml.Node:
    """The node tree of a JSON text; raises JsonError with a place."""
    reader = _Reader(text, max_depth, max_values)
    at = reader.space(0)
    node, at = reader.value(at, 0)
    at = reader.space(at)
    if at != len(text):
        raise reader.fail(at)
    return node
