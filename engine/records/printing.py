"""A record on paper: a layout of its app filled with what the reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.errors import NotFound, TooLarge
from engine.expression.values import ErrorValue
from engine.records.evaluating import Evaluation, Related
from engine.records.permitting import require_row, shown_fields
from engine.records.presenting import title_of
from engine.records.showing import part_text
from engine.records.visible import path_is_visible
from engine.storage import rows

if TYPE_CHECKING:
    from engine.definition.layout import Body, Layout, Piece
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# A page for people: what is longer was not meant, or loops over its own loops.
MOST_CHARACTERS = 5_000_000
MOST_PIECES = 200_000


@dataclass(frozen=True)
class Printed:
    """The finished text and the record's title; `is_html` else plain text."""

    text: str
    title: str
    is_html: bool


def print_record(ctx: RecordContext, form: Form, id: int, layout: str) -> Printed:
    """Fills a layout of print/ with a record. Raises NotFound, PermissionDenied, TooLarge."""
    found = ctx.app_of(form).layouts.get(f"print/{layout}")
    if found is None or found.form != form.id:
        raise NotFound(what="layout", id=layout)

    def work(tx: Transaction) -> Printed:
        related = Related(ctx, tx)
        values = rows.read(tx, form, id)
        if values is None:
            raise NotFound(what=form.id, id=id)
        record = Evaluation(related, form, values, id=id)
        require_row(ctx, "read", form, record)
        shown, starred = shown_fields(ctx, form, record)
        title = title_of(ctx, form, record, shown - starred)
        return Printed(render(ctx, record, found), title, found.is_html)

    return ctx.read(work)


def render(ctx: RecordContext, record: Evaluation, layout: Layout) -> str:
    """The layout in the reader's language. Raises TooLarge."""
    body = layout.body(ctx.language)
    filling = _Filling(ctx, record, body)
    template = _environment(body, is_html=layout.is_html).get_template("")
    parts: list[str] = []
    length = 0
    for part in template.generate(filling.names()):
        length += len(part)
        if length > MOST_CHARACTERS:
            raise TooLarge(limit=MOST_CHARACTERS, unit="characters")
        parts.append(part)
    return "".join(parts)


class _Loader(BaseLoader):
    def __init__(self, sources: Mapping[str, str]):
        self.sources = sources

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        if template not in self.sources:
            raise TemplateNotFound(template)
        return self.sources[template], template, None


_environments: dict[tuple[int, bool], tuple[Body, Environment]] = {}


def _environment(body: Body, *, is_html: bool) -> Environment:
    """Made once for a body, which belongs to a version of an app and never changes."""
    key = (id(body), is_html)
    found = _environments.get(key)
    if found is None or found[0] is not body:
        if len(_environments) > 200:
            _environments.clear()
        made = ImmutableSandboxedEnvironment(
            loader=_Loader(body.sources),
            autoescape=is_html,
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )
        found = _environments[key] = (body, made)
    return found[1]


class _Filling:
    """What the rewritten layout calls: a piece by its number, with the names of the loops around it."""

    def __init__(self, ctx: RecordContext, record: Evaluation, body: Body):
        self.ctx = ctx
        self.record = record
        self.body = body
        self.done = 0

    def names(self) -> dict[str, Any]:
        return {"_show": self.show, "_holds": self.holds, "_each": self.each, "_value": self.value, "_none": ""}

    def show(self, number: int, given: Mapping[str, Any]) -> str:
        piece, at = self._at(number, given)
        return part_text(self.ctx, at, piece.expression, self._fields(piece)) if self._open(piece, at) else ""

    def holds(self, number: int, given: Mapping[str, Any]) -> bool:
        piece, at = self._at(number, given)
        return self._open(piece, at) and piece.expression.holds(at)

    def value(self, number: int, given: Mapping[str, Any]) -> Any:
        piece, at = self._at(number, given)
        value = piece.expression.run(at) if self._open(piece, at) else None
        return None if isinstance(value, ErrorValue) else value

    def each(self, number: int, given: Mapping[str, Any]) -> Iterator[Any]:
        value = self.value(number, given)
        return iter(value if isinstance(value, (tuple, list)) else ())

    def _at(self, number: int, given: Mapping[str, Any]) -> tuple[Piece, Evaluation]:
        self.done += 1
        if self.done > MOST_PIECES:
            raise TooLarge(limit=MOST_PIECES, unit="pieces")
        extra = dict(given)
        if (loop := extra.get("loop")) is not None:
            extra["loop"] = {"index": loop.index, "length": loop.length, "first": loop.first, "last": loop.last}
        record = self.record
        at = Evaluation(record.related, record.form, record.values, id=record.id, extra=extra)
        return self.body.pieces[number], at

    def _open(self, piece: Piece, at: Evaluation) -> bool:
        """Whether the reader may see everything that a piece reads."""
        return all(path_is_visible(self.ctx, at, path, piece.items) for path in piece.expression.depends)

    def _fields(self, piece: Piece) -> Mapping[str, Mapping[str, Any]]:
        """The fields of the records that loops are at, by the loop's name."""
        found = {}
        for name, full in piece.items.items():
            app, _, rest = full.partition(".")
            form_id, _, subform = rest.partition(".")
            if full:
                form = self.ctx.apps.app(app).forms[form_id]
                found[name] = form.fields[subform].fields if subform else form.fields
        return found
