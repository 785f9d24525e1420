"""An expression taken apart for a reader: each part in his words, with its value, or why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from engine.catalog.values import datetime_text
from engine.definition.naming import Naming
from engine.expression.calendars import Calendar
from engine.expression.expression import Expression
from engine.expression.nodes import Call, ListNode, Member, Name, Node
from engine.expression.nodes import Literal as Written
from engine.expression.operators import show
from engine.expression.shown import shown
from engine.expression.tracing import Trace, trace
from engine.expression.types import Namespace, OptionValues, Record, Records
from engine.expression.values import ErrorValue, Span, is_blank, plain, record_id
from engine.records.evaluating import Evaluation
from engine.records.why.places import form_of, places
from engine.records.why.seeing import MOST_ITEMS, Seeing
from engine.texts import say

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.records.context import RecordContext

State = Literal["value", "empty", "error", "hidden"]
LONGEST = 400


@dataclass(frozen=True)
class Part:
    """A part of an expression. `used`: the result came through it; `record`: the one record that it leads to."""

    text: str
    state: State
    kind: str = "any"
    value: Any = None
    shown: str = ""
    error: str | None = None
    used: bool = True
    record: Mapping[str, Any] | None = None
    parts: tuple[Part, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The part and everything below it as JSON."""
        return {
            "text": self.text,
            "state": self.state,
            "kind": self.kind,
            "value": self.value,
            "shown": self.shown,
            "error": self.error,
            "used": self.used,
            "record": self.record,
            "parts": [part.to_json() for part in self.parts],
        }

    def cause(self) -> Part | None:
        """The innermost part that is an error, where this is one."""
        if self.state != "error":
            return None
        below = (part.cause() for part in self.parts if part.used)
        return next((found for found in below if found is not None), self)


class Explainer:
    """Takes expressions apart for one reader, over one record or its rows."""

    def __init__(self, ctx: RecordContext, seeing: Seeing):
        self.ctx, self.seeing = ctx, seeing

    def explain(self, expression: Expression, record: Evaluation, form: str) -> Part:
        """`form`: whose fields its names are, `shop.deal` or `shop.deal.lines`."""
        return self._run(expression, record, form)[0]

    def outcome(self, expression: Expression, record: Evaluation, form: str) -> tuple[Part, Any]:
        """The same, and what it gave as a python value."""
        return self._run(expression, record, form)

    def text(self, expression: Expression, form: str) -> str:
        """An expression in the reader's words."""
        return shown(expression.tree, places(self.ctx, form))

    def shown(self, field: Field, value: Any) -> str:
        """The value of a field as people read it; records by their titles, as far as the reader may see them."""
        shown_as = field.shown_as
        if value is None or shown_as is None:
            return ""
        if shown_as.target is not None:
            return self.seeing.titles(".".join(shown_as.target), value)
        return str(shown_as.type.show(value, shown_as, self.ctx.language))

    def _run(self, expression: Expression, record: Evaluation, form: str) -> tuple[Part, Any]:
        traced = trace(expression.tree, expression.functions, record)
        hidden = self.seeing.hidden(expression.tree, traced, record, form)
        taken = _Taken(self.ctx, self.seeing, places(self.ctx, form), traced, hidden, record)
        return taken.part(expression.tree), traced.result


@dataclass(frozen=True)
class _Taken:
    ctx: RecordContext
    seeing: Seeing
    places: Naming
    trace: Trace
    hidden: set[int]
    record: Evaluation

    def part(self, node: Node) -> Part:
        text = shown(node, self.places)
        text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        # What was not needed would tell which way a hidden condition went.
        used = bool(self.hidden) or self.trace.was_needed(node)
        parts = tuple(self.part(child) for child in _telling(node))
        if id(node) in self.hidden:
            return Part(text, "hidden", node.type.kind, used=used, parts=parts)
        value = self.trace.value(node)
        if isinstance(value, ErrorValue):
            return Part(text, "error", node.type.kind, error=value.code, shown=value.code, used=used, parts=parts)
        if is_blank(value):
            return Part(text, "empty", node.type.kind, used=used, parts=parts)
        record = self._record(node, value)
        said = self._said(node, value)
        return Part(text, "value", node.type.kind, json_of(value), said, used=used, record=record, parts=parts)

    def _record(self, node: Node, value: Any) -> Mapping[str, Any] | None:
        form, id = form_of(node.type), record_id(value)
        if not isinstance(node.type, Record) or not isinstance(id, int) or form.count(".") != 1:
            return None
        title = self.seeing.title(form, id)
        if title is None:
            return None
        app, _, name = form.partition(".")
        return {"app": app, "form": name, "id": id, "title": title}

    def _said(self, node: Node, value: Any) -> str:
        field = self.places.field(node)
        form = form_of(node.type)
        if form.count(".") == 1:
            return self.seeing.titles(form, value)
        if form or isinstance(node.type, Records):
            return say("why.rows", {"count": len(value)}, self.ctx.language)
        if isinstance(value, (list, tuple)) and not isinstance(node, Name):
            said = [self._one(field, item) for item in value[:MOST_ITEMS]]
            return ", ".join([*said, "…"] if len(value) > MOST_ITEMS else said)
        return self._one(field, value)

    def _one(self, field: Field | None, value: Any) -> str:
        if field is not None:
            shown_as = field.shown_as
            if shown_as is not None and shown_as.target is None:
                return str(shown_as.type.show(value, shown_as, self.ctx.language))
        if isinstance(value, Calendar):
            days = {"off": len(value.free), "extra": len(value.works)}
            return say("why.calendar", days, self.ctx.language)
        if isinstance(value, bool):
            return say("value.yes" if value else "value.no", {}, self.ctx.language)
        return show(value, self.record)


def _telling(node: Node) -> tuple[Node, ...]:
    """The parts worth a line of their own: nothing that is written as it stands, no settings as a whole."""
    if isinstance(node, Member):
        target = node.target
        if isinstance(target.type, OptionValues) and isinstance(target, Member):
            target = target.target
        return () if isinstance(target.type, Namespace) or _is_whole(target) else (target,)
    if isinstance(node, Call) and node.function in ("TRUE", "FALSE"):
        return ()
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, ListNode):
            found.extend(_telling(child))
        elif not isinstance(child, Written):
            found.append(child)
    return tuple(found)


def _is_whole(node: Node) -> bool:
    """`record`, `old`: names that only lead to their fields."""
    return isinstance(node, Name) and node.kind in ("record", "old", "row", "parent")


def json_of(value: Any) -> Any:
    """What an expression gave as JSON: numbers as text with every digit, records as their ids."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, Decimal)):
        return plain(value)
    if isinstance(value, datetime):
        return datetime_text(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return value.get("id")
    if isinstance(value, (list, tuple)):
        return [json_of(item) for item in value[:MOST_ITEMS]]
    return str(value) if isinstance(value, (Span, ErrorValue)) else None
