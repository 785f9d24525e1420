"""Reads print/ and mail/: every hole and condition of a Jinja file goes to our parser, with its place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, TemplateSyntaxError

from engine.definition.layout import Body, Layout, LayoutKind, Piece
from engine.definition.problem import Place, Problem
from engine.definition.resolving.layout_tags import LayoutReader
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.work import At, Work, worded
from engine.definition.source import Item
from engine.definition.tree import Map
from engine.registry import nearest

KINDS: tuple[LayoutKind, ...] = ("print", "mail")
SUFFIXES = (".html", ".txt", ".jinja", ".j2")
KEYS = {"print": ("form", "label"), "mail": ("form", "label", "subject")}
MOST_CHARACTERS = 200_000
_HEAD = re.compile(r"\s*\{#-?(.*?)-?#\}", re.DOTALL)
_LINE = re.compile(r"[ \t]*([a-z_]+)[ \t]*:[ \t]*(.*)")


@dataclass
class _File:
    """A file of a layout: `print/invoice.zh-CN.html` is `invoice` in the language zh-CN."""

    name: str
    kind: LayoutKind
    id: str
    language: str
    text: str
    head: dict[str, tuple[str, int]] = field(default_factory=dict)  # key -> (value, where it stands in the text)
    body_at: int = 0


def resolve_layouts(work: Work, base: AppScope) -> dict[str, Layout]:
    """Every layout by `print/invoice`. Files whose names begin with `_` are parts that others include."""
    found: dict[str, list[_File]] = {}
    for name, text in work.sources.texts.items():
        file = _file(work, name, text)
        if file is not None and not file.id.startswith("_"):
            found.setdefault(f"{file.kind}/{file.id}", []).append(file)
    layouts = {}
    for key, files in sorted(found.items()):
        layout = _Reading(work, base).layout(sorted(files, key=lambda one: one.language))
        if layout is not None:
            layouts[key] = layout
    return layouts


def _file(work: Work, name: str, text: str) -> _File | None:
    path = PurePosixPath(name)
    if len(path.parts) != 2 or path.parts[0] not in KINDS or path.suffix not in SUFFIXES:
        return None
    id, _, language = path.stem.partition(".")
    made = _File(name, path.parts[0], id, language, text)
    head = _HEAD.match(text)
    if head is not None:
        made.body_at = head.end()
        for line in re.finditer(r"[^\n]+", head[1]):
            pair = _LINE.fullmatch(line[0])
            if pair is not None:
                made.head[pair[1]] = (pair[2].strip(), head.start(1) + line.start() + pair.start(2))
    return made


@dataclass
class _Reading:
    work: Work
    base: AppScope

    def layout(self, files: list[_File]) -> Layout | None:
        first = files[0]
        if first.language:
            self.problem(first, "layout_without_original", 0, found=first.id, original=f"{first.kind}/{first.id}.html")
            return None
        form = self._form(first)
        if form is None:
            return None
        scope = self.base.on(f"{self.work.app_id}.{form}")
        bodies = {file.language: self._body(file, scope) for file in files}
        item = Item(first.kind, first.id, Map({key: value for key, (value, _) in first.head.items()}), first.name)
        label = self.work.label(At(item), item.tree, fallback=worded(first.id))
        subject = None
        if "subject" in first.head:
            subject = self.work.holes(first.head["subject"][0], At(item) / "subject", scope)
        return Layout(first.kind, first.id, form, label, bodies, ".html" in first.name, subject)

    def _form(self, file: _File) -> str | None:
        for key, (_, at) in file.head.items():
            if key not in KEYS[file.kind]:
                self.problem(file, "layout_key", at, found=key, nearest=nearest(key, KEYS[file.kind]))
        if "form" not in file.head:
            self.problem(file, "layout_without_form", 0, found=file.name)
            return None
        form, at = file.head["form"]
        if form not in self.work.shapes:
            self.problem(file, "unknown_form", at, found=form, nearest=nearest(form, self.work.shapes))
            return None
        return form

    def _body(self, file: _File, scope: AppScope) -> Body:
        pieces: list[Piece] = []
        sources: dict[str, str] = {}
        asked: dict[str, list[str]] = {}
        before = len(self.work.problems)
        waiting = [("", file)]
        while waiting:
            name, one = waiting.pop()
            if name in sources:
                continue
            if len(one.text) > MOST_CHARACTERS:
                self.problem(one, "file_too_large", 0, limit=MOST_CHARACTERS)
                sources[name] = ""
                continue
            reader = LayoutReader(one.text, one.body_at, scope, pieces)
            sources[name] = reader.read()
            for code, start, width, values in reader.problems:
                self.problem(one, code, start, width, **values)
            asked[name] = [part for part, _ in reader.parts]
            for part, at in reader.parts:
                if _leads_to(asked, part, name):
                    self.problem(one, "layout_part_circle", at, len(part), found=part)
                other = self.work.sources.texts.get(f"{file.kind}/{part}")
                if other is None or not part.startswith("_"):
                    known = [name.partition("/")[2] for name in self.work.sources.texts if name.startswith(file.kind)]
                    parts = [one for one in known if one.startswith("_")]
                    self.problem(one, "layout_part_unknown", at, len(part), found=part, nearest=nearest(part, parts))
                else:
                    waiting.append((part, _File(f"{file.kind}/{part}", file.kind, part, "", other)))
        if len(self.work.problems) == before:
            self._try(file, sources)
        return Body(sources, tuple(pieces))

    def _try(self, file: _File, sources: dict[str, str]) -> None:
        """What only Jinja itself can say, such as two blocks of one name."""
        for source in sources.values():
            trouble = _trouble(source)
            if trouble is not None:
                line, reason = trouble
                at = sum(len(line) + 1 for line in file.text.split("\n")[: line - 1])
                self.problem(file, "layout_syntax", min(at, len(file.text)), reason=reason)
                return

    def problem(self, file: _File, code: str, at: int, width: int = 1, **values: Any) -> None:
        before = file.text[:at]
        line = before.count("\n") + 1
        place = Place(file.name, line, at - (before.rfind("\n") + 1) + 1)
        text = file.text.split("\n")[line - 1]
        self.work.problems.append(Problem(code, "error", place, "", values, text, width))


@lru_cache(maxsize=200)
def _trouble(source: str) -> tuple[int, str | None] | None:
    """(line, reason) where Jinja refuses a text; kept, because it takes long and most texts stay as they are."""
    try:
        Environment(autoescape=True).compile(source)
    except TemplateSyntaxError as trouble:
        return trouble.lineno, trouble.message
    return None


def _leads_to(asked: dict[str, list[str]], part: str, name: str) -> bool:
    """Whether a part includes, in whatever steps, the file `name` (or is it)."""
    seen, waiting = set[str](), [part]
    while waiting:
        one = waiting.pop()
        if one == name:
            return True
        if one not in seen:
            seen.add(one)
            waiting.extend(asked.get(one, ()))
    return False
