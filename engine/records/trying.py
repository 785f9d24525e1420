"""What an expression means while somebody writes it: its text for files, what is wrong where, what it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from engine.definition.expressions import functions
from engine.definition.naming import Naming
from engine.errors import InvalidValues
from engine.expression.checker import check_tree
from engine.expression.expression import Expression
from engine.expression.labelled import read_labels, show_labels
from engine.expression.nodes import Binary, Call, Member, Name, Node, path_of, walk
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression, ExpressionProblem, Place
from engine.expression.sql import what_has_no_sql
from engine.expression.types import Records
from engine.records.evaluating import Evaluation, Related
from engine.records.filtering import may_probe, refuse_unaskable
from engine.records.permitting import is_readable, require, unknown
from engine.records.seen_scope import seen_scope
from engine.records.why.parts import Explainer
from engine.records.why.seeing import Seeing
from engine.storage import rows
from engine.texts import say

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.expression.scope import Scope
    from engine.records.context import RecordContext

# `filter` is asked of the database for every row, `formula` is kept as a value of the record.
Use = Literal["value", "condition", "filter", "formula"]
_CONDITIONS = ("condition", "filter")
MOST_PROBLEMS = 20
# What a formula's field is, by the type of its value.
_RETURNS = {
    "number": "number",
    "text": "text",
    "option": "text",
    "yes_no": "yes_no",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "duration": "duration",
    "any": "text",
    "blank": "text",
}
# Functions whose result is of the unit of what they are given.
_KEEP_UNIT = frozenset(
    "SUM MIN MAX AVERAGE MEDIAN ROUND ROUNDUP ROUNDDOWN TRUNC INT ABS IF IFS SWITCH COALESCE IFERROR IFNA MOD CEILING"
    " FLOOR LARGE SMALL INDEX LOOKUP SUMIF SUMIFS AVERAGEIF PREVIOUS PREV".split()
)
_UNITS = ("money", "percent")


def try_expression(
    ctx: RecordContext,
    form: Form,
    text: str,
    *,
    use: Use = "value",
    labelled: bool = True,
    record: int | None = None,
) -> dict[str, Any]:
    """The expression in both spellings, its type, its problems with their places in `text`, its value on `record`.

    `labelled`: `text` holds labels, as people write; else ids, as files do. Raises PermissionDenied, NotFound.
    """
    require(ctx, "read", form)
    return _Tried(ctx, form, use, seen_scope(ctx, form)).answer(text, labelled, record)


class _Tried:
    def __init__(self, ctx: RecordContext, form: Form, use: Use, scope: Scope):
        self.ctx, self.form, self.use, self.scope = ctx, form, use, scope
        self.words = Naming(ctx.apps.all(), form.name, ctx.language)

    def answer(self, text: str, labelled: bool, record: int | None) -> dict[str, Any]:
        ids, expression, problems = self._read(text, labelled)
        made: dict[str, Any] = {
            "ids": ids,
            "shown": text if ids is None else self._shown(ids),
            "problems": [self._problem(text, one) for one in problems[:MOST_PROBLEMS]],
            "type": None,
            "returns": None,
            "clock": False,
            "sql": True,
            "value": None,
        }
        if expression is None:
            return made
        type = expression.type
        made["type"] = {"kind": type.kind, "label": say(f"expression.type.{type.kind}", {}, self.ctx.language)}
        made["returns"] = self._returns(expression.tree)
        if problems:
            return made
        made["clock"] = self._is_live(expression)
        made["sql"] = what_has_no_sql(expression, condition=self.use in _CONDITIONS) is None
        if record is not None:
            made["value"] = self._value(expression, record)
        return made

    def _read(self, text: str, labelled: bool) -> tuple[str | None, Expression | None, list[ExpressionProblem]]:
        """(text with ids, what it is as far as it can be told, all that is wrong)."""
        problems: list[ExpressionProblem] = []
        try:
            if labelled:
                read = read_labels(text, self.scope, functions(), self.words)
                ids, tree = read.ids, read.tree
                problems += read.problems
            else:
                ids, tree = text, parse(text)
        except BrokenExpression as broken:
            return None, None, list(broken.problems)
        checked = check_tree(tree, self.scope, functions(), condition=self.use in _CONDITIONS)
        # What is said of a label already is not said again of its node.
        told = [one.place for one in problems]
        problems += [one for one in checked.problems if not any(_meets(one.place, place) for place in told)]
        expression = Expression(
            ids, checked.tree, checked.depends, checked.fields, checked.clock, checked.me, functions()
        )
        if not problems:
            problems += self._unfit(expression)
        return ids, expression, sorted(problems, key=lambda one: one.place.start)

    def _closed(self, expression: Expression) -> Iterator[ExpressionProblem]:
        """A filter tells of every record that it could reach, whatever is shown of each."""
        for names in sorted(expression.fields):
            if not may_probe(self.ctx, self.form, names):
                place = next((node.place for node in walk(expression.tree) if path_of(node) == names), Place(0, 1))
                shown = self._shown(".".join(names))
                yield ExpressionProblem("access.field_hidden", place, {"field": shown})

    def _unfit(self, expression: Expression) -> Iterator[ExpressionProblem]:
        """What its use does not allow, though the expression itself is sound."""
        whole = expression.tree.place
        if self.use == "formula":
            if expression.me:
                yield ExpressionProblem("expression.formula_reads_me", whole)
            elif ("chance",) in expression.depends:
                yield ExpressionProblem("expression.formula_of_chance", whole)
            elif self._list_in(expression.tree) is not None:
                yield ExpressionProblem(
                    "expression.formula_reads_list", whole, {"name": self._list_in(expression.tree)}
                )
            elif expression.type.kind not in _RETURNS:
                yield ExpressionProblem("expression.no_field_for", whole, {"found": expression.type.said})
        if self.use == "filter":
            yield from self._closed(expression)
            try:
                refuse_unaskable(self.ctx, self.form, expression)
            except InvalidValues as refused:
                yield from (ExpressionProblem(one.code, whole, one.values) for one in refused.errors)
                return
            missing = what_has_no_sql(expression, condition=True)
            if missing is not None:
                yield ExpressionProblem("expression.no_sql", whole, {"what": missing})

    def _shown(self, ids: str) -> str:
        try:
            return show_labels(ids, self.scope, functions(), self.words)
        except BrokenExpression:
            return ids

    def _problem(self, text: str, one: ExpressionProblem) -> dict[str, Any]:
        start = min(one.place.start, len(text))
        return {
            "code": one.code,
            "message": one.message(self.ctx.language),
            "start": start,
            "end": max(start, min(one.place.end, len(text))),
        }

    # --- what it gives

    def _is_live(self, expression: Expression) -> bool:
        """Whether its value changes without anybody writing: it is worked out whenever it is read."""
        if expression.clock or any(path[0] == "settings" for path in expression.depends):
            return True
        return any(
            field is not None and field.computed == "read"
            for node in walk(expression.tree)
            if isinstance(node, (Name, Member))
            for field in (self.words.field(node),)
        )

    def _returns(self, tree: Node) -> str | None:
        kind = _RETURNS.get(tree.type.kind)
        return (self._unit(tree) or kind) if kind == "number" else kind

    def _unit(self, node: Node) -> str | None:
        """What a number is counted in, `money` or `percent`, as far as its parts tell."""
        if isinstance(node, (Name, Member)):
            field = self.words.field(node)
            shown = field.settings.get("result") if field is not None and field.type.computed else field
            name = shown.type.name if shown is not None else ""
            return name if name in _UNITS else None
        if isinstance(node, Binary):
            left, right = self._unit(node.left), self._unit(node.right)
            if node.operator in ("+", "-"):
                return left or right
            if node.operator == "*":
                return "money" if "money" in (left, right) else left if left == right else None
            return left if node.operator == "/" and left == "money" and right is None else None
        if isinstance(node, Call) and node.function in _KEEP_UNIT:
            return next((unit for one in node.arguments if (unit := self._unit(one))), None)
        return None

    def _list_in(self, tree: Node) -> str | None:
        """A list of records that point here: only the database counts them."""
        for node in walk(tree):
            if isinstance(node, (Name, Member)) and isinstance(node.type, Records) and self.words.field(node) is None:
                return self._shown(node.name)
        return None

    def _value(self, expression: Expression, id: int) -> Mapping[str, Any]:
        listed = self._list_in(expression.tree)

        def work(tx: Any) -> Mapping[str, Any]:
            values = rows.read(tx, self.form, id)
            record = Evaluation(Related(self.ctx, tx), self.form, values or {}, old={**(values or {}), "id": id}, id=id)
            if values is None or not is_readable(self.ctx, self.form, record):
                raise unknown(self.form, id)
            if listed is not None:
                message = say("expression.only_in_lists", {"name": listed}, self.ctx.language)
                return {"state": "later", "shown": "", "error": None, "message": message}
            part = Explainer(self.ctx, Seeing(self.ctx, record)).explain(expression, record, self.form.name)
            told = f"why.error.{(part.error or '').strip('#!?').replace('/', '')}"
            return {
                "state": part.state,
                "shown": part.shown,
                "error": part.error,
                "message": None if part.error is None else say(told, {}, self.ctx.language),
            }

        return self.ctx.read(work)


def _meets(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


__all__ = ["Use", "try_expression"]
