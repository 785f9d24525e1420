"""Rewrites one Jinja file: holes and what stands behind `if`, `for`, `set` become numbers of checked expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from engine.definition import expressions
from engine.definition.layout import Piece
from engine.definition.resolving.scope import AppScope
from engine.expression.expression import Expression, closing
from engine.expression.scope import Symbol
from engine.expression.types import ANY, WHOLE, YES_NO, ListOf, Namespace, Record, Records, Type
from engine.registry import nearest

_OPEN = re.compile(r"\{[{%#]-?")
_WORD = re.compile(r"\s*([a-z]+)\b")
_FOR = re.compile(r"(\s*)([a-z_][a-z0-9_]*)\s+in\b")
_SET = re.compile(r"(\s*)([a-z_][a-z0-9_]*)\s*=(?!=)")
_NAME = re.compile(r"\s*[a-z_][a-z0-9_]*\s*")
_PART = re.compile(r"""\s*(["'])([\w.-]+)\1\s*""")
_ENDRAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")
# What each tag that opens a block is closed by.
BLOCKS = {"if": "endif", "for": "endfor", "block": "endblock"}
WITHIN = {"elif": ("if",), "else": ("if", "for")}
TAGS = (*BLOCKS, *BLOCKS.values(), *WITHIN, "set", "include", "extends", "raw")
LOOP = {
    "index": Symbol("index", WHOLE, "item", True),
    "length": Symbol("length", WHOLE, "item", True),
    "first": Symbol("first", YES_NO, "item", True),
    "last": Symbol("last", YES_NO, "item", True),
}


@dataclass
class _Frame:
    """An open block: its tag, where it began, the names that live in it (a `block` starts without those around it)."""

    tag: str
    at: int
    names: dict[str, Symbol] = field(default_factory=dict)
    loops: bool = False


class LayoutReader:
    """Reads one file; `pieces` is shared by all files of a layout. After `read`: `problems` and `parts` it asks for."""

    def __init__(self, text: str, start: int, scope: AppScope, pieces: list[Piece]):
        self.text = text
        self.start = start
        self.scope = scope
        self.pieces = pieces
        self.problems: list[tuple[str, int, int, dict[str, Any]]] = []  # code, where, how wide, values
        self.parts: list[tuple[str, int]] = []  # files that are included, and where
        self.frames = [_Frame("", 0)]
        self.extends = False

    def read(self) -> str:
        """The Jinja source, line by line as it was written."""
        made = ["\n" * self.text.count("\n", 0, self.start)]
        at = self.start
        while (found := _OPEN.search(self.text, at)) is not None:
            made.append(self.text[at : found.start()])
            kind, inner = found[0][1], found.end()
            if kind == "#":
                at = self._comment(found.start(), inner, made)
                continue
            end = closing(self.text, inner, "}}" if kind == "{" else "%}")
            if end is None:
                self._problem("layout_tag_open", found.start(), 2, found=found[0])
                return "".join(made)
            trimmed = self.text[end - 1] == "-" and end - 1 >= inner
            stop = end - 1 if trimmed else end
            marks = found[0], ("-" if trimmed else "") + ("}}" if kind == "{" else "%}")
            at = end + 2
            if kind == "{":
                said = self._call("_show", inner, stop)
            else:
                said = self._tag(inner, stop)
                if said == "raw":
                    at = self._raw(at, made)
                    continue
            lines = "\n" * self.text.count("\n", inner, stop)
            made.append(f"{marks[0]} {said}{lines} {marks[1]}" if said else lines)
        made.append(self.text[at:])
        for frame in self.frames[1:]:
            self._problem("layout_block_open", frame.at, 2, found=frame.tag, expected=BLOCKS[frame.tag])
        return "".join(made)

    def _comment(self, start: int, inner: int, made: list[str]) -> int:
        end = self.text.find("#}", inner)
        if end < 0:
            self._problem("layout_tag_open", start, 2, found="{#")
            return len(self.text)
        made.append("\n" * self.text.count("\n", inner, end))
        return end + 2

    def _raw(self, at: int, made: list[str]) -> int:
        end = _ENDRAW.search(self.text, at)
        if end is None:
            self._problem("layout_block_open", at, 2, found="raw", expected="endraw")
            return len(self.text)
        made.append("{% raw %}" + self.text[at : end.start()] + "{% endraw %}")
        return end.end()

    def _tag(self, start: int, end: int) -> str:
        word = _WORD.match(self.text, start, end)
        tag = word[1] if word is not None else ""
        after = word.end() if word is not None else start
        if tag not in TAGS:
            found = self.text[start:end].strip().split(" ", 1)[0][:40]
            self._problem("layout_tag_unknown", start, end - start, found=found, nearest=nearest(found, TAGS))
            return ""
        match tag:
            case "if":
                self.frames.append(_Frame("if", start))
                return "if " + self._call("_holds", after, end, condition=True)
            case "elif" | "else":
                return self._other_branch(tag, start, after, end)
            case "for":
                return self._for(start, after, end)
            case "set":
                return self._set(start, after, end)
            case "block":
                self.frames.append(_Frame("block", start))
                return "block" + self._name(after, end)
            case "include" | "extends":
                if tag == "extends" and self.extends:
                    self._problem("layout_extends_twice", start, end - start)
                    return ""
                self.extends = self.extends or tag == "extends"
                return f"{tag} {self._part(after, end)!r}"
            case "raw":
                return "raw"
        return self._close(tag, start, end)

    def _other_branch(self, tag: str, start: int, after: int, end: int) -> str:
        frame = self.frames[-1]
        if frame.tag not in WITHIN[tag]:
            self._problem("layout_tag_alone", start, end - start, found=tag, expected=WITHIN[tag][0])
            return ""
        if frame.tag == "for":  # nothing was gone through: there is no item here
            frame.names, frame.loops = {}, False
        return "else" if tag == "else" else "elif " + self._call("_holds", after, end, condition=True)

    def _close(self, tag: str, start: int, end: int) -> str:
        frame = self.frames[-1]
        if BLOCKS.get(frame.tag) != tag:
            opener = next(opener for opener, closer in BLOCKS.items() if closer == tag)
            self._problem("layout_tag_alone", start, end - start, found=tag, expected=opener)
            return ""
        self.frames.pop()
        return tag

    def _for(self, start: int, after: int, end: int) -> str:
        frame = _Frame("for", start, loops=True)
        written = _FOR.match(self.text, after, end)
        if written is None:
            self._problem("layout_for", start, end - start)
            self.frames.append(frame)
            return f"for _ in {'()'}"
        name = written[2]
        call, expression = self._checked("_each", written.end(), end)
        frame.names[name] = Symbol(name, self._item(expression, written.end(), end), "item")
        self.frames.append(frame)
        return f"for {name} in {call}"

    def _item(self, expression: Expression | None, start: int, end: int) -> Type:
        """What one turn of a loop holds."""
        if expression is None:
            return ANY
        if isinstance(expression.type, Records):
            path = next(iter(expression.depends), ())
            symbol = self.scope.symbol(path[0]) if path else None
            if symbol is not None and symbol.kind == "inverse":
                self._problem("layout_inverse", start, end - start, found=path[0])
            return Record(expression.type.form)
        if isinstance(expression.type, ListOf):
            return expression.type.item
        self._problem("layout_no_list", start, end - start, found=expression.type.said)
        return ANY

    def _set(self, start: int, after: int, end: int) -> str:
        written = _SET.match(self.text, after, end)
        if written is None:
            self._problem("layout_set", start, end - start)
            return ""
        name = written[2]
        call, expression = self._checked("_value", written.end(), end)
        self.frames[-1].names[name] = Symbol(name, expression.type if expression is not None else ANY, "item")
        return f"set {name} = {call}"

    def _name(self, start: int, end: int) -> str:
        if _NAME.fullmatch(self.text, start, end) is None:
            self._problem("layout_name", start, end - start, found=self.text[start:end].strip()[:40])
            return " _"
        return " " + self.text[start:end].strip()

    def _part(self, start: int, end: int) -> str:
        written = _PART.fullmatch(self.text, start, end)
        if written is None:
            self._problem("layout_name", start, end - start, found=self.text[start:end].strip()[:40])
            return "_"
        self.parts.append((written[2], written.start(2)))
        return written[2]

    def _call(self, function: str, start: int, end: int, *, condition: bool = False) -> str:
        return self._checked(function, start, end, condition=condition)[0]

    def _checked(
        self, function: str, start: int, end: int, *, condition: bool = False
    ) -> tuple[str, Expression | None]:
        """The call that stands for an expression, and the expression; None after its problems were said."""
        names, loops = self._names()
        scope = self.scope.adding(**names)
        if loops:
            scope = scope.adding(loop=Symbol("loop", Namespace("loop"), "item")).spelling(loop=LOOP)
        written = self.text[start:end]
        lead = start + len(written) - len(written.lstrip())
        made, wrong = expressions.read(written.strip(), scope, condition=condition)
        for one in wrong:
            place = one.place
            self._problem(one.code, lead + place.start, max(1, place.end - place.start), **dict(one.values))
        if made is None:
            return "_none", None
        items = {
            name: symbol.type.form if isinstance(symbol.type, (Record, Records)) else ""
            for name, symbol in names.items()
        }
        self.pieces.append(Piece(made, items))
        given = ", ".join(f"{name!r}: {name}" for name in (*names, *(("loop",) if loops else ())))
        return f"{function}({len(self.pieces) - 1}, {{{given}}})", made

    def _names(self) -> tuple[dict[str, Symbol], bool]:
        """Names of loops and sets that reach to here; and whether a loop is around."""
        names: dict[str, Symbol] = {}
        loops = False
        for frame in self.frames:
            if frame.tag == "block":
                names, loops = {}, False
            names |= frame.names
            loops = loops or frame.loops
        return names, loops

    def _problem(self, code: str, at: int, width: int, **values: Any) -> None:
        self.problems.append((code, at, max(1, width), values))
