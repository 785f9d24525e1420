"""Functions that choose among the rows of columns: by a criterion as Excel writes it, or by an equal key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

from engine.expression.function import Context, Function, Parameter, Run, Semantics, Value
from engine.expression.letters import lower
from engine.expression.nodes import Literal, Node
from engine.expression.patterns import matches_pattern, read_number
from engine.expression.types import ANY, NUMBER, WHOLE, ListOf, Type, display
from engine.expression.values import (
    DIV0,
    EXACT,
    NA,
    VALUE,
    ZERO,
    ErrorValue,
    divide_exact,
    is_blank,
    iso,
    number,
    record_id,
    to_decimal,
)

Test = Callable[[Value], bool]
_COLUMN = Parameter("column", "column")
_PAIRS = (Parameter("column", "column", many=True), Parameter("criterion", many=True))
_SIGNS = ("<=", ">=", "<>", "<", ">", "=")


def _plain(value: Value) -> Value:
    """Numbers as they are, days and times as text, records by their id: what criteria compare."""
    value = record_id(value)
    if isinstance(value, (date, time)):
        return iso(value)
    exact = to_decimal(value)
    return value if exact is None else exact


def criterion(wanted: Value) -> Test:
    """`">5"`, `"<>won"`, `"a*"`, `7`, empty: what a value of a column must be. Letters count in any case."""
    sign, against = "=", _plain(wanted)
    if isinstance(against, str):
        sign = next((each for each in _SIGNS if against.startswith(each)), "")
        written = against[len(sign) :]
        read = read_number(written)
        sign, against = sign or "=", written if read is None else read
    if is_blank(against):
        return (lambda value: not is_blank(value)) if sign == "<>" else (lambda value: sign == "=" and is_blank(value))
    if isinstance(against, str):
        return _text_test(sign, against)
    if isinstance(against, bool):
        return lambda value: (value is against) == (sign == "=")
    if sign in ("=", "<>"):
        return lambda value: (_number(value) == against) == (sign == "=")
    return lambda value: isinstance(value, Decimal) and _ordered(sign, value, against)


def _number(value: Value) -> Value:
    return read_number(value) if isinstance(value, str) else None if isinstance(value, bool) else value


def _text_test(sign: str, against: str) -> Test:
    if sign in ("=", "<>"):
        return lambda value: (isinstance(value, str) and matches_pattern(against, value)) == (sign == "=")
    folded = lower(against)
    return lambda value: isinstance(value, str) and value != "" and _ordered(sign, lower(value), folded)


def _ordered(sign: str, left: Any, right: Any) -> bool:
    if sign == "<":
        return bool(left < right)
    if sign == "<=":
        return bool(left <= right)
    return bool(left > right if sign == ">" else left >= right)


def _column(value: Value) -> list[Value]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _chosen(given: list[Value], first: Value = None) -> list[int] | ErrorValue:
    """The rows that fit all criteria; `given` are columns and criteria in turn."""
    error = next((value for value in given if isinstance(value, ErrorValue)), None)
    if error is not None:
        return error
    columns = [_column(column) for column in given[::2]]
    count = len(columns[0] if first is None else _column(first))
    if any(len(column) != count for column in columns) or len(given) % 2:
        return VALUE
    rows = list(range(count))
    for column, wanted in zip(columns, given[1::2], strict=True):
        test = criterion(wanted)
        rows = [row for row in rows if test(_plain(column[row]))]
    return list(rows)


def _numbers(values: list[Value], rows: list[int]) -> Iterator[Decimal | ErrorValue]:
    for row in rows:
        value = values[row]
        exact = value if isinstance(value, ErrorValue) else to_decimal(value)
        if exact is not None:
            yield exact


def _total(values: list[Value], rows: list[int]) -> Value:
    total = ZERO
    for value in _numbers(values, rows):
        if isinstance(value, ErrorValue):
            return value
        total = EXACT.add(total, value)
    return number(total)


def _mean(values: list[Value], rows: list[int]) -> Value:
    total, count = _total(values, rows), sum(1 for _ in _numbers(values, rows))
    if isinstance(total, ErrorValue):
        return total
    return divide_exact(total, Decimal(count)) if count else DIV0


def _all_first(compute: Callable[[list[Value], list[int]], Value]) -> Any:
    """SUMIFS: the column that is used, then columns with their criteria."""

    def compile(runs: list[Run], semantics: Semantics) -> Run:
        def run(context: Context) -> Value:
            used, *given = [one(context) for one in runs]
            if isinstance(used, ErrorValue):
                return used
            rows = _chosen(given, used)
            return rows if isinstance(rows, ErrorValue) else compute(_column(used), rows)

        return run

    return compile


def _one(compute: Callable[[list[Value], list[int]], Value]) -> Any:
    """SUMIF: a column with its criterion, then the column that is used where it is another one."""

    def compile(runs: list[Run], semantics: Semantics) -> Run:
        def run(context: Context) -> Value:
            given = [one(context) for one in runs]
            used = given[2] if len(given) > 2 else given[0]
            if isinstance(used, ErrorValue):
                return used
            rows = _chosen(given[:2], used)
            return rows if isinstance(rows, ErrorValue) else compute(_column(used), rows)

        return run

    return compile


def _count_all(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        rows = _chosen([one(context) for one in runs])
        return rows if isinstance(rows, ErrorValue) else Decimal(len(rows))

    return run


def _lookup(runs: list[Run], semantics: Semantics) -> Run:
    """The last of the greatest keys that are not above the value, as in Excel's sorted columns."""

    def run(context: Context) -> Value:
        given = [one(context) for one in runs]
        error = next((value for value in given if isinstance(value, ErrorValue)), None)
        if error is not None:
            return error
        wanted, keys = _plain(given[0]), [_plain(key) for key in _column(given[1])]
        results = _column(given[2]) if len(given) > 2 else _column(given[1])
        if len(results) != len(keys):
            return VALUE
        best: int | None = None
        for at, key in enumerate(keys):
            if is_blank(key) or isinstance(key, bool) or isinstance(key, str) != isinstance(wanted, str):
                continue
            if isinstance(key, str):
                fits, better = lower(key) <= lower(wanted), best is None or lower(key) >= lower(keys[best])
            elif isinstance(wanted, Decimal) and isinstance(key, Decimal):
                fits, better = key <= wanted, best is None or key >= keys[best]
            else:
                continue
            best = at if fits and better else best
        return NA if best is None else results[best]

    return run


_OPERATIONS = ("sum", "count", "avg", "max", "min", "first", "last")


def _map(runs: list[Run], semantics: Semantics) -> Run:
    def run(context: Context) -> Value:
        given = [one(context) for one in runs]
        error = next((value for value in given if isinstance(value, ErrorValue)), None)
        if error is not None:
            return error
        operation, wanted, keys = str(given[0]).lower(), _plain(given[1]), _column(given[2])
        values = _column(given[3])
        if operation not in _OPERATIONS or len(values) != len(keys):
            return VALUE
        rows = [at for at, key in enumerate(keys) if _plain(key) == wanted or (is_blank(key) and is_blank(wanted))]
        return _drawn(operation, values, rows)

    return run


def _drawn(operation: str, values: list[Value], rows: list[int]) -> Value:
    if operation == "count":
        return Decimal(len(rows))
    if operation == "sum":
        return _total(values, rows)
    if operation == "avg":
        return _mean(values, rows)
    found = [values[row] for row in rows if not is_blank(values[row])]
    if not found:
        return None
    if operation in ("first", "last"):
        return found[0 if operation == "first" else -1]
    try:
        return (max if operation == "max" else min)(found)
    except TypeError:
        return VALUE


def _map_type(arguments: tuple[Node, ...]) -> Type | None:
    operation = arguments[0].value if isinstance(arguments[0], Literal) else ""
    if isinstance(operation, str) and operation.lower() in ("sum", "avg"):
        return NUMBER
    if isinstance(operation, str) and operation.lower() == "count":
        return WHOLE
    return display(arguments[3].type) if len(arguments) > 3 else ANY


def _filter(runs: list[Run], semantics: Semantics) -> Run:
    chosen = _all_first(lambda values, rows: [values[row] for row in rows])
    run: Run = chosen(runs, semantics)
    return run


def _list_type(arguments: tuple[Node, ...]) -> Type:
    return ListOf(display(arguments[0].type)) if arguments else ListOf(ANY)


def _result_type(arguments: tuple[Node, ...]) -> Type:
    return display(arguments[-1].type) if len(arguments) > 1 else ANY


def _of_pair(first: int) -> Callable[[int, int], int | None]:
    """A criterion stands behind its column; the first pair begins at `first`."""
    return lambda position, count: position - 1 if position > first and (position - first) % 2 else None


FUNCTIONS = (
    Function(
        "COUNTIF",
        (_COLUMN, Parameter("criterion")),
        WHOLE,
        {
            "en": 'How many values fit a criterion such as ">5", "<>a" or "a*".',
            "zh-CN": '符合条件的值的个数，条件如 ">5"、"<>a"、"a*"。',
        },
        (
            ('COUNTIF([1, 7, 9], ">5")', Decimal(2)),
            ('COUNTIF(["a", "Ab", null], "a*")', Decimal(2)),
            ('COUNTIF(["a", null, ""], "")', Decimal(2)),
            ('COUNTIF(["a", null], "<>")', Decimal(1)),
            ("COUNTIF([1, 2, 2], 2)", Decimal(2)),
        ),
        compile=_count_all,
        options_of=_of_pair(0),
    ),
    Function(
        "COUNTIFS",
        _PAIRS,
        WHOLE,
        {"en": "How many rows fit all criteria.", "zh-CN": "同时符合所有条件的行数。"},
        (
            ('COUNTIFS([1, 7, 9], ">5", ["a", "a", "b"], "a")', Decimal(1)),
            ("COUNTIFS([1], 1, [1, 2], 1)", VALUE),
        ),
        compile=_count_all,
        options_of=_of_pair(0),
        group=2,
    ),
    Function(
        "SUMIF",
        (_COLUMN, Parameter("criterion"), Parameter("sum", "column", optional=True)),
        NUMBER,
        {"en": "The sum of the rows that fit a criterion.", "zh-CN": "对符合条件的行求和。"},
        (('SUMIF([1, 7, 9], ">5")', Decimal(16)), ('SUMIF(["a", "b", "A"], "a", [1, 2, 4])', Decimal(5))),
        compile=_one(_total),
        options_of=_of_pair(0),
    ),
    Function(
        "SUMIFS",
        (Parameter("sum", "column"), *_PAIRS),
        NUMBER,
        {"en": "The sum of the rows that fit all criteria.", "zh-CN": "对同时符合所有条件的行求和。"},
        (('SUMIFS([1, 2, 4], ["a", "b", "a"], "a", [1, 2, 3], ">1")', Decimal(4)),),
        compile=_all_first(_total),
        options_of=_of_pair(1),
        group=2,
    ),
    Function(
        "AVERAGEIF",
        (_COLUMN, Parameter("criterion"), Parameter("average", "column", optional=True)),
        NUMBER,
        {"en": "The average of the rows that fit a criterion.", "zh-CN": "对符合条件的行求平均值。"},
        (('AVERAGEIF([1, 7, 9], ">5")', Decimal(8)), ('AVERAGEIF([1], ">5")', DIV0)),
        compile=_one(_mean),
        options_of=_of_pair(0),
    ),
    Function(
        "FILTER",
        (Parameter("values", "column"), *_PAIRS),
        _list_type,
        {
            "en": "The values of the rows that fit all criteria, as a list.",
            "zh-CN": "返回符合所有条件的行的值（列表）。",
        },
        (('FILTER(["x", "y", "z"], [1, 5, 9], ">4")', ["y", "z"]),),
        compile=_filter,
        options_of=_of_pair(1),
        group=2,
    ),
    Function(
        "LOOKUP",
        (Parameter("value"), Parameter("keys", "column"), Parameter("results", "column", optional=True)),
        _result_type,
        {
            "en": "The result beside the greatest key that is not above the value.",
            "zh-CN": "在关键值中查找不大于该值的最大一个，返回对应的结果。",
        },
        (
            ('LOOKUP(75, [0, 60, 90], ["C", "B", "A"])', "B"),
            ('LOOKUP(-1, [0, 60], ["C", "B"])', NA),
            ("LOOKUP(5, [1, 4, 6])", Decimal(4)),
        ),
        compile=_lookup,
        options_of=lambda position, count: 1 if position == 0 else None,
    ),
    Function(
        "MAPX",
        (
            Parameter("operation", "text"),
            Parameter("value"),
            Parameter("keys", "column"),
            Parameter("values", "column"),
        ),
        _map_type,
        {
            "en": "Over the rows whose key equals the value: sum, count, avg, max, min, first or last.",
            "zh-CN": "对关键值相等的行运算：sum、count、avg、max、min、first 或 last。",
        },
        (
            ('MAPX("sum", "a", ["a", "b", "a"], [1, 2, 4])', Decimal(5)),
            ('MAPX("first", "b", ["a", "b"], ["x", "y"])', "y"),
            ('MAPX("middle", "b", ["a"], ["x"])', VALUE),
        ),
        compile=_map,
        options_of=lambda position, count: 2 if position == 1 else None,
    ),
)
