"""Conditions as SQL: plain comparisons where these are right, so that indexes are used; null-safe ones where not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy.sql import (
    ColumnElement,
    and_,
    case,
    column,
    exists,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.types import ARRAY, Integer, Text

from engine.expression import types
from engine.expression.encoding import bound_integer, empty_sql, empty_value, encoder, sql_type
from engine.expression.function import Value
from engine.expression.nodes import Binary, Call, ListNode, Literal, Logic, Member, Name, Node, Unary
from engine.expression.operators import compare
from engine.expression.sql import NoSqlForm
from engine.expression.sql_numbers import aligned, numeric
from engine.expression.sql_piece import Nulls, Sql, may_fail, scale_sql, solid
from engine.expression.sql_temporal import moment
from engine.expression.sql_values import Compiler
from engine.expression.values import EXACT, ErrorValue, is_blank, record_id, to_decimal

Condition = ColumnElement[bool]
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def condition(compiler: Compiler, node: Node, loose: bool, negate: bool = False) -> Condition:
    """A condition. `loose`: NULL may stand for no, as in WHERE; else it is exact and NULL only means an error.

    Negation is pushed down to the leaves, so that `loose` holds everywhere on the way.
    """
    if not compiler.of_row(node):
        return _bound(compiler, node, negate)
    match node:
        case Unary(operator="not", operand=operand):
            return condition(compiler, operand, loose, not negate)
        case Call(function="NOT", arguments=(operand,)):
            return condition(compiler, operand, loose, not negate)
        case Logic(operator=operator, conditions=conditions):
            return _logic(compiler, operator, conditions, loose, negate)
        case Call(function="AND" | "OR" as name, arguments=conditions):
            return _logic(compiler, name.lower(), conditions, loose, negate)
        case Call(function="XOR", arguments=conditions):
            return _odd(compiler, conditions, negate)
        case Call(function="ISBLANK" | "ISEMPTY", arguments=(operand,)):
            return _blank(compiler, operand, negate)
        case Binary(operator="in" | "not in" as operator):
            return _within(compiler, node, (operator == "not in") != negate, loose)
        case Binary(operator=operator) if operator in _MIRRORED:
            return _comparison(compiler, _OPPOSITE[operator] if negate else operator, node.left, node.right, loose)
    return _truth(compiler, node, loose, negate)


def _logic(compiler: Compiler, operator: str, conditions: Iterable[Node], loose: bool, negate: bool) -> Condition:
    made = [condition(compiler, each, loose, negate) for each in conditions]
    return and_(*made) if (operator == "and") != negate else or_(*made)


def _odd(compiler: Compiler, conditions: Iterable[Node], negate: bool) -> Condition:
    made = [condition(compiler, each, False) for each in conditions]
    total: Any = sum((case((each, 1), (not_(each), 0)) for each in made), literal_column("0", Integer()))
    odd: Condition = (total % 2) == (0 if negate else 1)
    return odd


def _bound(compiler: Compiler, node: Node, negate: bool) -> Condition:
    """A condition that does not read the row: one parameter."""
    if isinstance(node, Literal) and not isinstance(node.value, ErrorValue):
        return false() if bool(node.value) == negate else true()
    made: ColumnElement[Any] = compiler.bind(
        node, encoder(types.YES_NO, compiler.dialect, True), sql_type(types.YES_NO, compiler.dialect), "condition"
    )
    if compiler.sqlite:
        return made == literal_column("0" if negate else "1")
    return not_(made) if negate else made


def _truth(compiler: Compiler, node: Node, loose: bool, negate: bool) -> Condition:
    """A yes/no field, an option's value, IF and functions that answer yes or no."""
    if (
        isinstance(node, Member)
        and isinstance(node.target.type, types.OptionValues)
        and isinstance(node.target, Member)
    ):
        return _option_truth(compiler, node, node.target.target, loose, negate)
    if isinstance(node, Call):
        from engine.expression.sql_forms import FORMS

        made = FORMS[node.function](compiler, node) if node.function in FORMS else compiler.call(node)
    elif isinstance(node, (Name, Member)):
        made = compiler.value(node)
    else:
        raise NoSqlForm("this condition")
    element = made.element
    if made.column:
        yes: ColumnElement[Any] = compiler.constant(True)
        no: ColumnElement[Any] = compiler.constant(False)
        if not negate:
            return element == yes if loose or made.nulls is Nulls.NEVER else func.coalesce(element, no) == yes
        return element == no if made.nulls is Nulls.NEVER else or_(element == no, element.is_(None))
    if made.nulls is Nulls.EMPTY:
        element = func.coalesce(element, compiler.constant(False))
    return not_(element) if negate else element


def _option_truth(compiler: Compiler, node: Member, option: Node, loose: bool, negate: bool) -> Condition:
    """`stage.values.closed` is membership of the stage among the options that are closed."""
    of = node.target.type
    assert isinstance(of, types.OptionValues)
    chosen = [choice.id for choice in of.choices if dict(choice.values).get(node.name) is True]
    subject = compiler.value(option)
    texts = [compiler.text(id) for id in chosen]
    if not negate:
        found = subject.element.in_(texts)
        return found if loose or subject.nulls is Nulls.NEVER else and_(found, subject.element.is_not(None))
    missing = subject.element.not_in(texts)
    return missing if subject.nulls is Nulls.NEVER else or_(missing, subject.element.is_(None))


# comparisons


def _comparison(compiler: Compiler, operator: str, left: Node, right: Node, loose: bool) -> Condition:
    if not compiler.of_row(left):
        left, right, operator = right, left, _MIRRORED[operator]
    if isinstance(left.type, types.Number) and not isinstance(right.type, types.Record):
        return _numbers(compiler, operator, left, right, loose)
    a = moment(compiler, left, right)
    if compiler.of_row(right):
        b = moment(compiler, right, left)
        test = _plain(compiler, operator, a.type)
        return test(
            compiler.filled(a).element if _differs(a, b) else a.element,
            compiler.filled(b).element if _differs(b, a) else b.element,
        )
    if a.column and isinstance(right, Literal) and right.value == "" and operator in ("=", "<>"):
        return a.element.is_(None) if operator == "=" else a.element.is_not(None)
    b = compiler.parameter_of(replace(right, type=_like(right.type, a.type)), fill=True)
    return _with_parameter(compiler, operator, a, b.element, right, loose, _plain(compiler, operator, a.type))


def _like(type: types.Type, other: types.Type) -> types.Type:
    """The type in which a parameter is compared: that of the column."""
    if isinstance(other, types.Record) or isinstance(type, (types.Blank, types.AnyType)):
        return other
    return type


def _differs(one: Sql, other: Sql) -> bool:
    """Must an empty value of `one` be replaced in this comparison?"""
    return one.nulls is Nulls.EMPTY


def _plain(compiler: Compiler, operator: str, type: types.Type) -> Callable[[Any, Any], Condition]:
    ordered = operator not in ("=", "<>")
    collate = ordered and not compiler.sqlite and isinstance(type, (types.Text, types.Option))

    def test(left: Any, right: Any) -> Condition:
        if collate:
            left = left.collate("C")
        return _apply(operator, left, right)

    return test


def _apply(operator: str, left: Any, right: Any) -> Condition:
    tests: dict[str, Callable[[], Condition]] = {
        "=": lambda: left == right,
        "<>": lambda: left != right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
    }
    return tests[operator]()


def _with_parameter(
    compiler: Compiler,
    operator: str,
    made: Sql,
    parameter: Any,
    node: Node,
    loose: bool,
    test: Callable[[Any, Any], Condition],
) -> Condition:
    """A value of the row beside a parameter; what an empty value answers is added only where it matters."""
    plain = test(made.element, parameter)
    if made.nulls is not Nulls.EMPTY:
        return plain
    if not loose:
        return test(compiler.filled(made).element, parameter)
    answer = _answer_of_empty(compiler, operator, made.type, node)
    if answer is False:
        return plain
    if answer is True:
        return or_(plain, made.element.is_(None))
    return or_(plain, and_(made.element.is_(None), test(empty_sql(made.type, compiler.dialect), parameter)))


def _answer_of_empty(compiler: Compiler, operator: str, type: types.Type, node: Node) -> bool | None:
    """What `empty operator parameter` gives, as far as it is known without the parameter's value."""
    if isinstance(node, Literal):
        value = record_id(node.value)
        answer = compare(operator)(None, value)
        return answer if isinstance(answer, bool) else None
    if (
        not solid(node)
        or may_fail(node, compiler.functions)
        or isinstance(type, (types.Number, types.YesNo, types.Time, types.Duration))
    ):
        return None
    # The parameter is a day, moment, text or record that is there: empty lies before it.
    return operator in ("<>", "<", "<=")


def _numbers(compiler: Compiler, operator: str, left: Node, right: Node, loose: bool) -> Condition:
    a = compiler.value(left)
    if compiler.of_row(right):
        b = numeric(compiler, compiler.value(right, fill=True))
        a = numeric(compiler, compiler.filled(a))
        if not compiler.sqlite:
            return _apply(operator, a.element, b.element)
        pair = aligned(a, b)
        if pair is not None:
            return _apply(operator, pair[0].element, pair[1].element)
        return _apply(
            operator, func.fw_cmp(a.element, scale_sql(a.scale), b.element, scale_sql(b.scale)), literal_column("0")
        )
    if a.scale is not None and (compiler.sqlite or isinstance(right, Literal)):
        encode = bound_integer(operator, a.scale)
        if compiler.sqlite or _fits(encode(right.value if isinstance(right, Literal) else 0)):
            whole = compiler.bind(
                right, encode, sql_type(types.Record(), compiler.dialect), f"scaled{a.scale}{operator}"
            )
            return _with_parameter(compiler, operator, a, whole, right, loose, lambda x, y: _apply(operator, x, y))
    parameter = compiler.parameter_of(
        replace(right, type=types.NUMBER) if not isinstance(right, Literal) else right, fill=True
    )
    if not compiler.sqlite:
        a = numeric(compiler, a)
        return _with_parameter(
            compiler, operator, a, parameter.element, right, loose, lambda x, y: _apply(operator, x, y)
        )
    left_sql = compiler.filled(a)
    compared = func.fw_cmp(left_sql.element, scale_sql(left_sql.scale), parameter.element, scale_sql(parameter.scale))
    return _apply(operator, compared, literal_column("0"))


def _fits(value: int | float | None) -> bool:
    return isinstance(value, int)


# emptiness


def _blank(compiler: Compiler, node: Node, negate: bool) -> Condition:
    if isinstance(node.type, types.Records):
        name = node.name if isinstance(node, Name) else None
        if name is None:
            raise NoSqlForm("the records of another record")
        found = exists(compiler.scope.many(name))
        return found if negate else not_(found)
    made = compiler.value(node)
    empty: Condition
    if made.nulls is Nulls.ERROR:
        # An error is neither empty nor not: it stays NULL.
        answer = case((made.element.is_not(None), compiler.constant(False)), else_=null())
        answer = (
            answer
            if not isinstance(made.type, types.Text)
            else case((made.element.is_not(None), made.element == ""), else_=null())
        )
        return not_(answer) if negate else answer
    if isinstance(made.type, (types.Options, types.Files)):
        empty = or_(made.element.is_(None), made.element == literal_column("'[]'"))
    elif isinstance(made.type, (types.Text, types.Option)) and not made.column:
        empty = func.coalesce(made.element, literal_column("''")) == literal_column("''")
    elif made.nulls is Nulls.NEVER:
        empty = false()
    else:
        empty = made.element.is_(None)
    return not_(empty) if negate else empty


# membership


def _within(compiler: Compiler, node: Binary, negate: bool, loose: bool) -> Condition:
    left, right = node.left, node.right
    if isinstance(right, ListNode):
        return _in_list(compiler, left, right, negate, loose)
    if not compiler.of_row(right):
        return _in_parameter(compiler, left, right, negate, loose)
    if isinstance(right.type, types.Options):
        return _has_option(compiler, left, right, negate)
    if isinstance(right.type, types.Records) and isinstance(right, Name):
        subject = compiler.value(left)
        found: Condition = subject.element.in_(compiler.scope.many(right.name))
        if subject.nulls is Nulls.EMPTY:
            found = func.coalesce(found, compiler.constant(False))
        return not_(found) if negate else found
    raise NoSqlForm("a list of another record")


def _in_list(compiler: Compiler, left: Node, right: ListNode, negate: bool, loose: bool) -> Condition:
    literals = all(isinstance(item, Literal) and not is_blank(item.value) for item in right.items)
    simple = isinstance(left.type, (types.Text, types.Option, types.Record))
    if not right.items:
        return true() if negate else false()
    if literals and simple and compiler.of_row(left):
        subject = compiler.value(left)
        items = [compiler.parameter_of(_of_type(item, subject.type), fill=True).element for item in right.items]
        if negate:
            missing = subject.element.not_in(items)
            return missing if subject.nulls is Nulls.NEVER else or_(missing, subject.element.is_(None))
        found = subject.element.in_(items)
        if loose or subject.nulls is not Nulls.EMPTY:
            return found
        return and_(found, subject.element.is_not(None))
    operator = "<>" if negate else "="
    made = [_equal(compiler, operator, left, item, loose) for item in right.items]
    return and_(*made) if negate else or_(*made)


def _equal(compiler: Compiler, operator: str, left: Node, item: Node, loose: bool) -> Condition:
    if isinstance(item, Literal) and item.value is None:
        return _blank(compiler, left, operator == "<>")
    if compiler.of_row(left) or compiler.of_row(item):
        return _comparison(compiler, operator, left, item, loose)
    return _bound(compiler, Binary(operator, left, item, type=types.YES_NO), False)


def _of_type(item: Node, type: types.Type) -> Node:
    return replace(item, type=type) if isinstance(type, types.Record) else item


def _in_parameter(compiler: Compiler, left: Node, right: Node, negate: bool, loose: bool) -> Condition:
    """`owner.department in me.departments`: the list comes as one parameter, so the statement stays the same."""
    subject = compiler.value(left)
    type = subject.type
    if isinstance(type, types.Number) and (subject.scale is None and compiler.sqlite):
        raise NoSqlForm("a computed number in a list")
    scale = subject.scale if isinstance(type, types.Number) else None
    items = compiler.bind(right, _list_encoder(compiler, type, scale), _list_type(compiler, type), f"list{scale}")
    found: Condition
    if compiler.sqlite:
        table = func.json_each(items).table_valued(column("value"))
        found = subject.element.in_(select(table.c.value))
    else:
        found = subject.element == func.any(items)
    if subject.nulls is Nulls.EMPTY:
        has_blank = compiler.bind(
            right, _blank_among(type, compiler), sql_type(types.YES_NO, compiler.dialect), "blank"
        )
        empty = and_(subject.element.is_(None), has_blank == literal_column("1") if compiler.sqlite else has_blank)
        found = or_(
            found if loose and not negate else func.coalesce(found, compiler.constant(False)),
            empty,
        )
    return not_(found) if negate else found


def _list_type(compiler: Compiler, type: types.Type) -> Any:
    return Text() if compiler.sqlite else ARRAY(sql_type(type, compiler.dialect))


def _list_encoder(compiler: Compiler, type: types.Type, scale: int | None) -> Callable[[Value], Any]:
    one = encoder(type, compiler.dialect, False)

    def run(value: Value) -> Any:
        if isinstance(value, ErrorValue):
            return None
        items = [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]
        made = []
        for item in items:
            item = record_id(item)
            if is_blank(item) or isinstance(item, ErrorValue):
                continue
            if isinstance(type, types.Number) and compiler.sqlite:
                found = to_decimal(item)
                scaled = found.scaleb(scale or 0, EXACT) if found is not None else Decimal("0.5")
                if scaled == scaled.to_integral_value() and abs(scaled) < 2**63:
                    made.append(int(scaled))
                continue
            made.append(one(item))
        return orjson.dumps(made).decode() if compiler.sqlite else made

    return run


def _blank_among(type: types.Type, compiler: Compiler) -> Callable[[Value], Any]:
    """Would an empty value be found in the list: does it hold an empty one, or what empty counts as?"""
    default = empty_value(type)

    def run(value: Value) -> Any:
        items = value if isinstance(value, (list, tuple)) else [value]
        if isinstance(value, ErrorValue):
            return None
        found = any(is_blank(item) or record_id(item) == default for item in items) and value is not None
        return int(found) if compiler.sqlite else found

    return run


def _has_option(compiler: Compiler, left: Node, right: Node, negate: bool) -> Condition:
    """`'vip' in tags`: the column holds `["a","vip"]`, so that a quoted id is found exactly."""
    held = compiler.value(right)
    option = compiler.value(left, fill=True)
    quote = literal_column("'\"'", Text())
    wanted = quote.concat(option.element).concat(quote)
    if isinstance(left, Literal) and isinstance(left.value, str):
        wanted = compiler.text(f'"{left.value}"')
    place = func.instr if compiler.sqlite else func.strpos
    found: Condition = place(held.element, wanted) > literal_column("0")
    if held.nulls is Nulls.EMPTY and (negate or not isinstance(left, Literal)):
        found = func.coalesce(found, compiler.constant(False))
    elif held.nulls is Nulls.EMPTY:
        found = and_(held.element.is_not(None), found)
    return not_(found) if negate else found
