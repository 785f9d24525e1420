"""SQL of the functions that choose, and of those over several numbers: what they mean depends on NULL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy.sql import case, func, literal_column, not_, null
from sqlalchemy.types import Integer, Text

from engine.expression import sql_texts, sql_worktime, types
from engine.expression.encoding import sql_type
from engine.expression.nodes import Binary, Call, Literal, Name, Node
from engine.expression.sql import NoSqlForm
from engine.expression.sql_numbers import aligned, compute, exact, number, numeric, quotient, rounded
from engine.expression.sql_piece import Nulls, Sql, may_fail, scale_sql
from engine.expression.sql_temporal import beginning
from engine.expression.sql_values import Compiler
from engine.expression.types import display

Form = Callable[[Compiler, Call], Sql]


def _if(compiler: Compiler, node: Call) -> Sql:
    otherwise = node.arguments[2] if len(node.arguments) > 2 else Literal(None, type=types.BLANK)
    return _choice(compiler, node, [(node.arguments[0], node.arguments[1])], otherwise)


def _ifs(compiler: Compiler, node: Call) -> Sql:
    pairs = list(zip(node.arguments[::2], node.arguments[1::2], strict=False))
    return _choice(compiler, node, pairs, Literal(None, type=types.BLANK))


def _switch(compiler: Compiler, node: Call) -> Sql:
    subject, rest = node.arguments[0], node.arguments[1:]
    pairs: list[tuple[Node, Node]] = [
        (Binary("=", subject, rest[at], type=types.YES_NO), rest[at + 1]) for at in range(0, len(rest) - 1, 2)
    ]
    return _choice(compiler, node, pairs, rest[-1] if len(rest) % 2 else Literal(None, type=types.BLANK))


def _choice(compiler: Compiler, node: Call, pairs: list[tuple[Node, Node]], otherwise: Node) -> Sql:
    from engine.expression.sql_conditions import condition

    type = node.type
    if compiler.keeps(node):
        for _, chosen in (*pairs, (node, otherwise)):
            compiler.keep(chosen)
    failing = any(may_fail(each, compiler.functions) for each, _ in pairs)
    made = [compiler.value(_typed(value, type)) for _, value in pairs] + [compiler.value(_typed(otherwise, type))]
    nulls = Nulls.ERROR if failing else Nulls.NEVER
    for each in made:
        if nulls is not Nulls.NEVER and each.nulls is not Nulls.NEVER and nulls is not each.nulls:
            if not compiler.keeps(node):
                raise NoSqlForm("a value that may be empty or an error")
            nulls = Nulls.ERROR
        nulls = each.nulls if nulls is Nulls.NEVER else nulls
    results, scale, low, high = _one_form(compiler, made, type)
    whens: list[tuple[Any, Any]] = []
    for position, (test, _) in enumerate(pairs):
        if may_fail(test, compiler.functions):
            # An error in a condition is the result; what is neither true nor false must not fall through.
            answer = condition(compiler, test, False)
            whens.append((answer, results[position]))
            whens.append((case((answer, 1), (not_(answer), 0)).is_(None), null()))
        else:
            whens.append((condition(compiler, test, True), results[position]))
    return Sql(case(*whens, else_=results[-1]), type, nulls, scale, low, high)


def _typed(node: Node, type: types.Type) -> Node:
    return replace(node, type=type) if isinstance(node.type, types.Blank) and isinstance(node, Literal) else node


def _one_form(compiler: Compiler, made: list[Sql], type: types.Type) -> tuple[list[Any], int | None, int, int]:
    """Results in one encoding: on SQLite one scale when 63 bits hold, else exact text."""
    if not isinstance(type, types.Number):
        kinds = {each.type.kind for each in made if not isinstance(each.type, types.Blank)}
        if len(kinds - {"text", "option"}) > 1 or (kinds & {"date"} and kinds & {"datetime"}):
            raise NoSqlForm("values of several types")
        wanted = sql_type(type, compiler.dialect)
        blank = (types.Blank,)
        return (
            [each.element.cast(wanted) if isinstance(each.type, blank) else each.element for each in made],
            None,
            0,
            0,
        )
    if not compiler.sqlite:
        return [numeric(compiler, each).element for each in made], None, 0, 0
    scaled = [each for each in made if each.scale is not None]
    if len(scaled) == len(made):
        wide = max(each.scale or 0 for each in scaled)
        pairs = [aligned(each, replace(each, scale=wide, low=0, high=0)) for each in scaled]
        if all(pair is not None for pair in pairs):
            same = [pair[0] for pair in pairs if pair is not None]
            return (
                [each.element for each in same],
                wide,
                min(each.low for each in same),
                max(each.high for each in same),
            )
        compiler.miss()
    return [exact(compiler, each) for each in made], None, 0, 0


def _coalesce(compiler: Compiler, node: Call) -> Sql:
    made = [compiler.value(_typed(argument, node.type)) for argument in node.arguments]
    if any(each.nulls is Nulls.ERROR for each in made):
        raise NoSqlForm("a value that may be empty or an error")
    results, scale, low, high = _one_form(compiler, made, node.type)
    if isinstance(node.type, (types.Text, types.Option)):
        results = [
            each if one.column else func.nullif(each, literal_column("''"))
            for one, each in zip(made, results, strict=True)
        ]
    nulls = (
        Nulls.NEVER
        if any(each.nulls is Nulls.NEVER for each in made) and not isinstance(node.type, types.Text)
        else Nulls.EMPTY
    )
    return Sql(func.coalesce(*results), node.type, nulls, scale, low, high)


def _if_error(compiler: Compiler, node: Call) -> Sql:
    first, second = (compiler.value(_typed(argument, node.type)) for argument in node.arguments)
    if first.nulls is not Nulls.ERROR:
        return first
    results, scale, low, high = _one_form(compiler, [first, second], node.type)
    return Sql(func.coalesce(*results), node.type, second.nulls, scale, low, high)


def _is_error(compiler: Compiler, node: Call) -> Sql:
    made = compiler.value(node.arguments[0])
    if made.nulls is not Nulls.ERROR:
        return Sql(compiler.constant(False), types.YES_NO)
    return Sql(made.element.is_(None), types.YES_NO)


def _numbers_of(compiler: Compiler, node: Call) -> list[Sql]:
    if any(display(argument.type) is not argument.type for argument in node.arguments):
        raise NoSqlForm(f"{node.function} over a list")
    made = [compiler.value(argument) for argument in node.arguments]
    if any(each.nulls is Nulls.ERROR for each in made):
        raise NoSqlForm("a value that may be empty or an error")
    return made


def _extreme(name: str) -> Form:
    def form(compiler: Compiler, node: Call) -> Sql:
        made = _numbers_of(compiler, node)
        if not isinstance(node.type, types.Number):
            return _extreme_moment(compiler, name, node, made)
        results, scale, low, high = _one_form(compiler, made, node.type)
        if not compiler.sqlite:
            # LEAST and GREATEST leave NULL out, as Excel leaves empty ones out.
            chosen = (func.least if name == "MIN" else func.greatest)(*results)
            return Sql(func.coalesce(chosen, literal_column("0")), node.type)
        if scale is None:
            chosen = (func.fw_least if name == "MIN" else func.fw_greatest)(*results)
            return Sql(func.coalesce(chosen, literal_column("'0'", Text())), node.type)
        if len(results) == 1:
            return Sql(
                func.coalesce(results[0], literal_column("0")), node.type, Nulls.NEVER, scale, min(low, 0), max(high, 0)
            )
        # SQLite's min() of several is NULL when one is; so each empty one is replaced by any that is not.
        known = [func.coalesce(*(results[at:] + results[:at])) for at in range(len(results))]
        chosen = (func.min if name == "MIN" else func.max)(*known)
        return Sql(func.coalesce(chosen, literal_column("0")), node.type, Nulls.NEVER, scale, min(low, 0), max(high, 0))

    return form


def _extreme_moment(compiler: Compiler, name: str, node: Call, made: list[Sql]) -> Sql:
    elements = [each.element for each in made]
    nulls = Nulls.EMPTY if all(each.nulls is Nulls.EMPTY for each in made) else Nulls.NEVER
    if not compiler.sqlite:
        return Sql((func.least if name == "MIN" else func.greatest)(*elements), node.type, nulls)
    if len(elements) > 1:
        elements = [func.coalesce(*(elements[at:] + elements[:at])) for at in range(len(elements))]
        return Sql((func.min if name == "MIN" else func.max)(*elements), node.type, nulls)
    return Sql(elements[0], node.type, nulls)


def _sum(compiler: Compiler, node: Call) -> Sql:
    _numbers_of(compiler, node)
    total = number(compiler, node.arguments[0])
    for argument in node.arguments[1:]:
        total = compute(compiler, "+", total, number(compiler, argument), node.type)
    return replace(total, type=node.type)


def _average(compiler: Compiler, node: Call) -> Sql:
    made = _numbers_of(compiler, node)
    total = _sum(compiler, node)
    count: Any = literal_column("0", Integer())
    for each in made:
        count = count + (1 if each.nulls is Nulls.NEVER else case((each.element.is_(None), 0), else_=1))
    if not compiler.sqlite:
        return Sql(quotient(total.element, count), node.type, Nulls.ERROR)
    element = func.fw_div(total.element, scale_sql(total.scale), count, 0)
    return Sql(element, node.type, Nulls.ERROR)


def _round(compiler: Compiler, node: Call) -> Sql:
    digits = node.arguments[1] if len(node.arguments) > 1 else Literal(Decimal(0), type=types.WHOLE)
    if compiler.sqlite and isinstance(digits, Literal) and isinstance(digits.value, Decimal):
        native = rounded(compiler, number(compiler, node.arguments[0]), int(digits.value), node.type)
        if native is not None:
            return native
        compiler.miss()
    return compiler.call(node)


def _abs(compiler: Compiler, node: Call) -> Sql:
    made = number(compiler, node.arguments[0])
    if compiler.sqlite and made.scale is None:
        return compiler.call(node)
    return Sql(func.abs(made.element), node.type, made.nulls, made.scale, 0, max(abs(made.low), abs(made.high)))


def _datetime(compiler: Compiler, node: Call) -> Sql:
    made = compiler.value(node.arguments[0])
    if isinstance(made.type, types.DateTime):
        element = compiler.argument(node.arguments[0], "day")
        return Sql(beginning(compiler, element), types.DATETIME, Nulls.EMPTY)
    return Sql(beginning(compiler, made.element), types.DATETIME, Nulls.EMPTY)


def _changed_at(compiler: Compiler, node: Call) -> Sql:
    field = node.arguments[0]
    if not isinstance(field, Name):
        raise NoSqlForm(node.function)
    return compiler.field(compiler.scope.changed_at(field.name), types.DATETIME, False)


FORMS: Mapping[str, Form] = {
    "CHANGED_AT": _changed_at,
    "IF": _if,
    "IFS": _ifs,
    "SWITCH": _switch,
    "COALESCE": _coalesce,
    "IFERROR": _if_error,
    "ISERROR": _is_error,
    "MIN": _extreme("MIN"),
    "MAX": _extreme("MAX"),
    "SUM": _sum,
    "AVERAGE": _average,
    "ROUND": _round,
    "ABS": _abs,
    "DATETIME": _datetime,
    "NETWORKDAYS": sql_worktime.working_days,
    "WORKDAY": sql_worktime.later_day,
    "WORKTIME": sql_worktime.working_hours,
    "WORKTIMEADD": sql_worktime.later_moment,
    "TEXT": sql_texts.text,
    "SEARCH": sql_texts.search,
    "ISNUMBER": sql_texts.is_number,
    "ISTEXT": sql_texts.is_text,
}
