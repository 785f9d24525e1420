"""What SQLite borrows from Python: exact decimals beyond 63 bits, the company's clock, any function of the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.clock import Clock
from engine.expression.calendars import Calendar
from engine.expression.evaluator import bounded
from engine.expression.function import Function, Functions, built_in_functions
from engine.expression.operators import STRICT, arithmetic, local, moment_of, show, temporal
from engine.expression.values import EXACT, ErrorValue, Span, divide_exact, plain, round_half_up

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_LIMIT = 2**63


@dataclass(frozen=True)
class _Zone:
    """A context that only knows the zone: all that a function called from SQL may ask for."""

    clock: Clock

    def value(self, name: str) -> Any:
        return None

    def record(self, form: str, id: int) -> None:
        return None

    def history(self, field: str) -> None:
        return None


@lru_cache(maxsize=64)
def _zone(key: str) -> _Zone:
    return _Zone(Clock(EPOCH, ZoneInfo(key)))


def decimal_of(value: int | str, scale: int | None) -> Decimal:
    """A number of SQL as a Decimal: an integer with its scale, or exact text (scale None)."""
    return Decimal(value) if scale is None else Decimal(value).scaleb(-scale, EXACT)


def exact_text(value: Decimal) -> str:
    return plain(value)


def micros_of(moment: datetime) -> int:
    return (moment - EPOCH) // _MICRO


def moment_from(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _binary(operator: str) -> Callable[..., str | None]:
    compute = arithmetic(operator)

    def run(left: Any, left_scale: int | None, right: Any, right_scale: int | None) -> str | None:
        if left is None or right is None:
            return None
        made = compute(decimal_of(left, left_scale), decimal_of(right, right_scale), _zone("UTC"))
        return None if isinstance(made, ErrorValue) else exact_text(made)

    return run


def _compare(left: Any, left_scale: int | None, right: Any, right_scale: int | None) -> int | None:
    if left is None or right is None:
        return None
    a, b = decimal_of(left, left_scale), decimal_of(right, right_scale)
    return (a > b) - (a < b)


def _text(value: Any, scale: int | None) -> str | None:
    return None if value is None else exact_text(decimal_of(value, scale))


def _scaled(value: Any, scale: int | None, decimals: int) -> int | None:
    """A number as the column of so many decimals keeps it. Raises OverflowError: better no answer than a wrong one."""
    if value is None:
        return None
    made = int(round_half_up(decimal_of(value, scale), decimals).scaleb(decimals, EXACT))
    if abs(made) >= _LIMIT:
        raise OverflowError("a number does not fit its column")
    return made


def _whole(value: Any, scale: int | None) -> int | None:
    """A count as an integer, cut to what any text or calendar can use."""
    if value is None:
        return None
    number = decimal_of(value, scale)
    return int(max(min(number, Decimal(10**9)), Decimal(-(10**9))))


def _order(value: Any) -> str | None:
    """A text that sorts as the number does: sign, count of digits before the point, digits."""
    if value is None:
        return None
    number = Decimal(value)
    whole, _, part = format(abs(number), "f").partition(".")
    key = f"{len(whole.lstrip('0')):04d}{whole.lstrip('0')}.{part.rstrip('0')}"
    if number >= 0:
        return "1" + key
    # Mirrored digits and a sign behind all digits turn the order around.
    return "0" + "".join(chr(57 - (ord(digit) - 48)) if digit.isdigit() else digit for digit in key) + "~"


def _shift(kind: str, value: Any, months: int, micros: int, zone: str) -> Any:
    """A day ("d") or moment ("m") moved by a length of time; out of the calendar is empty."""
    if value is None:
        return None
    context = _zone(zone)
    start = date.fromisoformat(value) if kind == "d" else moment_from(value)
    return encode(temporal("+", start, Span(months, micros), context))


def _add_days(value: Any, days: Any, scale: int | None) -> Any:
    if value is None or days is None:
        return None
    return encode(temporal("+", date.fromisoformat(value), decimal_of(days, scale), _zone("UTC")))


def _local_day(micros: int | None, zone: str) -> str | None:
    return None if micros is None else local(moment_from(micros), _zone(zone)).date().isoformat()


def _begin(day: str | None, zone: str) -> int | None:
    return None if day is None else encode(moment_of(date.fromisoformat(day), _zone(zone)))


def _show(code: str, value: Any, zone: str) -> str | None:
    return None if value is None else show(decode(code, value), _zone(zone))


def decode(code: str, value: Any) -> Any:
    """A value of SQL by its code: n exact number, n2 integer of scale 2, t text, b yes/no, d day, m moment, c time,
    s length of time, k calendar.
    """
    if value is None:
        return None
    kind = code[0]
    if kind == "n":
        return decimal_of(value, int(code[1:]) if len(code) > 1 else None)
    if kind == "b":
        return bool(value)
    if kind == "d":
        return date.fromisoformat(value)
    if kind == "m":
        return moment_from(value)
    if kind == "c":
        return time.fromisoformat(value)
    if kind == "s":
        return Span(0, value)
    if kind == "k":
        return Calendar.read(value)
    return value


def encode(value: Any) -> Any:
    """A value as SQL gets it: numbers as exact text, days and times as text, moments as microseconds."""
    if value is None or isinstance(value, ErrorValue):
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (Decimal, int)):
        return exact_text(Decimal(value))
    if isinstance(value, datetime):
        return micros_of(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Span):
        return None if value.months else value.microseconds
    return value


def _caller(functions: Functions) -> Callable[..., Any]:
    @lru_cache(maxsize=512)
    def prepared(name: str, codes: str) -> tuple[Function, tuple[tuple[str, Any], ...]]:
        function, parts = functions[name], codes.split(",") if codes else []
        kinds = [function.parameter(position, len(parts)).kind for position in range(len(parts))]
        return function, tuple(zip(parts, kinds, strict=True))

    def call(name: str, codes: str, zone: str, *arguments: Any) -> Any:
        function, parts = prepared(name, codes)
        context = _zone(zone)
        values: list[Any] = [context] if function.context else []
        for (code, kind), given in zip(parts, arguments, strict=True):
            if given is None:
                return None
            value = STRICT.convert(kind, decode(code, given), context)
            if value is None or isinstance(value, ErrorValue):
                return None
            values.append(value)
        assert function.python is not None
        return encode(bounded(function.python(*values)))

    return call


def sqlite_functions(functions: Functions | None = None) -> list[tuple[str, int, Callable[..., Any]]]:
    """(name, number of arguments, callable) of all that a connection needs; register them as deterministic."""
    return [
        *((f"fw_{name}", 4, _binary(sign)) for name, sign in (("add", "+"), ("sub", "-"), ("mul", "*"), ("div", "/"))),
        ("fw_cmp", 4, _compare),
        ("fw_dec", 2, _text),
        ("fw_scaled", 3, _scaled),
        ("fw_whole", 2, _whole),
        ("fw_order", 1, _order),
        ("fw_shift", 5, _shift),
        ("fw_add_days", 3, _add_days),
        ("fw_local_day", 2, _local_day),
        ("fw_begin", 2, _begin),
        ("fw_show", 3, _show),
        ("fw_total", 3, _total),
        ("fw_average", 4, _average),
        ("fw_mean", 2, _mean),
        ("fw_least", -1, lambda *values: _chosen(min, values)),
        ("fw_greatest", -1, lambda *values: _chosen(max, values)),
        ("fw_call", -1, _caller(functions or built_in_functions())),
    ]


def _chosen(choose: Callable[..., Decimal], values: Sequence[str | None]) -> str | None:
    """The least or greatest of exact texts, empty ones left out."""
    found = [Decimal(value) for value in values if value is not None]
    return exact_text(choose(found)) if found else None


def _total(high: int | None, low: int | None, scale: int) -> str:
    """A sum out of its halves (`sum(x >> 32)`, `sum(x & 4294967295)`), which cannot overflow; of nothing: 0."""
    return exact_text(Decimal((high or 0) * 2**32 + (low or 0)).scaleb(-scale, EXACT))


def _average(high: int | None, low: int | None, count: int, scale: int) -> str | None:
    if not count:
        return None
    return exact_text(divide_exact(Decimal(_total(high, low, scale)), Decimal(count)))


def _mean(total: str | None, count: int) -> str | None:
    return exact_text(divide_exact(Decimal(total or 0), Decimal(count))) if count else None


class _Sum:
    """Exact sum of numbers given as text; of nothing: 0."""

    def __init__(self) -> None:
        self.total = Decimal(0)

    def step(self, value: str | None) -> None:
        if value is not None:
            self.total = EXACT.add(self.total, Decimal(value))

    def finalize(self) -> str:
        return exact_text(self.total)


class _Extreme:
    """Smallest or greatest of numbers given as text."""

    greatest = False

    def __init__(self) -> None:
        self.found: Decimal | None = None

    def step(self, value: str | None) -> None:
        if value is None:
            return
        number = Decimal(value)
        if self.found is None or ((number > self.found) == self.greatest and number != self.found):
            self.found = number

    def finalize(self) -> str | None:
        return None if self.found is None else exact_text(self.found)


class _Greatest(_Extreme):
    greatest = True


def sqlite_aggregates() -> Sequence[tuple[str, int, type]]:
    """(name, number of arguments, class) for `connection.create_aggregate`."""
    return [("fw_sum", 1, _Sum), ("fw_min", 1, _Extreme), ("fw_max", 1, _Greatest)]
