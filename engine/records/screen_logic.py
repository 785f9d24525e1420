"""A form's logic for a screen that runs it while somebody types: conditions, defaults and formulas as checked trees.

What reads something that this reader may not see, or that the screen does not hold, comes without its tree: the server
answers it (`check`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from engine.expression.expression import CALENDARS
from engine.expression.functions.people import HELD_ROLES
from engine.expression.tagged import tagged
from engine.expression.types import Parts
from engine.records import logic, row_logic
from engine.records.computing import Computation, plan_of
from engine.storage.layout import unique_rules

if TYPE_CHECKING:
    from engine.access.policy import Action
    from engine.definition.model import Field, Form, LogicRule
    from engine.expression.checker import Path
    from engine.expression.expression import Expression
    from engine.records.context import RecordContext

# Types whose values are what was computed, rounded to their decimals; all others have rules of their own.
_PLAIN = frozenset(
    {
        "text",
        "long_text",
        "number",
        "money",
        "percent",
        "date",
        "datetime",
        "time",
        "duration",
        "rating",
        "progress",
        "yes_no",
        "select",
        "relation",
        "user",
    }
)
# What a screen holds beside the record, one step deep.
_AROUND = ("me", "settings", CALENDARS, HELD_ROLES)
_MOST_DAYS = 2_000
_OF_THE_RECORD = frozenset({"old", "record"})
# How a row calls the record around it: in its own formulas and logic, and where it is counted.
_PARENTS = frozenset({"parent", "record"})


def screen_logic(ctx: RecordContext, form: Form) -> dict[str, Any]:
    """Everything that the form on a screen evaluates by itself, as JSON."""
    return _Screen(ctx, form).everything()


def may_know(ctx: RecordContext, form: Form) -> tuple[frozenset[str], frozenset[str]]:
    """Fields that the reader sees on every record; and those of which a screen may say anything at all."""
    reading = ctx.decide("read", form)
    if reading.everything:
        return frozenset(form.fields), frozenset(form.fields)
    seen = reading.readable if reading.allowed else frozenset[str]()
    offered = reading.visible if reading.allowed else frozenset[str]()
    for action in _WRITES:
        decision = ctx.decide(action, form)
        offered |= frozenset(decision.writable) if decision.allowed else frozenset()
    return seen, offered


_WRITES: tuple[Action, ...] = ("create", "update")


class _Screen:
    """What one reader's screen holds of a form, and the trees that it is given."""

    def __init__(self, ctx: RecordContext, form: Form):
        self.ctx = ctx
        self.form = form
        self.seen, self.offered = may_know(ctx, form)
        self._asks_for_roles = False
        self._around: dict[str, set[str]] = {"me": {"id"}, "settings": set()}

    def everything(self) -> dict[str, Any]:
        form, offered = self.form, self.offered
        made: dict[str, Any] = {
            "fields": {name: self._shape(field) for name, field in form.fields.items() if name in offered},
            "steps": [self._step(step) for step in plan_of(form.fields).steps if step.field.id in offered],
            "rules": [self._rule(part) for part in form.conditions],
            "sections": [
                {
                    "id": section.id,
                    "items": [name for name in section.items if name in offered],
                    "tree": tree,
                    "reads": _reads(section.visible) if tree is not None else [],
                }
                for section in form.layout
                if section.visible is not None
                for tree in (self._tree(section.visible),)
            ],
            "unique": [
                {"fields": list(fields), "reads": _reads(where) if where is not None else []}
                for _, fields, _, where in unique_rules(form)
                if offered.issuperset(fields)
            ],
            "locks": any(self._locks(action) for action in _WRITES),
        }
        clock = self.ctx.clock
        made["clock"] = {"moment": tagged(clock.moment), "zone": str(clock.zone)}
        made["around"] = self._around_values()
        return made

    def _locks(self, action: Action) -> bool:
        """Whether some fields may be written on some records only, which is for the server to say."""
        decision = self.ctx.decide(action, self.form)
        conditions = decision.writable.values() if decision.allowed and not decision.everything else ()
        return any(condition is not True for condition in conditions)

    def _tree(self, expression: Expression | None, columns: Mapping[str, Field] | None = None) -> Any:
        """The tree where the screen holds all that it reads, else None; `columns`: of the row that it stands in."""
        if expression is None or not all(self._holds(path, columns) for path in expression.depends):
            return None
        if any(self._is_long(name) for name in expression.calendars):
            return None
        self._asks_for_roles |= (HELD_ROLES,) in expression.depends
        for path in expression.depends:
            if path[0] in _AROUND and len(path) == 2:
                self._around.setdefault(path[0], set()).add(path[1])
        return expression.to_json()

    def _is_long(self, calendar: str) -> bool:
        """A calendar of so many days that the server had better count by it."""
        found = self.ctx.apps.calendars(self.form.app_id).get(calendar)
        return found is not None and len(found.free) + len(found.works) > _MOST_DAYS

    def _holds(self, path: Path, columns: Mapping[str, Field] | None) -> bool:
        root, rest = path[0], path[1:]
        if columns is not None:
            if root in columns:
                return not rest
            if root == "option":
                return True
            if root == "old":
                return not rest or (len(rest) == 1 and rest[0] in columns)
            return (root in _AROUND and len(rest) <= 1) or (root in _PARENTS and self._holds_field(rest))
        if root in _AROUND:
            return len(rest) <= 1
        if root == "option" and root not in self.form.fields:
            return True  # of a field whose options depend on other values
        return self._holds_field(rest if root in _OF_THE_RECORD else path)

    def _holds_field(self, path: Path) -> bool:
        if not path or path[0] not in self.seen:
            return not path
        return len(path) == 1 or (len(path) == 2 and path[1] in self.form.fields[path[0]].fields)

    def _rule(self, part: LogicRule) -> dict[str, Any]:
        tree = self._tree(part.when)
        return {
            "id": part.id,
            "tree": tree,
            "reads": _reads(part.when) if tree is not None and part.when is not None else [],
            "always": part.when is None or not part.when.fields,
            **{key: [name for name in getattr(part, key) if name in self.offered] for key in _TARGETS},
            "error": logic.said(self.ctx, part) if part.error is not None else None,
            "field": part.field if part.field in self.offered else None,
        }

    def _row_rule(self, part: LogicRule, subform: Field) -> dict[str, Any]:
        """`outer`: what it reads of the record around the row."""
        tree = self._tree(part.when, subform.fields)
        paths = part.when.depends if part.when is not None else ()
        return {
            "id": part.id,
            "tree": tree,
            "reads": _reads(part.when) if tree is not None and part.when is not None else [],
            "outer": sorted({path[1] for path in paths if path[0] == "parent" and len(path) > 1} & self.seen),
            "always": not any(path[0] in (*subform.fields, *row_logic.AROUND) for path in paths),
            **{key: list(getattr(part, key)) for key in _TARGETS},
            "error": logic.said(self.ctx, part) if part.error is not None else None,
            "field": part.field,
        }

    def _step(self, step: Computation, columns: Mapping[str, Field] | None = None) -> dict[str, Any]:
        field = step.field
        target = field.settings.get("result") if field.type.computed else field
        inputs = sorted(step.inputs if columns is not None else step.inputs & self.offered)
        made = {"field": field.id, "formula": step.is_formula, "follows": step.follows, "inputs": inputs}
        if columns is not None:
            made["outer"] = sorted(step.outer & self.offered)
        if step.fill is not None:
            return made  # what matches in another form, the server knows
        if not step.is_formula and step.expression is None:
            return {**made, "literal": None if step.literal is None else field.type.to_json(step.literal, field)}
        plain = target is not None and target.type.name in _PLAIN and not target.settings.get("normalise")
        if not plain or step.pointing:
            return made
        if step.expression is not None:
            return {**made, "tree": self._tree(step.expression, columns)}
        return {**made, "figure": self._figure(field)}

    def _figure(self, field: Field) -> dict[str, Any] | None:
        """A rollup over rows of this very record, where the screen holds all that it reads."""
        rows = self.form.fields.get(str(field.settings["from"]))
        if rows is None or rows.id not in self.seen or not rows.fields or field.settings.get("sort"):
            return None
        read = {key: field.settings.get(setting) for key, setting in (("value", "measure"), ("where", "where"))}
        trees = {key: self._tree(expression, rows.fields) for key, expression in read.items()}
        if any(trees[key] is None for key, expression in read.items() if expression is not None):
            return None
        return {"of": rows.id, "fn": field.settings["fn"], **trees}

    def _shape(self, field: Field, columns: Mapping[str, Field] | None = None) -> dict[str, Any]:
        """How a field's JSON becomes a value of an expression, and back; `columns`: of the row that it stands in."""
        target = (field.settings.get("result") if field.type.computed else field) or field
        kind = target.value_type
        made: dict[str, Any] = {"kind": kind.kind}
        if kind.kind == "number":
            made["scale"] = target.columns[0].scale if target.columns else 0
        if kind.kind in _BOUNDED:
            bounds = {bound: target.settings.get(bound) for bound in ("min", "max")}
            made.update((bound, str(value)) for bound, value in bounds.items() if value is not None)
        if isinstance(kind, Parts):
            made["parts"] = {name: part.kind for name, part in kind.parts}
        if field.narrows:
            made["options"] = [option.id for option in field.settings["options"]]
            made["where"] = self._tree(field.settings["where"], columns)
            made["reads"] = _reads(field.settings["where"]) if made["where"] is not None else []
        if field.fields:
            made["columns"] = {name: self._shape(column, field.fields) for name, column in field.fields.items()}
            made["steps"] = [self._step(step, field.fields) for step in plan_of(field.fields).steps]
            made["rules"] = [self._row_rule(part, field) for part in field.conditions]
        return made

    def _around_values(self) -> dict[str, Any]:
        held: Mapping[str, Mapping[str, Any]] = {
            "me": self.ctx.actor.me or {},
            "settings": self.ctx.apps.settings(self.form.app_id),
            CALENDARS: self.ctx.apps.calendars(self.form.app_id),
        }
        made: dict[str, Any] = {
            name: tagged({key: held[name].get(key) for key in sorted(keys)}) if held[name] else None
            for name, keys in self._around.items()
        }
        if self._asks_for_roles:
            made[HELD_ROLES] = tagged(sorted(self.ctx.actor.holds(self.form.app_id)))
        return made


def deciding(form: Form, seen: Collection[str]) -> list[str]:
    """The fields, out of those that a reader sees, that decide in a list which cells are there and may be changed."""
    conditions = [part.when for part in form.conditions if part.show or part.hide or part.readonly]
    conditions += [section.visible for section in form.layout]
    conditions += [field.settings["where"] for field in form.fields.values() if field.narrows]
    read = {name for condition in conditions if condition is not None for name in _reads(condition)}
    return [name for name in form.fields if name in read and name in seen and form.fields[name].stores == "column"]


def _reads(condition: Expression) -> list[str]:
    return sorted({path[0] for path in condition.fields})


_TARGETS = ("show", "hide", "require", "readonly")
_BOUNDED = frozenset({"number", "text", "date"})
