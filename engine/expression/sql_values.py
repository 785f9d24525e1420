"""Values as SQL: every piece knows its type, what NULL means in it, and on SQLite its scale and bounds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy.sql import ColumnElement, case, cast, func, literal_column, null
from sqlalchemy.types import JSON, Integer, Numeric
from sqlalchemy.types import Text as SqlText

from engine.expression import types
from engine.expression.checker import Path
from engine.expression.encoding import LIMIT, Bind, Dialect, code_of, empty_sql, encoder, parameter, raw, sql_type
from engine.expression.evaluator import compile_python
from engine.expression.function import TEMPORAL_KINDS, Functions, Kind, Value
from engine.expression.nodes import (
    Binary,
    Call,
    ListNode,
    Literal,
    Logic,
    Member,
    Name,
    Node,
    Unary,
    depth,
    to_json,
    walk,
)
from engine.expression.problems import Place
from engine.expression.rules import literal_type
from engine.expression.scope import ROW_KINDS
from engine.expression.shape import Shape
from engine.expression.sql import Limits, NoSqlForm, SqlScope
from engine.expression.sql_piece import Nulls, Sql, bounds, may_fail, scale_sql, solid, together
from engine.expression.values import EXACT, ErrorValue, to_decimal

MAX_SQL_DEPTH = 80
MAX_PRODUCTS = 12  # beyond, an exact product could leave the range of numbers


class Compiler:
    """Compiles the parts of one expression for one scope and collects its parameters."""

    def __init__(self, scope: SqlScope, functions: Functions, limits: Limits | None = None):
        self.scope, self.functions, self.limits = scope, functions, limits
        self.dialect: Dialect = scope.dialect
        self.sqlite = scope.dialect == "sqlite"
        self._binds: dict[str, Bind] = {}
        self._prefix = ""
        self._open: Mapping[Place, int] = {}
        self._kept: set[int] = set()
        # Each part is compiled once, however often its parents ask; the node is kept so that its id stays its own.
        self._made: dict[tuple[int, bool], tuple[Node, Sql]] = {}

    def keep(self, node: Node) -> None:
        """The value of this part is kept in a column, where an error is as empty as nothing."""
        self._kept.add(id(node))

    def stand_for(self, node: Node, made: Sql) -> None:
        """What a part is in SQL, said by whoever knows better than its type does."""
        self._made.update({(id(node), fill): (node, made) for fill in (False, True)})

    def keeps(self, node: Node) -> bool:
        return id(node) in self._kept

    def miss(self) -> None:
        """Something is left to an exact function that would be native if more were known of the columns."""
        if self.limits is not None:
            self.limits.miss()

    def open_literals(self, prefix: str, shape: Shape) -> None:
        """Makes the literals that the shape leaves out parameters that others may fill."""
        self._prefix, self._open = prefix, shape.places

    def is_open(self, node: Node) -> bool:
        return node.place in self._open and isinstance(node, (Literal, Call))

    def bound(self) -> tuple[Bind, ...]:
        return tuple(self._binds.values())

    def of_row(self, node: Node) -> bool:
        """Does it read the row? What does not is computed in Python and comes as a parameter."""
        return any(isinstance(each, Name) and each.kind in ROW_KINDS for each in walk(node))

    def constant(self, value: bool) -> ColumnElement[Any]:
        """Yes or no as SQL, without a parameter."""
        text = ("1" if value else "0") if self.sqlite else ("true" if value else "false")
        return literal_column(text, sql_type(types.YES_NO, self.dialect))

    # parameters

    def bind(self, node: Node, encode: Callable[[Value], Any], type: Any, mark: str) -> ColumnElement[Any]:
        """A parameter for a part that does not read the row."""
        if self.is_open(node):
            return self._open_bind(node, encode, type, mark)
        written = orjson.dumps([to_json(node, places=False), mark, self.dialect])
        name = "x" + hashlib.blake2b(written, digest_size=7).hexdigest()
        if isinstance(node, Literal):
            # A literal carries its value along; it needs nobody to supply it.
            return parameter(name, encode(node.value), type)
        if name not in self._binds:
            self._binds[name] = Bind(name, compile_python(node, self.functions), encode)
        return parameter(name, None, type)

    def _open_bind(self, node: Node, encode: Callable[[Value], Any], type: Any, mark: str) -> ColumnElement[Any]:
        index = self._open[node.place]
        digest = hashlib.blake2b(mark.encode(), digest_size=3).hexdigest()
        name = f"{self._prefix}{index}_{digest}"
        if name not in self._binds:
            run = compile_python(node, self.functions)
            self._binds[name] = Bind(name, run, encode, (self._prefix, index))
        return parameter(name, None, type)

    def zone(self) -> ColumnElement[Any]:
        """The company's zone by name."""
        name = "xzone"
        self._binds.setdefault(name, Bind(name, lambda context: str(context.clock.zone), lambda value: value))
        return parameter(name, None, SqlText())

    def parameter_of(self, node: Node, fill: bool) -> Sql:
        """A part that does not read the row, as a parameter in the encoding of its type."""
        type = node.type
        if isinstance(node, Literal) and isinstance(node.value, ErrorValue):
            raise NoSqlForm(str(node.value))
        if isinstance(type, types.Number) and self.sqlite:
            if isinstance(node, Literal) and isinstance(node.value, Decimal) and not self.is_open(node):
                return self.literal_number(node.value)
            made = self.bind(node, encoder(type, self.dialect, fill), SqlText(), f"exact{fill}")
            return Sql(made, type, self._bound_nulls(node, fill))
        if isinstance(type, types.Blank):
            return Sql(null(), type, Nulls.EMPTY)
        if not isinstance(type, _SCALARS):
            raise NoSqlForm(type.kind)
        made = self.bind(node, encoder(type, self.dialect, fill), sql_type(type, self.dialect), f"{type.kind}{fill}")
        return Sql(made, type, self._bound_nulls(node, fill))

    def _bound_nulls(self, node: Node, fill: bool) -> Nulls:
        if solid(node):
            return Nulls.NEVER
        failing = may_fail(node, self.functions)
        if fill:
            return Nulls.ERROR if failing else Nulls.NEVER
        if failing:
            raise NoSqlForm("a value that may be empty or an error")
        return Nulls.EMPTY

    def literal_number(self, value: Decimal) -> Sql:
        type = literal_type(value)
        decimals = type.decimals if isinstance(type, types.Number) and type.decimals is not None else 0
        whole = int(value.scaleb(decimals, EXACT))
        if not self.sqlite:
            return Sql(parameter(_literal_name(str(value), "n"), value, Numeric()), type)
        if abs(whole) > LIMIT or decimals > 18:
            return Sql(parameter(_literal_name(str(value), "t"), format(value, "f"), SqlText()), type)
        return Sql(literal_column(str(whole), Integer()), type, Nulls.NEVER, decimals, whole, whole)

    # values

    def value(self, node: Node, fill: bool = False) -> Sql:
        """Any part as SQL; `fill`: an empty value is replaced by what it counts as."""
        known = self._made.get((id(node), fill))
        if known is None:
            known = self._made[(id(node), fill)] = (node, self._compiled(node, fill))
        return known[1]

    def _compiled(self, node: Node, fill: bool) -> Sql:
        if depth(node) > MAX_SQL_DEPTH:
            raise NoSqlForm("an expression of this depth")
        if not self.of_row(node):
            return self.parameter_of(node, fill)
        made = self._value(node)
        return self.filled(made) if fill else made

    def filled(self, made: Sql) -> Sql:
        if made.nulls is not Nulls.EMPTY:
            return made
        if isinstance(made.type, types.Number) and self.sqlite and made.scale is None:
            element: ColumnElement[Any] = func.coalesce(made.element, literal_column("'0'", SqlText()))
        else:
            element = func.coalesce(made.element, empty_sql(made.type, self.dialect))
        return replace(
            made, element=element, nulls=Nulls.NEVER, column=False, low=min(made.low, 0), high=max(made.high, 0)
        )

    def _value(self, node: Node) -> Sql:
        from engine.expression import sql_conditions, sql_forms, sql_numbers, sql_temporal

        match node:
            case Name(name=name):
                return self.field(self.scope.column(name), node.type, node.required)
            case Member():
                return self.member(node)
            case Call(function=function) if function in sql_forms.FORMS:
                return sql_forms.FORMS[function](self, node)
            case Call() if not isinstance(node.type, types.YesNo):
                return self.call(node)
            case Unary(operator="-" | "+" | "%"):
                return sql_numbers.unary(self, node)
            case Binary(operator="&"):
                return self.joined(node)
            case Binary(operator="+" | "-" | "*" | "/" | "^"):
                if all(isinstance(side.type, (types.Number, types.Blank)) for side in (node.left, node.right)):
                    return sql_numbers.binary(self, node)
                return sql_temporal.binary(self, node)
            case Logic() | Binary() | Unary() | Call():
                element = sql_conditions.condition(self, node, loose=False)
                nulls = Nulls.ERROR if may_fail(node, self.functions) else Nulls.NEVER
                return Sql(cast(element, Integer) if self.sqlite else element, types.YES_NO, nulls)
            case ListNode():
                raise NoSqlForm("a list")
        raise NoSqlForm(node.__class__.__name__.lower())

    def field(self, column: ColumnElement[Any], type: types.Type, required: bool) -> Sql:
        """A column of the row as a piece of SQL."""
        nulls = Nulls.NEVER if required else Nulls.EMPTY
        if isinstance(type, types.Number):
            if type.decimals is None:
                raise NoSqlForm("a number of unknown decimals")
            if not self.sqlite:
                whole = isinstance(column.type, Integer) or isinstance(getattr(column.type, "impl", None), Integer)
                return Sql(
                    raw(column, type, self.dialect) if not whole else column,
                    type,
                    nulls,
                    0 if whole else None,
                    column=True,
                )
            low, high = (self.limits.of(column) if self.limits else None) or bounds(type)
            return Sql(raw(column, type, self.dialect), type, nulls, type.decimals, low, high, column=True)
        if isinstance(type, (*_SCALARS, types.Options, types.Parts, types.Files)):
            return Sql(raw(column, type, self.dialect), type, nulls, column=True)
        raise NoSqlForm(type.kind)

    def member(self, node: Member) -> Sql:
        of = node.target.type
        if isinstance(of, types.OptionValues) and isinstance(node.target, Member):
            return self.option_value(node, of, node.target.target)
        if isinstance(of, types.Parts):
            return self.part(node)
        if isinstance(of, types.Record):
            names, root = [node.name], node.target
            while isinstance(root, Member) and isinstance(root.target.type, types.Record):
                names.append(root.name)
                root = root.target
            if isinstance(root, Name):
                column = _follow(self.scope, root.name, tuple(reversed(names)))
                return replace(self.field(column, node.type, False), column=True)
        raise NoSqlForm(f"“{node.name}” of {of.kind}")

    def option_value(self, node: Member, of: types.OptionValues, option: Node) -> Sql:
        """`stage.values.probability` as CASE; options without the value are empty."""
        subject = self.value(option)
        element: ColumnElement[Any]
        found = [(choice.id, dict(choice.values).get(node.name)) for choice in of.choices]
        found = [(id, value) for id, value in found if value is not None]
        whole = len(found) == len(of.choices) and subject.nulls is Nulls.NEVER
        nulls = Nulls.NEVER if whole else Nulls.EMPTY
        if isinstance(node.type, types.YesNo):
            sides = [([self.text(id) for id, value in found if bool(value) is side], side) for side in (True, False)]
            chosen = [(subject.element.in_(ids), self.constant(side)) for ids, side in sides if ids]
            return Sql(case(*chosen, else_=null()), node.type, nulls)
        if isinstance(node.type, types.Number):
            numbers = [(id, to_decimal(value) or Decimal(0)) for id, value in found]
            decimals = node.type.decimals or 0
            if self.sqlite:
                scaled = [(id, int(value.scaleb(decimals, EXACT))) for id, value in numbers]
                element = case(
                    *(
                        (subject.element == self.text(id), literal_column(str(value), Integer()))
                        for id, value in scaled
                    ),
                    else_=null(),
                )
                values = [value for _, value in scaled]
                return Sql(element, node.type, nulls, decimals, min(values), max(values))
            whens = (
                (subject.element == self.text(id), parameter(_literal_name(str(value), "n"), value, Numeric()))
                for id, value in numbers
            )
            return Sql(cast(case(*whens, else_=null()), Numeric), node.type, nulls)
        if isinstance(node.type, (types.Text, types.Option)):
            return Sql(
                case(*((subject.element == self.text(id), self.text(str(value))) for id, value in found), else_=null()),
                node.type,
                nulls,
            )
        raise NoSqlForm(f"a value of options that is {node.type.kind}")

    def text(self, value: str) -> ColumnElement[Any]:
        """A constant text as a parameter that carries its value."""
        return parameter(_literal_name(value, "s"), value, SqlText())

    def part(self, node: Member) -> Sql:
        target = self.value(node.target)
        if not isinstance(node.type, types.Text) or not node.name.isidentifier():
            raise NoSqlForm("this part")
        if self.sqlite:
            element = self._sqlite_part(target.element, self.text(f'$."{node.name}"'), node.target.type)
        else:
            element = cast(target.element, JSON).op("->>")(self.text(node.name))
        return Sql(func.nullif(element, literal_column("''")), types.TEXT, Nulls.EMPTY)

    def _sqlite_part(self, whole: Any, path: ColumnElement[Any], of: types.Type) -> ColumnElement[Any]:
        """Text as it is; where the parts are not known, what is no text as its JSON."""
        text: ColumnElement[Any] = func.json_extract(whole, path)
        if isinstance(of, types.Parts) and of.parts:
            return text
        kind = func.json_type(whole, path)
        other = whole.op("->", return_type=SqlText())(path)
        return case((kind == literal_column("'text'"), text), (kind == literal_column("'null'"), null()), else_=other)

    # functions

    def call(self, node: Call) -> Sql:
        """A function by its declared SQL; on SQLite by its Python where it has no SQL of its own there."""
        function = self.functions.get(node.function)
        if function is None or function.sql is None or (function.sql.postgresql is None and not self.sqlite):
            raise NoSqlForm(node.function)
        count = len(node.arguments)
        parts = [
            (argument, function.parameter(position, count).kind) for position, argument in enumerate(node.arguments)
        ]
        gives_day = isinstance(node.type, (types.Date, types.DateTime))
        nulls = Nulls.EMPTY if gives_day else Nulls.NEVER if function.safe else Nulls.ERROR
        for argument, kind in parts:
            nulls = together(nulls, self._argument_nulls(argument, kind))
        native = function.sql.sqlite if self.sqlite else function.sql.postgresql
        type = node.type
        if native is not None:
            element = native(*(self.argument(argument, kind) for argument, kind in parts))
            if isinstance(type, types.Number) and self.sqlite:
                return Sql(element, type, nulls, 0)
            return Sql(element, type, nulls)
        codes, elements = [], []
        for argument, kind in parts:
            made = self.value(argument, fill=kind not in TEMPORAL_KINDS)
            codes.append(code_of(made.type, made.scale))
            elements.append(made.element)
        element = func.fw_call(self.text(function.name), self.text(",".join(codes)), self.zone(), *elements)
        return Sql(element, type, nulls)

    def _argument_nulls(self, argument: Node, kind: Kind) -> Nulls:
        made = self.value(argument, fill=kind not in TEMPORAL_KINDS)
        return made.nulls

    def argument(self, node: Node, kind: Kind) -> ColumnElement[Any]:
        """An argument as declared SQL wants it: text, NUMERIC, a day, a moment on the company's clock."""
        if kind == "text":
            return self.shown(node)
        made = self.value(node, fill=kind not in TEMPORAL_KINDS)
        if kind == "whole":
            return self.whole(made)
        if kind == "number" and self.sqlite:
            raise NoSqlForm("numbers of other functions")
        if kind == "number":
            return cast(made.element, Numeric) if made.scale == 0 else made.element
        if kind in ("day", "date") and isinstance(made.type, types.DateTime):
            if self.sqlite:
                return func.fw_local_day(made.element, self.zone())
            return cast(func.timezone(self.zone(), made.element), sql_type(types.DATE, self.dialect))
        if kind == "moment" and isinstance(made.type, types.DateTime) and not self.sqlite:
            return func.timezone(self.zone(), made.element)
        return made.element

    def whole(self, made: Sql) -> ColumnElement[Any]:
        """A count as an integer, cut to what any text or calendar can use."""
        if self.sqlite:
            if made.scale == 0:
                return made.element
            return func.fw_whole(made.element, scale_sql(made.scale))
        cut = func.trunc(cast(made.element, Numeric))
        within = func.least(func.greatest(cut, literal_column("-1000000000")), literal_column("1000000000"))
        # LEAST and GREATEST leave NULL out, which here is an error that must stay one.
        return cast(within if made.nulls is Nulls.NEVER else case((cut.is_not(None), within)), Integer)

    def shown(self, node: Node) -> ColumnElement[Any]:
        """A value as the text that `&` makes of it; empty is ''."""
        made = self.value(node)
        if isinstance(made.type, (types.Text, types.Option, types.Blank)):
            return self.filled(replace(made, type=types.TEXT)).element
        if self.sqlite:
            element: ColumnElement[Any] = func.fw_show(
                self.text(code_of(made.type, made.scale)), made.element, self.zone()
            )
        elif isinstance(made.type, types.Number):
            element = cast(func.trim_scale(cast(made.element, Numeric)), SqlText)
        elif isinstance(made.type, types.YesNo):
            element = case((made.element, self.text("TRUE")), (~made.element, self.text("FALSE")))
        elif isinstance(made.type, types.Date):
            element = func.to_char(made.element, self.text("YYYY-MM-DD"))
        elif isinstance(made.type, types.DateTime):
            element = func.to_char(func.timezone(self.zone(), made.element), self.text("YYYY-MM-DD HH24:MI:SS"))
        else:
            element = func.to_char(made.element, self.text("HH24:MI:SS"))
        return element if made.nulls is not Nulls.EMPTY else func.coalesce(element, literal_column("''", SqlText()))

    def joined(self, node: Binary) -> Sql:
        nulls = Nulls.ERROR if may_fail(node, self.functions) else Nulls.NEVER
        return Sql(self.shown(node.left).concat(self.shown(node.right)), types.TEXT, nulls)


_SCALARS = (
    types.Text,
    types.Number,
    types.YesNo,
    types.Date,
    types.DateTime,
    types.Time,
    types.Duration,
    types.Option,
    types.Record,
    types.WorkCalendar,
)


def _follow(scope: SqlScope, relation: str, path: Path) -> ColumnElement[Any]:
    if len(path) == 1:
        return scope.follow(relation, lambda target: target.column(path[0]))
    return scope.follow(relation, lambda target: _follow(target, path[0], path[1:]))


def _literal_name(value: str, mark: str) -> str:
    return "x" + hashlib.blake2b(f"{mark}:{value}".encode("utf-8", "surrogatepass"), digest_size=7).hexdigest()
