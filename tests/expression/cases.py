"""Expressions with their values as one file for every back end: `python -m tests.expression.cases` writes it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from engine.clock import Clock
from engine.expression import types
from engine.expression.evaluator import SimpleContext, part_text
from engine.expression.expression import check, problems_of
from engine.expression.function import built_in_functions
from engine.expression.nodes import to_json
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression
from engine.expression.scope import Symbol
from engine.expression.tagged import tagged
from engine.expression.values import plain
from tests.expression.tables import make_records
from tests.expression.test_every_function import EXAMPLES, WORLD
from tests.expression.test_hostile_input_is_bounded import GUARDED, REFUSED
from tests.expression.test_operators_follow_excel import CASES
from tests.expression.test_sql_equals_python import CONDITIONS, VALUES
from tests.expression.test_the_companys_clock import CHANGES, STEPS, TEXTS
from tests.expression.world import CLOCK, CONTEXT, SCOPE

FILE = Path(__file__).parent / "cases.json"

# Texts for people, numbers at their limits, other scripts: what no example of a function shows.
OWN = (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").splitlines()

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
calendars.office & 'x'
calendars.nowhere
LEN(calendars.office)
IF(active, calendars.office, calendars.plant)
WORKDAY(day, 1, calendars)
WORKTIME(day, moment)
WORKTIME(day, moment, 'office')
WORKTIME(clock, moment, calendars.office)
calendars.office = calendars.plant
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
    for row in made["deal"]:
        # As the browser holds structured data: its parts as text.
        data = row["data"]
        row["data"] = {name: part_text(data, name) for name in data} if isinstance(data, dict) else None
    records = {(form, each["id"]): each for form, rows in made.items() for each in rows}
    people = {name: CONTEXT.values[name] for name in ("me", "settings", "calendars", "@roles")}
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
