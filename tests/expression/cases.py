"""Expressions with their values as one file that every back end answers: `python -m tests.expression.cases` writes it.

A value is a tagged text: `n:1.5`, `t:text`, `d:2024-05-31`, `m:2024-05-31T01:30:00Z`, `c:09:30:00`, `e:#N/A`,
`s:<months>:<microseconds>`; nothing, yes and no, lists and records are JSON's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from engine.clock import Clock
from engine.expression import types
from engine.expression.evaluator import SimpleContext
from engine.expression.expression import check, problems_of
from engine.expression.function import built_in_functions
from engine.expression.nodes import to_json
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression
from engine.expression.scope import Symbol
from engine.expression.values import ErrorValue, Span, plain
from tests.expression.tables import make_records
from tests.expression.test_every_function import EXAMPLES, WORLD
from tests.expression.test_hostile_input_is_bounded import GUARDED, REFUSED
from tests.expression.test_operators_follow_excel import CASES
from tests.expression.test_sql_equals_python import CONDITIONS, VALUES
from tests.expression.test_the_companys_clock import CHANGES, STEPS, TEXTS
from tests.expression.world import CLOCK, CONTEXT, SCOPE

FILE = Path(__file__).parent / "cases.json"

# Texts for people, numbers at their limits, other scripts: what no example of a function shows.
OWN = """
LEN('𝄞 note')
LEFT('𝄞 note', 1)
RIGHT('a𝄞', 1)
MID('a𝄞b', 2, 1)
REPLACE('a𝄞b', 2, 1, '')
FIND('b', 'a𝄞b')
SEARCH('B', 'a𝄞b')
SEARCH('ß?', 'Straßen')
'𝄞' > '￥'
UPPER('straße')
LOWER('ÄÖ')
TRIM('  a   b ')
SUBSTITUTE('aaa', 'a', 'b', 2)
SUBSTITUTE('aaa', 'a', 'b', 9)
SUBSTITUTE('abc', '', 'x')
FIND('', 'abc', 4)
FIND('a', 'abc', 5)
SEARCH('~*', 'a*b')
SEARCH('a*c', 'xabbc')
REPT('', 1000000)
VALUE('(1,234.50)')
VALUE('-$5')
VALUE('%25')
VALUE('1e3')
VALUE('１２３')
VALUE('12元')
VALUE('1,23')
VALUE('')
ROUND(0.5)
ROUND(-0.5)
ROUND(1.005, 2)
ROUND(-1.005, 2)
ROUND(15, -1)
ROUND(-15, -1)
ROUNDUP(0.001, 2)
ROUNDUP(-1101, -2)
TRUNC(-1.999, 2)
CEILING(-2.1, 1)
CEILING(-2.1, -1)
FLOOR(-2.1, 1)
FLOOR(2.1, 0)
CEILING(2.1, -1)
MOD(-7.5, 2)
MOD(7, -3)
QUOTIENT(-7.9, 2)
SQRT(2)
SQRT(0.0001)
SQRT(1e200)
2 ^ 0.5
2 ^ -0.5
1e20 ^ 1.5
1.0000001 ^ 1234567.5
10 ^ 3.7
0.3 ^ 12.25
2 ^ 200
2 ^ -3
1.1 ^ 40
(-2) ^ 3
(-8) ^ (1 / 3)
0.5 ^ 3999
1 / 3 * 3
2 / 3 + 1 / 3
1e299 * 1e-299
1e-20 * 1e-20
5%%
-50%
1 - 0.9 = 0.1
0.1 * 3
TEXT(0, '#,##0.00')
TEXT(-1234.567, '#,##0.0')
TEXT(1234567, '0.00E+00')
TEXT(0.00012, '0.0E+0')
TEXT(9.99, '0.0E+0')
TEXT(12, '000')
TEXT(5, '0;-0;"zero"')
TEXT(0, '0;-0;"zero"')
TEXT(-5, '0;(0)')
TEXT(13812345678, '000-0000-0000')
TEXT(1234567, '0.0,,"M"')
TEXT(0.5, '#.##')
TEXT(0.5, '# ?')
TEXT(1.5, 'General')
TEXT(1e21, 'General')
TEXT(1 / 3 / 10 ^ 9, 'General')
TEXT(5, '0%')
TEXT('abc', '0')
TEXT('abc', '<@>')
TEXT('12', '0.0')
TEXT(true, '0')
TEXT(null, '0')
TEXT(1, 'x"y')
TEXT(DATE(2024, 5, 3), 'd mmm yyyy, dddd')
TEXT(DATE(2024, 5, 3), 'yy/m/d')
TEXT(DATE(2024, 5, 3), 'mmmmm')
TEXT(TIME(15, 5, 9), 'h:mm AM/PM')
TEXT(TIME(0, 5, 9), 'hh:mm:ss a/p')
TEXT(TIME(9, 7, 3), 'h"h" m:ss.00')
TEXT(now(), 'yyyy-mm-dd hh:mm')
TEXT(DATE(2024, 5, 3), '0')
DATE(2024, 13, 1)
DATE(2024, 1, 0)
DATE(2024, 0, 1)
DATE(99, 1, 1)
DATE(9999, 12, 32)
DATE(-1, 1, 1)
DATE(2024.9, 1.9, 1.9)
EDATE(DATE(2024, 2, 29), -12)
EDATE(DATE(9999, 12, 1), 1)
EOMONTH(DATE(2023, 12, 5), 2)
DATEDIF(DATE(2024, 1, 31), DATE(2024, 3, 1), 'md')
DATEDIF(DATE(2023, 3, 31), DATE(2024, 2, 29), 'ym')
DATEDIF(DATE(2020, 2, 29), DATE(2024, 2, 28), 'yd')
DATEDIF(DATE(2024, 1, 2), DATE(2024, 1, 1), 'd')
DATEDIF(DATE(2024, 1, 1), DATE(2024, 1, 2), 'x')
WEEKDAY(DATE(2024, 5, 5))
WEEKDAY(DATE(2024, 5, 5), 3)
WEEKDAY(DATE(2024, 5, 5), 17)
WEEKDAY(DATE(2024, 5, 5), 99)
TIME(25, 0, 0)
TIME(0, 0, -1)
TIME(9, 30, 0) + 2 h
TIME(1, 0, 0) - 2 h
TIME(9, 30, 0) - TIME(8, 0, 0)
NETWORKDAYS(DATE(2024, 5, 31), DATE(2024, 5, 1))
NETWORKDAYS(DATE(2024, 5, 1), DATE(2024, 5, 31), DATE(2024, 5, 1))
WORKDAY(DATE(2024, 5, 31), -3)
WORKDAY(DATE(2024, 5, 31), 1, [DATE(2024, 6, 3)])
DAYS360(DATE(2024, 2, 29), DATE(2024, 3, 31))
DAYS360(DATE(2024, 1, 31), DATE(2024, 3, 31), true)
PERIOD(DATE(1, 1, 5), 'week')
day + 0.5
day - 0.5
moment + 0.123456789
moment - moment
day - moment
2 * 3 days
3 days / 2
1 month + 1 day
7 days > 6 days
day + 1 month + 1 day
moment + 1 month
day + 36 h
day > '2024-05-01'
moment > '2024-05-31T20:00:00+08:00'
clock = '09:30'
clock < '09:30:00.5'
'2024-05-31' = day
day in ('2024-05-31', null)
tags = ''
contacts = null
customer = 4
4 = customer
customer in (4, 5)
customer.owner = me
customer.owner in (7, 8)
me.departments
2 in me.departments
contacts.name
contacts.age
MIN(contacts.age)
MAX(contacts.age, 100)
MIN(day, today())
MAX(empty_day)
COUNT(contacts.name, 1, '')
JOIN(tags)
JOIN(['a', 1 / 0])
SUM(['a', 1])
SUM('a')
SUM(empty_number, null)
PRODUCT(null)
address.city & address.street
stage.values.probability * amount
stage.values.closed
old.stage
old.amount + 1
settings.words
'x' in settings.words
settings.vat * amount
name & 1.50 & true & null & day & moment & clock
name in name
1 in (1, 1 / 0)
2 in (1, 1 / 0)
2 not in (1, 1 / 0)
IF(1 / 0 > 0, 1)
IFERROR(1 / 0, 1 / 0)
IFNA(1 / 0, 1)
ISERROR(NA())
ISNA(1 / 0)
ISBLANK('')
ISBLANK(1 / 0)
ISEMPTY(tags)
ISNUMBER(amount)
ISTEXT(stage)
SWITCH(name, 'x', 1)
SWITCH(1 / 0, 1, 2)
IFS(empty_yes, 1, 1 / 0 > 1, 2)
COALESCE(empty_text, empty_number, '')
XOR(true, true, true)
AND(true, 1 / 0 > 1)
OR(true, 1 / 0 > 1)
not empty_yes and active
not not active
amount = 1054 = true
1 < 2 = true
2 + 3 & 4 + 5
-2 ^ 2 * 3%
COUNTIF([1, '1', 'a', null, 2.50], '<>1')
COUNTIF(['a?', 'ab', 'A~'], 'a~?')
COUNTIF([true, false, null], true)
COUNTIF([DATE(2024, 5, 1), DATE(2024, 6, 1)], '>2024-05-15')
COUNTIF(['b', 'a', ''], '>=B')
COUNTIF([1, 2, 3], '<=2%')
SUMIF(['a', 1 / 0], 'a', [1, 2])
SUMIF(contacts.name, '*', contacts.age)
SUMIFS([1, 2], ['a'], 'a')
AVERAGEIF(['x', 'y'], 'x', ['text', 2])
FILTER(['x'], [1], '>4')
LOOKUP('B', ['a', 'b', 'c'])
LOOKUP(5, ['a', 1, null, 4, 4], [1, 2, 3, 4, 5])
LOOKUP(null, [0, 1])
MAPX('max', 1, [1, 1, 2], ['a', 2, 3])
MAPX('avg', 'x', ['a'], [1])
MAPX('last', 'a', ['a', 'a', 'a'], [1, 2, null])
MAPX('count', null, [null, '', 0], [1, 2, 3])
UNION([1, 1.0, '1', true, contacts], 1)
UNION(contacts, contacts)
INDEX([1, 2], 1.9)
SPLIT('a,,b', ',')
MEDIAN(5, null, 1)
STDEV(1, 1)
STDEV(0.1, 0.25, 12345678.9)
LARGE(5, 1)
SMALL([], 1)
PERCENTILE([3, 1, 2], 1)
PERCENTILE([1, 2], 1 / 3)
RANK(2, [3, 1, 2], true)
SUMPRODUCT([1, 'a'], [2, 3])
SIN(-100.5)
SIN(3.141592653589793)
COS(134217727)
TAN(1.5707963267948966)
TEXT(-8507059173023461584739690778423250.12, '0')
TEXT(8507059173023461584739690778423250.125, '#,##0.00')
-1234567890123456789012345678901.5
CEILING(-1234567890123456789012345678901.5, -1)
FLOOR(-1234567890123456789012345678901.5, 1)
COT(-2)
LOG(2)
LOG(0.001)
LOG(1e200, 7)
LN(1e-30)
LN(0.5)
EXP(-20)
EXP(600)
EXP(0.001)
DISTANCE(39.9042, 116.4074, 31.2304, 121.4737)
DISTANCE(91, 0, 0, 0)
RMBCAP(1005.3)
RMBCAP(10000000.1)
RMBCAP(0.01)
RMBCAP(9999999999999999.99)
RMBCAP(100010001)
ISOWEEKNUM(DATE(1, 1, 1))
ISOWEEKNUM(DATE(9999, 12, 31))
WEEKNUM(DATE(2024, 12, 31), 17)
AGE(DATE(2004, 2, 29))
TIMESTAMP(DATE(1, 1, 2))
CHAR(160) & CHAR(65.9)
UPPER('ÿµŉ')
LOWER('İΣς')
（1＋2）×3÷2
IF（amount＞1，“金”，“银”）
amount≥1054
""".strip().splitlines()

# How signs and words are read, whatever they mean.
READ = """
1 + 2 * 3 ^ 4 & 'a' = b
-2 ^ 2%
- + -a
not not a = b and c or d
not (a) = b
not(a) = b
a in (1)
a not in ((1))
a in (1, 2) and b in [3,]
a in (-1)
and(a, or(b), not(c))
true() and TRUE and False(1)
null
f(,) + f() + f(1,)
a.b.and.in.null
in + 1
7 days + 90min - 1.5 h * 2周 / 3 个月
5s(1)
5 second
1e5 + 1E-3 + 007.50
{ 客户 名称 } & #div/0!
"a""b" & 'c''d' & “e"f” & ‘g’
＝（a＋1）×2÷3，
（a＋1）×2÷3 ≠ 5 ≤ b
(a or b) or c
a < b < c
1.a
""".strip().splitlines()

WRONG = """
unknown
amount.x
amount + name
name > 1
day + day
IF(1, 2)
ROUND()
ROUND(1, 2, 3)
ROUND('a')
NOSUCH(1)
amount and active
stage = 'no'
customer = contacts
customer < 3
customer.nothing
stage.values.nothing
address.nothing
day = 'tomorrow'
clock = '2024-05-31'
tags & 'x'
1 in 2
IF(active, 1, 'a')
IFS(true)
CHANGED(1)
not amount
-name
name%
today
#N/A
{amount}
name in (1, 2)
'z' in tags
amount in contacts
DATEDIF(1, 2, 'd')
MIN(name)
SUM(name)
JOIN(name)
and
or 1
not
a not b
f(1,,
in in in
[1, 2
(1, 2
1.5.5
.
""".strip().splitlines()


def tagged(value: Any) -> Any:
    """A value as JSON with its type said."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return f"t:{value}"
    if isinstance(value, (int, Decimal)):
        return f"n:{plain(value)}"
    if isinstance(value, ErrorValue):
        return f"e:{value.code}"
    if isinstance(value, datetime):
        return f"m:{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
    if isinstance(value, date):
        return f"d:{value.isoformat()}"
    if isinstance(value, time):
        return f"c:{value.isoformat()}"
    if isinstance(value, Span):
        return f"s:{value.months}:{value.microseconds}"
    if isinstance(value, Mapping):
        return {name: tagged(each) for name, each in value.items()}
    return [tagged(each) for each in value]


def type_json(type: types.Type) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": type.kind}
    match type:
        case types.Number(decimals=decimals):
            made["decimals"] = decimals
        case types.Option(choices=choices) | types.Options(choices=choices):
            made["choices"] = [
                {"id": choice.id, "values": {name: tagged(value) for name, value in choice.values}}
                for choice in choices
            ]
        case types.Record(form=form) | types.Records(form=form):
            made["form"] = form
        case types.ListOf(item=item):
            made["item"] = type_json(item)
        case types.Parts(parts=parts):
            made["parts"] = {name: type_json(part) for name, part in parts}
        case types.Namespace(name=name):
            made["name"] = name
    return made


def _symbols(symbols: Mapping[str, Symbol]) -> dict[str, Any]:
    return {
        name: {"type": type_json(each.type), "kind": each.kind, "required": each.required}
        for name, each in symbols.items()
    }


def _clock(clock: Clock) -> dict[str, str]:
    return {"moment": tagged(clock.moment), "zone": str(clock.zone)}


def answers(texts: Iterable[str], contexts: Iterable[SimpleContext]) -> list[list[Any]]:
    """Each text that may be used with its values, one for each context."""
    made, every = [], list(contexts)
    for text in dict.fromkeys(texts):
        try:
            expression = check(text, SCOPE)
        except BrokenExpression:
            continue
        made.append([text, expression.type.kind, [tagged(expression.evaluate(context)) for context in every]])
    return made


def world(
    clock: Clock, rows: list[dict[str, Any]], records: Mapping[tuple[str, int], Any], people: Mapping[str, Any]
) -> tuple[dict[str, Any], list[SimpleContext]]:
    """A world as JSON, and what Python sees of it for each row."""
    kept: dict[str, Any] = {f"{form} {id}": tagged(record) for (form, id), record in records.items()}
    made = {
        "clock": _clock(clock),
        "people": tagged(people),
        "rows": [tagged(row) for row in rows],
        "records": kept,
        "changes": tagged(CONTEXT.changes),
    }
    return made, [SimpleContext({**row, **people}, clock, records, CONTEXT.changes) for row in rows]


def many_rows(seed: int, count: int) -> tuple[dict[str, Any], list[SimpleContext]]:
    """Records with everything that hurts."""
    made = make_records(random.Random(seed), count)
    records = {(form, each["id"]): each for form, rows in made.items() for each in rows}
    people = {name: CONTEXT.values[name] for name in ("me", "settings")}
    return world(CLOCK, made["deal"], records, people)


def zone_world(zone: str) -> tuple[dict[str, Any], list[SimpleContext]]:
    """Moments around the changes of a zone's clock."""
    moments = [each + step for each in CHANGES[zone] for step in STEPS]
    days = [date(2024, 3, 31), date(2024, 11, 3), date(2018, 11, 4), date(1988, 4, 17), date(1, 1, 1)]
    rows = [{"id": at, "moment": moment, "day": days[at % len(days)]} for at, moment in enumerate(moments, 1)]
    return world(Clock(CHANGES[zone][0], ZoneInfo(zone)), rows, {}, {})


def scope_json() -> dict[str, Any]:
    return {
        "symbols": _symbols(SCOPE.symbols),
        "members": {of: _symbols(members) for of, members in SCOPE.members.items()},
    }


def functions_json() -> dict[str, Any]:
    return {
        name: [[each.name, each.kind, each.optional, each.many] for each in function.parameters]
        for name, function in built_in_functions().items()
    }


def make() -> bytes:
    """The whole file."""
    one = [text for _, text, _ in EXAMPLES] + [text for text, _ in [*CASES, *WORLD, *GUARDED]] + OWN
    deal, contexts = world(CLOCK, [dict(CONTEXT.values)], CONTEXT.records, {})
    rows, row_contexts = many_rows(20240601, 12)
    worlds = [
        {"name": "one deal", **deal, "cases": answers(one, contexts)},
        {"name": "many deals", **rows, "cases": answers([*CONDITIONS, *VALUES], row_contexts)},
    ]
    for zone in CHANGES:
        made, moments = zone_world(zone)
        worlds.append({"name": zone, **made, "cases": answers(TEXTS, moments)})
    refused = [
        [text, sorted({each.code.removesuffix("_nearest") for each in problems_of(text, SCOPE)})]
        for text in [*(text for text, _ in REFUSED if "\ud800" not in text), *WRONG]
    ]
    parsed = [[text, read(text)] for text in dict.fromkeys([*READ, *WRONG])]
    return whole_file(scope_json(), worlds, refused, parsed)


def whole_file(scope: Any, worlds: list[dict[str, Any]], refused: list[Any], parsed: list[Any]) -> bytes:
    """The file out of its parts, a case on a line."""
    parts = [orjson.dumps(part).decode() for part in (scope, functions_json())]
    return (
        f'{{"scope": {parts[0]},\n"functions": {parts[1]},\n"worlds": [{",".join(map(_world_lines, worlds))}],\n'
        f'"refused": [{_lines(refused)}],\n"parsed": [{_lines(parsed)}]}}\n'
    ).encode()


def read(text: str) -> Any:
    """The tree of a text as JSON with numbers in plain notation; None when it is no expression."""
    try:
        return _plain_tree(to_json(parse(text), places=False))
    except BrokenExpression:
        return None


def _plain_tree(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_plain_tree(each) for each in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: plain(Decimal(each)) if name == "number" else _plain_tree(each) for name, each in tree.items()}


def _lines(items: Iterable[Any]) -> str:
    """A list's items, each on a line of its own, so that a change shows as the lines that changed."""
    return "\n" + ",\n".join(orjson.dumps(item).decode() for item in items)


def _world_lines(world: dict[str, Any]) -> str:
    head = {name: value for name, value in world.items() if name not in ("rows", "cases")}
    said = orjson.dumps(head).decode()[:-1]
    return f'\n{said},\n"rows": [{_lines(world["rows"])}],\n"cases": [{_lines(world["cases"])}]}}'


if __name__ == "__main__":
    FILE.write_bytes(make())
