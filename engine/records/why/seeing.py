"""Which parts of an expression a reader may know: those whose every field, on every record they pass, he may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.expression.nodes import Member, Name, Node
from engine.expression.tracing import Trace
from engine.expression.values import record_id
from engine.records.evaluating import Evaluation, Values
from engine.records.permitting import is_readable, shown_fields
from engine.records.presenting import title_of
from engine.records.why.places import RECORDS, ROW, form_of
from engine.texts import say

if TYPE_CHECKING:
    from engine.records.context import RecordContext

MOST_ITEMS = 20  # of a list that is told
_SYSTEM = frozenset({"id", "revision", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"})


class Seeing:
    """What the actor may read, kept for one answer."""

    def __init__(self, ctx: RecordContext, record: Evaluation):
        self.ctx, self.related = ctx, record.related
        self._open: dict[tuple[str, int | None], frozenset[str] | None] = {}
        self._titles: dict[tuple[str, int], str | None] = {}

    def fields(self, form: str, id: int | None, values: Values | None = None) -> frozenset[str] | None:
        """The fields of a record that the actor may read in full; None when it may not be read, or is gone."""
        key = (form, id)
        if key not in self._open:
            self._open[key] = self._fields(form, id, values)
        return self._open[key]

    def _fields(self, form: str, id: int | None, values: Values | None) -> frozenset[str] | None:
        declared = self.related.form(form)
        if values is None:
            values = self.related.get(form, id) if id is not None else None
        if values is None or not self.ctx.decide("read", declared).allowed:
            return None
        record = Evaluation(self.related, declared, values, id=id)
        if not is_readable(self.ctx, declared, record):
            return None
        return shown_fields(self.ctx, declared, record)[0] | _SYSTEM

    def title(self, form: str, id: int) -> str | None:
        """The title of a record as the actor may see it; None when it may not."""
        key = (form, id)
        if key not in self._titles:
            readable, values = self.fields(form, id), self.related.get(form, id)
            declared = self.related.form(form)
            self._titles[key] = (
                None
                if readable is None or values is None
                else title_of(self.ctx, declared, Evaluation(self.related, declared, values, id=id), readable)
            )
        return self._titles[key]

    def titles(self, form: str, value: Any) -> str:
        """The records that a value names, the first of many, by their titles."""
        items = value if isinstance(value, (list, tuple)) else (value,)
        unseen = say("why.not_visible", {}, self.ctx.language)
        found = [self.title(form, id) for item in items[:MOST_ITEMS] if isinstance(id := record_id(item), int)]
        said = [unseen if title is None else title for title in found]
        return ", ".join([*said, "…"] if len(items) > MOST_ITEMS else said)

    def hidden(self, node: Node, trace: Trace, record: Evaluation, form: str) -> set[int]:
        """The parts (by identity) under `node` that tell of something the actor may not read.

        `form`: whose fields names are, `shop.deal` or `shop.deal.lines` for a row of a subform.
        """
        found: set[int] = set()
        self._mark(node, trace, record, form, found)
        return found

    def _mark(self, node: Node, trace: Trace, record: Evaluation, form: str, found: set[int]) -> bool:
        # Every part is looked at, not only up to the first that is closed.
        closed = [self._mark(child, trace, record, form, found) for child in node.children]
        hides = any(closed) or not self._sees(node, trace, record, form)
        if hides:
            found.add(id(node))
        return hides

    def _sees(self, node: Node, trace: Trace, record: Evaluation, form: str) -> bool:
        if isinstance(node, Name):
            return node.kind not in ROW or self._own(node, trace, record, form)
        if isinstance(node, Member):
            target = node.target
            if isinstance(target, Name) and target.kind in RECORDS:
                return self._of_whole(node.name, target, record, form)
            behind = form_of(target.type)
            if behind.count(".") != 1:  # an option's value, a setting, a row of a subform whose field is open
                return True
            return self._on_all(behind, trace.value(target), node.name)
        return True

    def _own(self, node: Name, trace: Trace, record: Evaluation, form: str) -> bool:
        if form.count(".") == 2:
            return True  # who may read the rows may read what is in them
        if node.kind == "inverse":
            return self._on_all(form_of(node.type), trace.value(node), None)
        readable = self.fields(form, record.id, record.values)
        return readable is not None and node.name in readable

    def _of_whole(self, name: str, target: Name, record: Evaluation, form: str) -> bool:
        """`old.amount`, and in the `where` of a rollup `record.limit`: the record that asks."""
        of = form_of(target.type)
        if of.count(".") == 2 or target.name == "row":
            return True
        values: Mapping[str, Any] | None = record.values if target.name == "old" else record.asking
        if values is None:
            return False
        readable = self.fields(of, values.get("id", record.id), values)
        return readable is not None and (name in readable or name not in self.related.form(of).fields)

    def _on_all(self, form: str, value: Any, name: str | None) -> bool:
        for id in _ids(value):
            readable = self.fields(form, id)
            if readable is None:
                if self.related.get(form, id) is None:
                    continue  # it is gone: there is nothing to tell of it
                return False
            if name is not None and name not in readable and name in self.related.form(form).fields:
                return False
        return True


def _ids(value: Any) -> Iterable[int]:
    items = value if isinstance(value, (list, tuple)) else (value,)
    return [id for item in items if isinstance(id := record_id(item), int) and not isinstance(id, bool)]
