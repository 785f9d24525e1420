"""Reads options by their schema: wherever it says `x-means`, a text becomes a field, an expression, a measure, …"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.catalog.values import InvalidValue
from engine.definition.dashboard import Measure
from engine.definition.expressions import functions
from engine.definition.model import Field, Holes, RecordRef
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.results import Results
from engine.definition.resolving.scope import AppScope, record
from engine.definition.resolving.shapes import placeholder
from engine.definition.resolving.work import At, FieldShape, Work, without_equals
from engine.expression.aggregates import Aggregate, check_aggregate
from engine.expression.expression import Expression
from engine.expression.nodes import path_of
from engine.expression.problems import BrokenExpression
from engine.expression.types import AnyType, Number, Option, Options, Record, Records, Type
from engine.expression.values import Span, parse_duration

_PATH = re.compile(r"(?:record|item|me|old|steps|trigger|settings)(?:\.[a-z][a-z0-9_]*)+\Z")
ADMIN = "admin"  # the administrators of the installation, known without a role of that name


@dataclass(frozen=True)
class RoleRef:
    """The members of a role, where people are named: `role:sales_director`."""

    role: str


@dataclass(frozen=True)
class Env:
    """What is around an option: the scope of its expressions, and the form whose fields its names are."""

    scope: AppScope
    form: str | None = None  # full name
    siblings: Mapping[str, Any] = field(default_factory=dict)
    steps: Callable[[Any, At], Any] | None = None
    before: AppScope | None = None  # scope of a trigger's condition
    named: tuple[str, int] | None = None  # how texts are called from a depth of the path on: by a step's id

    def name_of(self, at: At) -> str:
        """The path by which a text is translated."""
        if self.named is None:
            return at.name
        name, depth = self.named
        return "/".join((name, *(str(key) for key in at.path[depth:])))


class Meanings:
    """One method for each word of `x-means`."""

    def __init__(self, work: Work, known: KnownForms, results: Results):
        self.work, self.known, self.results = work, known, results

    def resolve(self, schema: Mapping[str, Any], value: Any, at: At, env: Env) -> Any:
        """`value` with everything that its schema gives a meaning turned into it; None for what is broken."""
        if self.work.is_broken(at):
            return None
        means = schema.get("x-means")
        if means is not None:
            if "x-of" in schema:
                env = replace(env, form=self._form_of(schema["x-of"], env))
            result: Any = getattr(self, f"_{means}")(value, at, env, schema)
            return result
        if isinstance(value, dict):
            properties, rest = schema.get("properties", {}), schema.get("additionalProperties")
            inner = replace(env, siblings=value)
            return {
                key: self.resolve(properties.get(key, rest if isinstance(rest, Mapping) else {}), item, at / key, inner)
                for key, item in value.items()
            }
        if isinstance(value, list):
            items = schema.get("items", {})
            return [self.resolve(items, item, at / place, env) for place, item in enumerate(value)]
        return value

    def properties(
        self, schema: Mapping[str, Any], tree: Mapping[str, Any], at: At, env: Env, skip: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Those keys of `tree` that `schema` (by name) knows, resolved."""
        env = replace(env, siblings=tree)
        return {
            key: self.resolve(schema[key], tree[key], at / key, env)
            for key in schema
            if key in tree and key not in skip
        }

    def _form_of(self, key: str, env: Env) -> str | None:
        """The form that a sibling names: directly, or as the record that an expression gives."""
        if key == "trigger":
            return env.form
        written = env.siblings.get(key)
        if key == "record":
            if written is None:
                symbol = env.scope.symbol("record")
                return symbol.type.form if symbol is not None and isinstance(symbol.type, Record) else None
            text, _ = without_equals(str(written))
            from engine.definition import expressions

            made, _ = expressions.read(text, env.scope)
            return made.type.form if made is not None and isinstance(made.type, Record) else None
        return self.known.full(written) if isinstance(written, str) else env.form

    # --- names ------------------------------------------------------------------------------------------------------

    def _form(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        full = self.known.full(str(value))
        if not self.known.exists(full):
            self.work.unknown("unknown_form", at, str(value), self.known.names())
            return None
        return self.known.short(full)

    def _field(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        if env.form is None or not self.known.exists(env.form):
            return None
        members = self.known.members(env.form)
        symbol = members.get(value)
        if symbol is None or symbol.kind == "inverse":
            own = [name for name, symbol in members.items() if symbol.kind != "inverse"]
            self.work.unknown("unknown_field", at, str(value), own, form=self.known.short(env.form))
            return None
        types = schema.get("x-types")
        shape = self.known.fields(env.form).get(value)
        if types:
            found = shape.type.name if shape is not None else symbol.type.kind
            result = self.results.of(env.form, shape) if shape is not None else None
            names = {found, result.type.name if result is not None else found}
            if not names & set(types) and not (shape is None and "datetime" in types and value.endswith("_at")):
                self.work.problem("field_of_wrong_type", at, found=value, type=found, expected=types)
                return None
            other = self.known.fields(env.form).get(str(env.siblings.get(schema.get("x-like", ""))))
            if other is not None and other.type.name != found:
                self.work.problem("field_of_wrong_type", at, found=value, type=found, expected=[other.type.name])
                return None
        self.check_ready(value, at, env.form)
        return value

    def check_ready(self, name: str, at: At, form: str, *, in_lists: bool = False) -> None:
        """Whatever lists, sorts or charts a value needs one that this version computes."""
        shape = self.known.fields(form).get(name)
        if shape is not None and shape.computed == "read" and not shape.in_sql and in_lists:
            self.work.problem("only_shown", at, field=name)
        if (
            shape is not None
            and shape.computed == "later"
            and isinstance(shape, FieldShape)
            and shape.type.name != "formula"
        ):
            self.work.warn("not_computed_yet", at, field=name)

    def _sort(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        name = str(value)
        found = self._field(name.lstrip("-+"), at, env, {})
        if found is not None and env.form is not None:
            self.check_ready(found, at, env.form, in_lists=True)
        return None if found is None else (found, name.startswith("-"))

    def _path(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        self._expression(str(value), at, env.scope.on(env.form))
        return value

    # --- expressions ------------------------------------------------------------------------------------------------

    def _expression(self, text: str, at: At, scope: AppScope, **more: Any) -> Expression | None:
        return self.work.expression(text, at, scope, **more)

    def _condition(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        return self.work.condition(value, at, env.scope.on(env.form))

    def _text_condition(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        return self._condition(value, at, env, schema)

    def _trigger_condition(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        return self.work.condition(value, at, (env.before or env.scope).on(env.form))

    def _formula(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        text, offset = without_equals(str(value))
        return self._expression(text, at, env.scope.on(env.form), offset=offset)

    def _value(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        if isinstance(value, str) and value.startswith("="):
            return value[1:] if value.startswith("==") else self._expression(value[1:], at, env.scope, offset=1)
        if isinstance(value, str) and "{{" in value:
            return self._holes(value, at, env, schema)
        return value

    def _value_tree(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        if isinstance(value, dict):
            return {key: self._value_tree(item, at / key, env, schema) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value_tree(item, at / place, env, schema) for place, item in enumerate(value)]
        return self._value(value, at, env, schema)

    def _holes(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Holes:
        name = env.name_of(at)
        self.work.labels[name] = str(value)
        return self.work.holes(str(value), at, env.scope, named=name)

    def _record(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        text, offset = without_equals(str(value))
        if not offset:
            self.work.problem("expression_wanted", at, found=value)
            return None
        made = self._expression(text, at, env.scope, offset=offset)
        if made is None or isinstance(made.type, AnyType):
            return None if made is None else RecordRef("", made)
        if not isinstance(made.type, Record):
            self.work.problem("record_wanted", at, found=made.type.said)
            return None
        return RecordRef(self.known.short(made.type.form), made)

    def _people(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> tuple[Any, ...]:
        found: list[Any] = []
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            here = at / place if isinstance(value, list) else at
            text = str(one)
            if text.startswith("role:"):
                role = text.removeprefix("role:").strip()
                if role != ADMIN and role not in self.work.of("role"):
                    self.work.unknown("unknown_role", here, role, self.work.of("role"))
                found.append(RoleRef(role))
            elif text.startswith("="):
                made = self._expression(text[1:], here, env.scope, offset=1)
                if made is not None and not _are_people(made.type):
                    self.work.problem("people_wanted", here, found=made.type.said)
                if made is not None:
                    found.append(made)
            else:
                self.work.problem("people_written", here, found=text)
        return tuple(found)

    def _measure(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        """`sum(amount)`, `count()`: a function over the rows of a form."""
        if env.form is None:
            return None
        try:
            aggregate = check_aggregate(str(value), env.scope.on(env.form), functions())
        except BrokenExpression as broken:
            for one in broken.problems:
                self.work.expression_problem(one, at, 0)
            return None
        for path in sorted(aggregate.argument.fields) if aggregate.argument is not None else ():
            self.check_ready(path[0], at, env.form, in_lists=True)
        return Measure(str(value), aggregate, self._result(aggregate, env.form))

    def _result(self, aggregate: Aggregate, form: str) -> Field:
        """The field whose type the figure has: money stays money, everything counted is a whole number."""
        argument = aggregate.argument
        if argument is not None and aggregate.function in ("sum", "avg", "min", "max"):
            path = path_of(argument.tree)
            shape = self.known.fields(form).get(path[0]) if path is not None and len(path) == 1 else None
            result = self.results.of(form, shape) if shape is not None else None
            if result is not None:
                return placeholder(result.id, result.type, result.settings, result.label)
        number = self.work.catalog.fields.get("number")
        decimals = aggregate.type.decimals if isinstance(aggregate.type, Number) else None
        return placeholder(
            "value", number, number.settle({"decimals": min(9, 4 if decimals is None else decimals)}, _Silent())
        )

    # --- values of records ------------------------------------------------------------------------------------------

    def _values(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> dict[str, Any]:
        """A map field -> literal (JSON), expression or text with holes, each fitting its field."""
        fields = self.known.fields(env.form) if env.form else {}
        made = {}
        for id, written in value.items():
            target = fields.get(id)
            if target is None:
                if env.form and self.known.exists(env.form):
                    self.work.unknown(
                        "unknown_field", at / id, id, fields, at_key=True, form=self.known.short(env.form)
                    )
                    continue
                made[id] = self._value(written, at / id, env, {})
                continue
            if target.type.computed:
                self.work.problem("computed_not_written", at / id, at_key=True, found=id)
                continue
            made[id] = self.value_for(target, written, at / id, env.scope, env)
        return made

    def value_for(
        self, target: FieldShape | Field, written: Any, at: At, scope: AppScope, env: Env | None = None
    ) -> Any:
        """What may be written into a field: an expression of its type, holes for text, or a literal that it takes."""
        if isinstance(target, FieldShape) and target.broken:
            return None
        type = target.type.value_type(target)
        if isinstance(written, str) and written.startswith("=") and not written.startswith("=="):
            return self._expression(written[1:], at, scope, expected=self.accepting(type), offset=1)
        if isinstance(written, str) and "{{" in written:
            return self._holes(written, at, env, {}) if env is not None else self.work.holes(written, at, scope)
        if isinstance(written, str) and written.startswith("=="):
            written = written[1:]
        return self.literal(target, written, at)

    def literal(self, target: FieldShape | Field, written: Any, at: At) -> Any:
        """A literal that the field takes, as JSON."""
        from engine.definition.tree import plain

        value = plain(written)
        try:
            target.type.clean(value, target)
        except InvalidValue as trouble:
            if isinstance(written, str) and self._looks_like_expression(written, target):
                self.work.problem("forgotten_equals", at, found=written)
            else:
                self.work.problem("bad_value", at, found=str(written), reason=trouble)
            return None
        if isinstance(written, str) and _PATH.match(written):
            self.work.warn("forgotten_equals", at, found=written)
        return value

    def _looks_like_expression(self, text: str, target: FieldShape | Field) -> bool:
        return text in ("me", "record", "item") or bool(re.match(r"[A-Za-z_][\w.]*(?:\(|\.)", text))

    def accepting(self, type: Type) -> Type:
        """What an expression for a field may give: any number for numbers, any text for options."""
        if isinstance(type, Number):
            return Number()
        if isinstance(type, (Option, Options)):
            return type
        return type

    def _duration(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        return self.duration(value, at)

    def duration(self, value: Any, at: At) -> Span | None:
        """`7 days`, `90d`, `-3d`, `10s`, `2 months`."""
        found = parse_duration(str(value).strip().removeprefix("-"))
        if found is None:
            self.work.problem("bad_duration", at, found=str(value))
            return None
        return -found if str(value).strip().startswith("-") else found

    def _steps(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        return env.steps(value, at) if env.steps is not None else value

    def _options(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        return value

    def _grant(self, value: Any, at: At, env: Env, schema: Mapping[str, Any]) -> Any:
        return value

    def relation_settings(self, full: str, shape: FieldShape, scope: AppScope) -> None:
        """`where` and `show` of a relation speak about the form it leads to; `record` is the record that asks.

        Where a column of a subform asks, `row` is its row and `record` the record around it.
        """
        target = f"{shape.settings['to_app']}.{shape.settings['to']}"
        if shape.settings.get("where") is not None:
            in_rows = full.count(".") == 2
            asking = scope.on(target).adding(record=record(full.rpartition(".")[0] if in_rows else full))
            if in_rows:
                asking = asking.adding(row=record(full, "row"))
            shape.settings["where"] = self.work.condition(shape.settings["where"], shape.at / "where", asking)
        for place, name in enumerate(shape.settings.get("show") or ()):
            self._field(name, shape.at / "show" / place, Env(scope, target), {})


class _Silent:
    app_id = ""
    field_id = ""
    currency = None
    required = False

    def problem(self, code: str, key: str, **values: Any) -> None:
        raise AssertionError(code)

    def later(self, key: str, **values: Any) -> None:
        raise AssertionError(key)


def _are_people(type: Type) -> bool:
    return isinstance(type, AnyType) or (isinstance(type, (Record, Records)) and type.form == "company.user")
