"""SQL of the functions that depend on a pattern as written, and of those that ask for the kind of a value."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.sql import case, func, literal, literal_column
from sqlalchemy.types import Integer, Numeric, Text

from engine.expression import types
from engine.expression.encoding import code_of
from engine.expression.letters import LOWER
from engine.expression.nodes import Call, Literal
from engine.expression.sql import NoSqlForm
from engine.expression.sql_numbers import number
from engine.expression.sql_piece import Nulls, Sql
from engine.expression.sql_values import Compiler

_NUMBER = re.compile(r"(#,##)?0(?:\.(0{1,9}))?(%)?")
_MOMENT = re.compile(r"(?:yyyy|yy|mm|m|dd|d|hh|ss|[-/.: 年月日时分秒])+")
_UNITS = {"yyyy": "YYYY", "yy": "YY", "mm": "MM", "m": "FMMM", "dd": "DD", "d": "FMDD", "hh": "HH24", "ss": "SS"}


def text(compiler: Compiler, node: Call) -> Sql:
    """TEXT with a plain pattern of its own: 0.00, #,##0.00, 0%, yyyy-mm-dd, hh:mm."""
    value, pattern = node.arguments
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str) or compiler.is_open(pattern):
        raise NoSqlForm("TEXT with a pattern that is not written")
    written, type = pattern.value.lower(), value.type
    digits = _NUMBER.fullmatch(written)
    if isinstance(type, types.Number) and digits is not None:
        thousands, decimals, percent = bool(digits[1]), len(digits[2] or ""), bool(digits[3])
        if thousands and decimals > 3:
            raise NoSqlForm("TEXT with thousands and so many decimals")
        if compiler.sqlite:
            return compiler.call(node)
        made = number(compiler, value)
        return Sql(_number(compiler, made.element, thousands, decimals, percent), types.TEXT, made.nulls)
    if isinstance(type, (types.Date, types.DateTime)) and _MOMENT.fullmatch(written):
        made = compiler.value(value)
        if made.nulls is Nulls.ERROR:
            raise NoSqlForm("a value that may be empty or an error")
        moment: Any
        if compiler.sqlite:
            codes = compiler.text(f"{code_of(type, None)},t")
            moment = func.fw_call(
                compiler.text("TEXT"), codes, compiler.zone(), made.element, compiler.text(pattern.value)
            )
        else:
            moment = func.to_char(compiler.argument(value, "moment"), compiler.text(_moment(written)))
        return Sql(func.coalesce(moment, literal_column("''", Text())), types.TEXT, Nulls.NEVER)
    raise NoSqlForm("TEXT with this pattern")


def _number(compiler: Compiler, value: Any, thousands: bool, decimals: int, percent: bool) -> Any:
    scaled = value * literal_column("100") if percent else value
    shown: Any = func.round(scaled, decimals).cast(Text)
    if thousands:
        groups = compiler.text(r"(\d)(?=(\d{3})+(\.|$))")
        shown = func.regexp_replace(shown, groups, compiler.text(r"\1,"), compiler.text("g"))
    return shown.concat(compiler.text("%")) if percent else shown


def _moment(pattern: str) -> str:
    """The pattern in PostgreSQL's words; minutes are those after hours or before seconds."""
    made, before = "", ""
    tokens = re.findall(r"yyyy|yy|mm|m|dd|d|hh|ss|.", pattern)
    for at, token in enumerate(tokens):
        if token[0] in "ymdhs":
            after = next((later for later in tokens[at + 1 :] if later[0] in "ymdhs"), "")
            minutes = token[0] == "m" and (before == "hh" or after == "ss")
            made += ("MI" if token == "mm" else "FMMI") if minutes else _UNITS[token]
            before = token
        else:
            made += f'"{token}"'
    return made


def search(compiler: Compiler, node: Call) -> Sql:
    """SEARCH of a written text without wildcards."""
    part = node.arguments[0]
    if not isinstance(part, Literal) or not isinstance(part.value, str) or compiler.is_open(part):
        raise NoSqlForm("SEARCH of a text that is not written")
    if set(part.value) & set("?*~"):
        raise NoSqlForm("SEARCH with wildcards")
    if compiler.sqlite:
        return compiler.call(node)
    within = compiler.argument(node.arguments[1], "text")
    start: Any = (
        compiler.argument(node.arguments[2], "whole") if len(node.arguments) > 2 else literal_column("1", Integer())
    )
    for argument in node.arguments[1:]:
        if compiler.value(argument, fill=True).nulls is Nulls.ERROR:
            raise NoSqlForm("SEARCH in what may be an error")
    tables = [literal(table) for table in LOWER]
    wanted = func.translate(compiler.text(part.value), *tables)
    at = func.nullif(func.strpos(func.substr(func.translate(within, *tables), start), wanted), 0) + start - 1
    outside = (start < 1) | (start > func.char_length(within) + 1)
    return Sql(case((outside, None), else_=at).cast(Numeric), types.WHOLE, Nulls.ERROR)


def is_number(compiler: Compiler, node: Call) -> Sql:
    value = node.arguments[0]
    if isinstance(value.type, types.Record):
        raise NoSqlForm("ISNUMBER of a record")
    if not isinstance(value.type, types.Number):
        return Sql(compiler.constant(False), types.YES_NO)
    return Sql(compiler.value(value).element.is_not(None), types.YES_NO)


def is_text(compiler: Compiler, node: Call) -> Sql:
    value = node.arguments[0]
    if not isinstance(value.type, (types.Text, types.Option)):
        return Sql(compiler.constant(False), types.YES_NO)
    element = func.coalesce(compiler.value(value).element, literal_column("''", Text()))
    return Sql(element != literal_column("''", Text()), types.YES_NO)
