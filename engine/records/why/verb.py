"""Explains one field of one record to whoever asks, as far as he may know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import NotFound
from engine.expression.values import ErrorValue, is_blank
from engine.records.computing import stored_value
from engine.records.evaluating import Evaluation, Related
from engine.records.logic import said
from engine.records.permitting import is_readable, reaching, require, require_row, shown_fields, unknown
from engine.records.preparing import Preparer
from engine.records.presenting import json_of
from engine.records.why.parts import Explainer, Part
from engine.records.why.rolled_up import counted, counted_by_key
from engine.records.why.seeing import Seeing
from engine.storage import rows
from engine.texts import say

if TYPE_CHECKING:
    from engine.definition.keyed import KeyedFigure
    from engine.definition.model import Field, Form
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

_ROLLS = {"count_distinct": "distinct"}
_EFFECTS = ("show", "hide", "require", "readonly")


def why(
    ctx: RecordContext,
    form: Form,
    name: str,
    id: int | None,
    *,
    row: int | None = None,
    values: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Why field `name` of record `id` is what it is; `lines.total` with `row` for a column of a subform.

    With `values` (JSON, as they are being typed; `id` None for a new record) of what it would be with them. Raises
    NotFound: no such record or field, not to be read by the actor, or nothing works it out; PermissionDenied.
    """
    return ctx.read(lambda tx: _Asked(ctx, tx, form, name).answer(id, row, values))


@dataclass
class _Asked:
    ctx: RecordContext
    tx: Transaction
    form: Form
    name: str

    def answer(self, id: int | None, row: int | None, values: Mapping[str, Any] | None) -> dict[str, Any]:
        record = self._record(id, values)
        base, _, column = self.name.partition(".")
        field = self.form.fields.get(base)
        if field is None or base not in self._readable(record):
            raise NotFound(what="field", id=self.name)
        explainer = Explainer(self.ctx, Seeing(self.ctx, record))
        full = self.form.name
        conditions = list(self._conditions(explainer, record, base)) if not column else []
        of = record
        if column:
            field, of = self._row(field, column, row, record)
            full = f"{self.form.name}.{base}"
        worked_out = self._worked_out(explainer, field, of, full)
        if not worked_out and not conditions:
            raise NotFound(what="explanation", id=self.name)
        return {
            "app": self.form.app_id,
            "form": self.form.id,
            "id": id,
            "row": of.id if column else None,
            "field": self.name,
            "label": field.say(self.ctx.language),
            "type": field.type.name,
            **self._value(explainer, field, of),
            "kind": None,
            "formula": None,
            "rollup": None,
            "cause": None,
            **worked_out,
            "conditions": conditions,
        }

    def _record(self, id: int | None, values: Mapping[str, Any] | None) -> Evaluation:
        """The record as it is stored, or as it would be with what is being typed."""
        preparer = Preparer(self.ctx, self.tx, self.form)
        if id is None:
            granted = reaching(require(self.ctx, "create", self.form), Evaluation(preparer.related, self.form, {}))
            return preparer.new(values or {}, granted, check=False).record
        old = rows.read(self.tx, self.form, id)
        record = Evaluation(Related(self.ctx, self.tx), self.form, old or {}, old={**(old or {}), "id": id}, id=id)
        if old is None or not is_readable(self.ctx, self.form, record):
            raise unknown(self.form, id)
        if values is None:
            return record
        granted = require_row(self.ctx, "update", self.form, record)
        return preparer.change(id, old, values, granted).record

    def _readable(self, record: Evaluation) -> frozenset[str]:
        if record.id is not None:
            return shown_fields(self.ctx, self.form, record)[0]
        decision = self.ctx.decide("create", self.form)
        return frozenset().union(*(grant.readable for grant in decision.grants))

    def _row(self, subform: Field, column: str, row: int | None, record: Evaluation) -> tuple[Field, Evaluation]:
        field = subform.fields.get(column)
        found = [one for one in record.value(subform.id) or () if one.get("id") == row] if field is not None else []
        if field is None or not found:
            raise NotFound(what="field", id=self.name)
        asking = {**record.values, "id": record.id}
        return field, Evaluation(record.related, self.form, found[0], id=row, asking=asking)

    def _value(self, explainer: Explainer, field: Field, record: Evaluation) -> dict[str, Any]:
        value = record.value(field.id) if field.computed == "read" else record.values.get(field.id)
        return {"value": json_of(field, value), "shown": explainer.shown(field, value)}

    # --- what works it out

    def _worked_out(self, explainer: Explainer, field: Field, record: Evaluation, full: str) -> dict[str, Any]:
        if not field.type.computed:
            default = field.default
            if default is None or default.expression is None or not default.follow:
                return {}
            part, outcome = explainer.outcome(default.expression, record, full)
            follows = (
                None if part.state == "hidden" else stored_value(field, outcome, []) == record.values.get(field.id)
            )
            return {"kind": "default", "formula": part.to_json(), "follows": follows}
        keyed = field.settings.get("keyed")
        if keyed is not None:
            return {"kind": "aggregate", "rollup": self._keyed(explainer, keyed, record)}
        if field.type.name == "rollup":
            return {"kind": "rollup", "rollup": self._rollup(explainer, field, record)}
        if field.expression is None:
            return {"kind": field.type.name, "cause": self._cause(None, "why.not_computed")}
        part, outcome = explainer.outcome(field.expression, record, full)
        made: dict[str, Any] = {"kind": field.type.name, "formula": part.to_json()}
        if field.settings.get("copy"):
            made["copied"] = True
        return {**made, "cause": self._trouble(field, part, outcome)}

    def _trouble(self, field: Field, part: Part, outcome: Any) -> dict[str, Any] | None:
        """Why there is no value, as far as the reader may know what it is made of."""
        if part.state == "hidden":
            return None
        cause = part.cause()
        if cause is not None and cause.error is not None:
            return self._cause(cause, f"why.error.{cause.error.strip('#!?').replace('/', '')}")
        if not is_blank(outcome) and not isinstance(outcome, ErrorValue) and stored_value(field, outcome, []) is None:
            return self._cause(part, "why.does_not_fit")
        return None

    def _cause(self, part: Part | None, code: str) -> dict[str, Any]:
        return {
            "text": part.text if part is not None else None,
            "error": part.error if part is not None else None,
            "code": code,
            "message": say(code, {}, self.ctx.language),
        }

    def _rollup(self, explainer: Explainer, field: Field, record: Evaluation) -> dict[str, Any]:
        settings = field.settings
        rows_of = str(settings.get("rows_of") or "")
        texts: dict[str, Expression | None] = {"measure": settings.get("measure"), "condition": settings.get("where")}
        return {
            "fn": settings["fn"],
            "said": say(f"why.rolls.{settings['fn']}", {}, self.ctx.language),
            **{key: None if one is None else explainer.text(one, rows_of) for key, one in texts.items()},
            **counted(self.ctx, self.tx, explainer, self.form, field, record).to_json(),
        }

    def _keyed(self, explainer: Explainer, keyed: KeyedFigure, record: Evaluation) -> dict[str, Any]:
        texts = {"measure": keyed.figure.argument, "condition": keyed.where}
        return {
            "fn": keyed.figure.function,
            "said": say(f"why.rolls.{_ROLLS.get(keyed.figure.function, keyed.figure.function)}", {}, self.ctx.language),
            **{key: None if one is None else explainer.text(one, keyed.form) for key, one in texts.items()},
            "ranked": keyed.rank is not None,
            **counted_by_key(self.ctx, self.tx, explainer, self.form, keyed, record).to_json(),
        }

    # --- logic

    def _conditions(self, explainer: Explainer, record: Evaluation, name: str) -> Iterator[dict[str, Any]]:
        for part in self.form.logic.values():
            effects = [effect for effect in _EFFECTS if name in getattr(part, effect)]
            if part.error is not None and part.field == name:
                yield self._condition(explainer, record, "error", part.when, said(self.ctx, part))
            for effect in effects:
                yield self._condition(explainer, record, effect, part.when, None)
        for section in self.form.layout:
            if section.visible is not None and name in section.items:
                label = self.ctx.app_of(self.form).label_of(
                    f"form/{self.form.id}/layout/{section.id}", self.ctx.language
                )
                yield self._condition(explainer, record, "section", section.visible, label)

    def _condition(
        self, explainer: Explainer, record: Evaluation, effect: str, when: Expression | None, message: str | None
    ) -> dict[str, Any]:
        holds: bool | None = True
        part = None
        if when is not None:
            part, outcome = explainer.outcome(when, record, self.form.name)
            holds = None if part.state == "hidden" else outcome is True
        return {
            "effect": effect,
            "holds": holds,
            "message": message,
            "formula": None if part is None else part.to_json(),
        }
