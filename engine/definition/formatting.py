"""Gives a definition's text its one order and spacing; comments stay with what they stand at, values as written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from engine.definition import printing
from engine.definition.source import Reading, compose, is_definition, read_text
from engine.definition.tree import plain
from engine.definition.trees import same

Entry = tuple[Any, Any]  # key and value of a map; of a list the item twice


@dataclass(frozen=True)
class Comment:
    """A comment: its text, where it begins, and whether it has its line for itself."""

    text: str
    start: int
    alone: bool


def formatted(name: str, text: str) -> str:
    """The same definition in canonical order and spacing; as it is when it cannot be read or would mean another."""
    if not is_definition(name):
        return text
    items, problems = read_text(name, text)
    if problems or not items:
        return text
    body = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if name.endswith(".json") or body.lstrip().startswith("{"):
        return "".join(printing.json_text(printing.canonical(one.kind, plain(one.tree)), 2) + "\n" for one in items)
    made = _Layout(name, body).text()
    again, wrong = read_text(name, made)
    before, after = [plain(one.tree) for one in items], [plain(one.tree) for one in again]
    kept = Counter(_words(name, body)) == Counter(_words(name, made))
    return made if not wrong and same(before, after) and kept else text


def _words(name: str, text: str) -> list[str]:
    return [one.text for one in _comments(text, compose(Reading(name, text)))]


def _comments(text: str, roots: Sequence[yaml.Node]) -> list[Comment]:
    """All comments: what begins with # at the start of a word, and lies in no scalar."""
    inside: list[tuple[int, int]] = []

    def walk(node: yaml.Node) -> None:
        if isinstance(node, yaml.ScalarNode):
            inside.append((node.start_mark.index, node.end_mark.index))
            return
        for child in node.value:
            for one in child if isinstance(child, tuple) else (child,):
                walk(one)

    for root in roots:
        walk(root)
    found: list[Comment] = []
    end = 0
    for start in (match.start() for match in re.finditer(r"(?:(?<=\s)|\A)#", text)):
        if start < end or any(low <= start < high for low, high in inside):
            continue
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text.rfind("\n", 0, start) + 1
        found.append(Comment(text[start:end].rstrip(), start, not text[line:start].strip()))
    return found


class _Layout:
    """One file, printed anew from its nodes with the text of their scalars."""

    def __init__(self, name: str, text: str):
        self.source = text
        self.roots = compose(Reading(name, text))
        self.comments = _comments(text, self.roots)
        self.used: set[int] = set()

    def text(self) -> str:
        documents = []
        for at, root in enumerate(self.roots):
            assert isinstance(root, yaml.MappingNode)
            head = self._before(root.start_mark.index)
            lines = [*head, *self._map(root, 0, self._ordered(root, ()), (), first=True)]
            until = self.roots[at + 1].start_mark.index if at + 1 < len(self.roots) else len(self.source)
            rest = [one for one in self.comments if one.start < until and one.start not in self.used]
            if at + 1 < len(self.roots):
                mark = self.source.rfind("\n---", 0, until)
                rest = [one for one in rest if one.start < mark]
            self.used.update(one.start for one in rest)
            documents.append("\n".join([*lines, *(one.text for one in rest)]) + "\n")
        return "---\n".join(documents)

    # --- maps and lists -----------------------------------------------------------------------------------------------

    def _map(
        self, node: yaml.Node, indent: int, entries: Sequence[Entry], path: tuple[str, ...], *, first: bool = False
    ) -> list[str]:
        lines: list[str] = []
        for at, (key, value) in enumerate(entries):
            if at or not first:
                lines += self._space(key, bool(at)) + [" " * indent + one for one in self._before(key.start_mark.index)]
            head = f"{' ' * indent}{self._raw(key)}:"
            lines += self._entry(head, value, indent, (*path, str(key.value)), key.end_mark.index)
        return lines

    def _list(self, node: yaml.Node, indent: int, path: tuple[str, ...]) -> list[str]:
        lines: list[str] = []
        for at, item in enumerate(node.value):
            lines += self._space(item, bool(at)) + [" " * indent + one for one in self._before(item.start_mark.index)]
            block = isinstance(item, yaml.MappingNode) and not item.flow_style and item.value
            if block:
                inner = self._map(item, indent + 2, self._ordered(item, (*path, "-")), (*path, "-"), first=True)
                lines += [f"{' ' * indent}- {inner[0].lstrip()}", *inner[1:]]
            else:
                lines += self._entry(f"{' ' * indent}-", item, indent, (*path, "-"), item.start_mark.index)
        return lines

    def _entry(self, head: str, value: yaml.Node, indent: int, path: tuple[str, ...], at: int) -> list[str]:
        block = isinstance(value, yaml.CollectionNode) and not value.flow_style and value.value
        if not block:
            shown = self._inline(value, len(head), indent, path)
            behind = self._behind(value.end_mark.index)
            return [f"{head}{' ' if shown else ''}{shown}{behind}"]
        behind = self._behind(at)
        if isinstance(value, yaml.MappingNode):
            below = self._map(value, indent + 2, self._ordered(value, path), path)
        else:
            below = self._list(value, indent + 2, path)
        return [head + behind, *below]

    def _ordered(self, node: yaml.MappingNode, path: tuple[str, ...]) -> Sequence[Entry]:
        """The entries of a map in canonical order, where the language has one; else as written."""
        by_key = {str(key.value): (key, value) for key, value in node.value}
        if not path:
            kind = next((str(value.value) for key, value in node.value if key.value == "kind"), "")
            return [by_key[key] for key in printing.canonical(kind, by_key)]
        if len(path) >= 2 and path[-2] in ("fields", "settings") and "type" in by_key:
            return [by_key[key] for key in printing.canonical_field(by_key)]
        return list(node.value)

    # --- values -------------------------------------------------------------------------------------------------------

    def _inline(self, node: yaml.Node, column: int, indent: int, path: tuple[str, ...]) -> str:
        text = self._raw(node)
        if isinstance(node, yaml.ScalarNode):
            return self._folded(node, text, indent) if node.style in ("|", ">") else text
        inside = [one for one in self.comments if node.start_mark.index <= one.start < node.end_mark.index]
        if inside:
            self.used.update(one.start for one in inside)
            return text
        line = self._flow(node, path)
        return line if "\n" not in text or column + 1 + len(line) <= printing.WIDTH else text

    def _flow(self, node: yaml.Node, path: tuple[str, ...]) -> str:
        """A value on one line, its scalars as they are written."""
        if isinstance(node, yaml.ScalarNode):
            return self._raw(node)
        if isinstance(node, yaml.SequenceNode):
            return "[" + ", ".join(self._flow(item, (*path, "-")) for item in node.value) + "]"
        assert isinstance(node, yaml.MappingNode)
        entries = (
            f"{self._raw(key)}: {self._flow(value, (*path, str(key.value)))}"
            for key, value in self._ordered(node, path)
        )
        return "{" + ", ".join(entries) + "}"

    def _folded(self, node: yaml.ScalarNode, text: str, indent: int) -> str:
        """A text of several lines, indented as it stands now."""
        head, *lines = text.rstrip("\n").split("\n")
        filled = [line for line in lines if line.strip()]
        if any(char.isdigit() for char in head) or not filled:
            return text.rstrip("\n")
        margin = min(len(line) - len(line.lstrip(" ")) for line in filled)
        return "\n".join([head, *(" " * (indent + 2) + line[margin:] if line.strip() else "" for line in lines)])

    def _raw(self, node: yaml.Node) -> str:
        return self.source[node.start_mark.index : node.end_mark.index]

    # --- comments and empty lines -------------------------------------------------------------------------------------

    def _before(self, index: int) -> list[str]:
        """The comments above a place that nothing else has taken."""
        found = [one for one in self.comments if one.alone and one.start < index and one.start not in self.used]
        self.used.update(one.start for one in found)
        return [one.text for one in found]

    def _behind(self, index: int) -> str:
        """The comment at the end of a line, two spaces behind what it is about."""
        end = self.source.find("\n", index)
        for one in self.comments:
            if index <= one.start < (len(self.source) if end < 0 else end) and one.start not in self.used:
                self.used.add(one.start)
                return f"  {one.text}"
        return ""

    def _space(self, node: yaml.Node, wanted: bool) -> list[str]:
        """One empty line where the author left some."""
        line = self.source.rfind("\n", 0, node.start_mark.index)
        above = self.source[: line + 1].rstrip(" ").split("\n")[:-1] if line >= 0 else []
        while above and above[-1].lstrip().startswith("#"):
            above.pop()
        return [""] if wanted and above and not above[-1].strip() else []
