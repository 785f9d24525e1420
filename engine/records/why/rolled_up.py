"""What a rollup counts: the first of its records as the reader may see them, and where he finds all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.errors import InvalidExpression, InvalidValues, PermissionDenied
from engine.expression.evaluator import compile_python
from engine.expression.nodes import Member, Name, Node
from engine.expression.shown import Ids, literal, shown
from engine.expression.sql import has_sql
from engine.expression.values import ErrorValue, record_id
from engine.records.evaluating import Evaluation
from engine.records.filtering import query_of
from engine.records.results import PageQuery
from engine.records.why.parts import Explainer, Part
from engine.storage import reading, rows
from engine.storage.query import Page

if TYPE_CHECKING:
    from engine.definition.keyed import KeyedFigure
    from engine.definition.model import Field, Form
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

SHOWN = 20
# So many records are looked at where only Python says which of them count.
MOST_READ = 1_000
# Links that a filter names one by one.
MOST_NAMED = 200


@dataclass(frozen=True)
class Counted:
    """The records that a rollup counts. `list`: the first of them; `count`: those that the reader may see.

    `hidden`: he may not know which they are; `more_hidden`: some others count that he may not see; `where`: the filter
    that lists them all, None where they cannot be filtered so (rows of a subform).
    """

    app: str
    form: str
    subform: str | None = None
    hidden: bool = False
    more_hidden: bool = False
    count: int = 0
    list: Sequence[Mapping[str, Any]] = ()
    where: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "list": list(self.list)}


def counted(
    ctx: RecordContext, tx: Transaction, explainer: Explainer, form: Form, field: Field, record: Evaluation
) -> Counted:
    """What `field`, a rollup of `form`, counts for this record."""
    settings = field.settings
    return _Counting(ctx, tx, explainer, form, settings.get("where"), settings.get("measure"), record).run(settings)


def counted_by_key(
    ctx: RecordContext, tx: Transaction, explainer: Explainer, form: Form, keyed: KeyedFigure, record: Evaluation
) -> Counted:
    """What an aggregate counts for the key that this record stands for."""
    return _Counting(ctx, tx, explainer, form, keyed.where, keyed.figure.argument, record).by_key(keyed)


class _Counting:
    def __init__(
        self,
        ctx: RecordContext,
        tx: Transaction,
        explainer: Explainer,
        form: Form,
        where: Expression | None,
        measure: Expression | None,
        record: Evaluation,
    ):
        self.ctx, self.tx, self.explainer = ctx, tx, explainer
        self.form, self.record = form, record
        self.where, self.measure = where, measure
        self.sort: str | None = None
        self.asking = {**record.values, "id": record.id}

    def run(self, settings: Mapping[str, Any]) -> Counted:
        name = str(settings["from"])
        self.sort = _sort(settings)
        of = self.form.fields.get(name)
        if of is not None and of.stores == "row_table":
            return self._rows(of)
        if of is not None and of.target is not None:
            app, form = of.target
            ids = [id for id in self.record.values.get(name) or () if isinstance(id, int)]
            return self._records(self.ctx.apps.app(app).forms[form], self._linked(of, ids))
        for app_ in self.ctx.apps.all().values():
            for form_ in app_.forms.values():
                for relation in form_.fields.values():
                    if relation.settings.get("inverse") == name and relation.target == (self.form.app_id, self.form.id):
                        here = (
                            f"{self.record.id} in {relation.id}"
                            if relation.many
                            else f"{relation.id} = {self.record.id}"
                        )
                        return self._records(form_, here)
        return Counted(self.form.app_id, self.form.id, hidden=True)

    def by_key(self, keyed: KeyedFigure) -> Counted:
        app, _, name = keyed.form.partition(".")
        form = self.ctx.apps.app(app).forms[name]
        parts = []
        for key, own in zip(keyed.by, keyed.own, strict=True):
            value = self.record.id if own == "id" else record_id(self.record.value(own))
            readable = self.explainer.seeing.fields(self.form.name, self.record.id, self.record.values)
            if value is None:
                return Counted(app, name)  # no key, no rows
            if readable is None or own not in readable:
                return Counted(app, name, hidden=True)
            parts.append(f"{key.text} = {literal(value)}")
        return self._records(form, " and ".join(parts))

    def _linked(self, relation: Field, ids: Sequence[int]) -> str | None:
        if relation.settings.get("inverse"):
            return f"{self.record.id} in {relation.settings['inverse']}"
        return f"id in [{', '.join(map(str, ids)) or '0'}]" if len(ids) <= MOST_NAMED else None

    # --- rows of a subform

    def _rows(self, subform: Field) -> Counted:
        full = f"{self.form.name}.{subform.id}"
        made = Counted(self.form.app_id, self.form.id, subform.id)
        if not self._knows(full, self.record.values.get(subform.id) or ()):
            return replace(made, hidden=True)
        there = [self._row(row) for row in self.record.values.get(subform.id) or ()]
        found = [(at, row) for at, row in enumerate(there, 1) if self.where is None or self.where.holds(row)]
        listed = [
            {**self._line(row, full), "id": row.id, "title": self._row_title(subform, row), "position": at}
            for at, row in found[:SHOWN]
        ]
        return replace(made, count=len(found), list=listed)

    def _row(self, row: Mapping[str, Any]) -> Evaluation:
        return Evaluation(self.record.related, self.form, row, id=row.get("id"), asking=self.asking)

    def _row_title(self, subform: Field, row: Evaluation) -> str:
        """What its first filled relation or text says."""
        for column in subform.fields.values():
            value = row.values.get(column.id)
            if value is None:
                continue
            if column.target is not None and isinstance(value, int):
                title = self.explainer.seeing.title(".".join(column.target), value)
                if title is not None:
                    return title
            elif column.value_type.kind == "text":
                return str(value)
        return ""

    def _knows(self, full: str, there: Iterable[Mapping[str, Any]]) -> bool:
        """Whether the reader may know what decides which rows count; in rows of a subform that is asked of each."""
        if self.where is None:
            return True
        return all(
            part.state != "hidden"
            for part in (self.explainer.explain(self.where, self._row(row), full) for row in there)
        )

    # --- records

    def _records(self, form: Form, here: str | None) -> Counted:
        made = Counted(form.app_id, form.id)
        filter_ = self._filter(here)
        if filter_ is None:
            return replace(made, hidden=True)
        only_python = self._only_python(form)
        asked = PageQuery(where=here if only_python else filter_, sort=self.sort, limit=MOST_READ, count="exact")
        try:
            query, _ = query_of(self.ctx, form, asked if only_python else replace(asked, limit=SHOWN))
        except (InvalidValues, PermissionDenied, InvalidExpression):
            return replace(made, hidden=True)
        context = Evaluation(self.record.related, form, {})
        page = reading.page(self.tx, query, context)
        open_ = replace(query, row_filter=(), target_rules={}, hidden={}, cursor=None)
        total = reading.count(self.tx, replace(open_, count="exact"), context)
        if only_python:
            return self._sorted_out(made, form, page, total)
        titles = {one["id"]: one["_title"] for one in page.records}
        there = rows.read_many(self.tx, form, list(titles))
        listed = []
        for id, title in titles.items():
            if id in there:
                child = Evaluation(self.record.related, form, there[id], id=id, asking=self.asking)
                listed.append({"id": id, "title": title, **self._line(child, form.name)})
        count = page.count or 0
        return replace(made, count=count, list=listed, where=filter_, more_hidden=total > count)

    def _only_python(self, form: Form) -> bool:
        """Whether the condition cannot be asked of the database."""
        if self.where is None:
            return False
        live = form.read_fields
        shown_only = any(path[0] in live and not form.fields[path[0]].askable for path in self.where.fields)
        return shown_only or not has_sql(self.where)

    def _sorted_out(self, made: Counted, form: Form, page: Page, total: int) -> Counted:
        """Those of the records for which the condition holds; there is no filter that lists them."""
        assert self.where is not None
        there = rows.read_many(self.tx, form, [one["id"] for one in page.records])
        found = []
        for one in page.records:
            child = Evaluation(self.record.related, form, there[one["id"]], id=one["id"], asking=self.asking)
            if self.explainer.explain(self.where, child, form.name).state == "hidden":
                return replace(made, hidden=True)
            if self.where.holds(child):
                found.append({"id": one["id"], "title": one["_title"], **self._line(child, form.name)})
        return replace(made, count=len(found), list=found[:SHOWN], more_hidden=total > len(page.records))

    def _filter(self, here: str | None) -> str | None:
        """The filter that finds the records which count; None where the reader may not know it, or none can say it."""
        if here is None or self.where is None:
            return here
        own = {id(node): self._own(node) for node in _whole_paths(self.where.tree)}
        if any(value is None for value in own.values()):
            return None
        return f"{here} and ({shown(self.where.tree, Ids(), lambda node: own.get(id(node)))})"

    def _own(self, node: Node) -> str | None:
        """`record.limit` as the value that this record has; None when the reader may not see it."""
        assert self.where is not None
        names, readable = _names(node), self.explainer.seeing.fields(self.form.name, self.record.id, self.record.values)
        if len(names) != 2 or readable is None or (names[1] in self.form.fields and names[1] not in readable):
            return None
        asking = Evaluation(self.record.related, self.form, {}, asking=self.asking)
        value = record_id(compile_python(node, self.where.functions)(asking))
        return None if isinstance(value, ErrorValue) else literal(value)

    def _line(self, row: Evaluation, form: str) -> dict[str, Any]:
        """What one row contributes."""
        if self.measure is None:
            return {"state": "value", "value": None, "shown": ""}
        part: Part = self.explainer.explain(self.measure, row, form)
        return {"state": part.state, "value": part.value, "shown": part.shown, "error": part.error}


def _sort(settings: Mapping[str, Any]) -> str | None:
    """The counted one first, where it is the first or the last."""
    sort = [str(name) for name in settings.get("sort") or ()]
    if settings["fn"] == "last":
        sort = [name[1:] if name.startswith("-") else f"-{name.lstrip('+')}" for name in sort or ["id"]]
    return ",".join(sort) or None


def _whole_paths(tree: Node) -> list[Node]:
    """The paths that begin at `record`, each as a whole."""
    found, waiting = list[Node](), [tree]
    while waiting:
        node = waiting.pop()
        if _names(node)[:1] == ("record",):
            found.append(node)
        else:
            waiting.extend(node.children)
    return found


def _names(node: Node) -> tuple[str, ...]:
    names: list[str] = []
    while isinstance(node, Member):
        names.append(node.name)
        node = node.target
    return (node.name, *reversed(names)) if isinstance(node, Name) else ()
