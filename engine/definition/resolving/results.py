"""What computed fields give: the field that a lookup leads to, the number of a rollup, the type a formula names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.model import Field
from engine.definition.resolving.forms_known import KnownForms, leads_to
from engine.definition.resolving.scope import AppScope, record
from engine.definition.resolving.shapes import Asking, placeholder
from engine.definition.resolving.storing import can_be_copied
from engine.definition.resolving.work import At, FieldShape, Work
from engine.expression.aggregates import check_aggregate
from engine.expression.nodes import path_of
from engine.expression.problems import BrokenExpression
from engine.expression.types import Duration, Number, Records, Type


class Results:
    """Finds `settings["result"]` of every computed field, each once; a circle of lookups is a problem."""

    def __init__(self, work: Work, known: KnownForms, aggregates: Mapping[str, Mapping[str, Any]]):
        self.work, self.known, self.aggregates = work, known, aggregates
        self.busy: set[tuple[str, str]] = set()

    def fill(self) -> None:
        for form in self.work.shapes.values():
            full = f"{self.work.app_id}.{form.id}"
            for field in form.fields.values():
                self.of(full, field)
                if field.type.name == "subform":
                    for row in field.settings.get("fields", {}).values():
                        self.of(f"{full}.{field.id}", row)
        self.known.forget()

    def of(self, full: str, field: FieldShape | Field) -> Any:
        """The field whose type the value of `field` has: itself unless it is computed."""
        if not field.type.computed:
            return field
        if isinstance(field, Field) or "result" in field.settings:
            return field.settings.get("result")
        if (full, field.id) in self.busy:
            self.work.problem("circle", field.at, at_key=True, path=field.id)
            return None
        self.busy.add((full, field.id))
        try:
            result = getattr(self, f"_{field.type.name}", lambda full, field: None)(full, field)
        finally:
            self.busy.discard((full, field.id))
        field.settings["result"] = result
        field.computed = "later"  # a formula may turn out to be stored
        return result

    def _formula(self, full: str, field: FieldShape) -> Field:
        settings: dict[str, Any] = {
            key: field.settings[key] for key in ("decimals", "currency", "unit") if key in field.settings
        }
        name = field.settings["returns"]
        if name not in _NUMBERS:
            for key in settings:
                self.work.problem("setting_does_not_apply", field.at / key, key=key, type=name)
            settings = {}
        if name in ("money", "percent"):
            settings.pop("unit", None)
            if name == "money":
                settings.pop("decimals", None)
        return self.made(name, settings, field)

    def _lookup(self, full: str, field: FieldShape) -> Any:
        path = str(field.settings["from"]).split(".")
        at = field.at / "from"
        if len(path) < 2:
            self.work.problem("path_too_short", at, found=field.settings["from"])
            return None
        here, found = full, None
        for depth, name in enumerate(path):
            fields = self.known.fields(here)
            found = fields.get(name)
            if found is None:
                self.work.unknown("unknown_field", at, name, fields, form=self.known.short(here))
                return None
            if depth < len(path) - 1:
                relation = self.of(here, found)
                target = leads_to(relation) if relation is not None else None
                if target is None or relation.many:
                    self.work.problem("not_a_relation", at, found=name, form=self.known.short(here))
                    return None
                here = target
        result = self.of(here, found) if found is not None else None
        if field.settings.get("copy") and result is not None and not can_be_copied(result):
            self.work.problem("not_copied", field.at / "copy", at_key=True, field=field.id, found=path[-1])
            return None
        return result

    def rows_of(self, full: str, name: str, at: At) -> str | None:
        """The full name of the form whose rows a subform, a relation to many or an inverse holds."""
        symbol = self.known.members(full).get(name)
        if symbol is None or not isinstance(symbol.type, Records):
            lists = [id for id, other in self.known.members(full).items() if isinstance(other.type, Records)]
            self.work.unknown("unknown_list", at, name, lists)
            return None
        return symbol.type.form

    def _rollup(self, full: str, field: FieldShape) -> Any:
        settings, fn = field.settings, field.settings["fn"]
        rows = self.rows_of(full, str(settings["from"]), field.at / "from")
        if rows is None:
            return None
        settings["rows_of"] = rows
        if fn in ("count", "distinct"):
            return self.made("number", {"decimals": 0}, field)
        if fn in ("all", "any"):
            return self.made("yes_no", {}, field)
        value = settings.get("value")
        if value is None:
            self.work.problem("missing_key", field.at / "value", key="value")
            return None
        if fn == "join":
            return self.made("text", {}, field)
        target = self.known.fields(rows).get(str(value))
        if target is not None:
            found = self.of(rows, target)
            if fn in ("sum", "avg", "median") and found is not None and not _adds_up(found, fn):
                self.work.problem("not_a_number_field", field.at / "value", found=value, fn=fn)
                return None
            return self._without_bounds(found, field) if fn == "sum" else found
        scope = AppScope(self.known, rows).adding(record=record(full))
        expression = self.work.expression(str(value), field.at / "value", scope)
        return None if expression is None else self.made_for(expression.type, field)

    def _without_bounds(self, found: Any, field: FieldShape) -> Any:
        """What a single value may be at most says nothing of a sum."""
        if found is None or (found.settings.get("min") is None and found.settings.get("max") is None):
            return found
        kept = {
            key: found.settings[key] for key in ("decimals", "currency", "unit") if found.settings.get(key) is not None
        }
        return self.made(found.type.name, kept, field)

    def _aggregate(self, full: str, field: FieldShape) -> Any:
        name, _, value = str(field.settings["from"]).partition(".")
        aggregate = self.aggregates.get(name)
        if aggregate is None:
            self.work.unknown("unknown_aggregate", field.at / "from", name, self.aggregates)
            return None
        values, ranks = aggregate.get("values") or {}, aggregate.get("ranks") or {}
        if value not in {**values, **ranks}:
            self.work.unknown("unknown_value", field.at / "from", value, {**values, **ranks}, aggregate=name)
            return None
        if value in ranks:
            return self.made("number", {"decimals": 0}, field)
        return self._figure(str(values[value]), self.known.full(str(aggregate.get("of"))), field)

    def _figure(self, text: str, rows: str, field: FieldShape) -> Any:
        """The type of `sum(total)` over these rows; what is wrong with it is told where it stands."""
        try:
            figure = check_aggregate(text, AppScope(self.known, rows))
        except BrokenExpression:
            return self.made("number", {}, field)
        if figure.function in ("count", "count_distinct"):
            return self.made("number", {"decimals": 0}, field)
        path = path_of(figure.argument.tree) if figure.argument is not None else None
        target = self.known.fields(rows).get(path[0]) if path is not None and len(path) == 1 else None
        return self.of(rows, target) if target is not None else self.made_for(figure.type, field)

    def made(self, name: str, settings: Mapping[str, Any], field: FieldShape) -> Field:
        """A field of a type with settled settings."""
        type = self.work.catalog.fields.get(name)
        return placeholder(field.id, type, type.settle(settings, Asking(self.work, field.at, False)), field.label)

    def made_for(self, type: Type, field: FieldShape) -> Field:
        """A field whose type holds values of an expression's type."""
        if isinstance(type, Number):
            return self.made("number", {"decimals": min(9, 4 if type.decimals is None else type.decimals)}, field)
        return self.made(_HELD_BY.get(type.kind, "text"), {}, field)


# Types whose value is a number that a formula's `decimals`, `currency` and `unit` say more about.
_NUMBERS = ("number", "money", "percent")
_HELD_BY = {kind: kind for kind in ("date", "datetime", "time", "duration", "yes_no")}


def _adds_up(found: Any, fn: str) -> bool:
    type = found.type.value_type(found)
    return isinstance(type, Number) or (fn == "sum" and isinstance(type, Duration))
