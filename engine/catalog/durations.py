"""Lengths of time as people write and read them: `1h 30m`, `1:30`, `1小时30分`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from engine.catalog.values import ascii_digits, narrow
from engine.expression.values import Span

SECOND = 1_000_000
LIMIT = 100_000_000_000  # seconds: three thousand years, so that sums of many fit 63 bits
UNITS: Mapping[str, int] = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}

_NAMES: Mapping[str, int] = {
    name: size
    for names, size in (
        ("s sec secs second seconds 秒 秒钟", 1),
        ("m min mins minute minutes 分 分钟", 60),
        ("h hr hrs hour hours 时 小时 钟头 个小时", 3600),
        ("d day days 天 日", 86_400),
        ("w week weeks 周 星期", 604_800),
    )
    for name in names.split()
}
_WORDS = "|".join(sorted(_NAMES, key=len, reverse=True))
_PART = re.compile(rf"\s*([0-9]{{1,12}}(?:\.[0-9]{{1,6}})?)\s*({_WORDS})(?![^\W\d_a-zA-Z0-9]*[a-zA-Z])[,\s]*")
_CLOCK = re.compile(r"([0-9]{1,9}):([0-5]?[0-9])(?::([0-5]?[0-9]))?\Z")
_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?\Z")


def read_duration(text: str, unit: str | None = None) -> Span | None:
    """`1h 30m`, `1:30` (hours and minutes), `90 min`, `1.5 h`, `1小时30分`, `-2d`; None when it is none.

    A bare number is one of `unit` (`minutes`); without it there must be a word. Parts of a second are no length.
    """
    plain = ascii_digits("".join(narrow(char) for char in text)).strip().casefold()
    sign = -1 if plain.startswith("-") else 1
    plain = plain.lstrip("+-").strip()
    if found := _CLOCK.match(plain):
        return span_of(sign * (int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)))
    if _PLAIN.match(plain):
        return None if unit is None else span_of(sign * Decimal(plain) * UNITS[unit])
    total, at = Decimal(0), 0
    last = LIMIT
    while at < len(plain):
        part = _PART.match(plain, at)
        # From large to small, each once: `30m 1h` is a slip of the hand.
        if part is None or _NAMES[part[2]] >= last:
            return None
        last = _NAMES[part[2]]
        total += Decimal(part[1]) * last
        at = part.end()
    return span_of(sign * total) if plain else None


def span_of(seconds: Decimal | int) -> Span | None:
    """So many seconds; None for parts of a second and for what is too long to keep."""
    exact = Decimal(seconds)
    if exact != exact.to_integral_value() or abs(exact) > LIMIT:
        return None
    return Span(0, int(exact) * SECOND)


def rounded(span: Span) -> Span:
    """To whole seconds, half up: what an expression made of lengths may have parts of a second."""
    seconds = (Decimal(span.microseconds) / SECOND).to_integral_value(ROUND_HALF_UP)
    return Span(span.months, int(seconds) * SECOND)


def seconds_of(span: Span) -> int:
    return span.microseconds // SECOND


_SHOWN: Mapping[str, Mapping[int, str]] = {
    "en": {86_400: "d", 3600: "h", 60: "m", 1: "s"},
    "zh": {86_400: "天", 3600: "小时", 60: "分", 1: "秒"},
}


def show_duration(span: Span, *, clock: bool = False, days: bool = False, language: str = "en") -> str:
    """`1h 30m` or `1小时30分`; `clock`: `1:30`, with seconds where there are any; `days`: full days apart."""
    seconds = seconds_of(span)
    sign, rest = ("-" if seconds < 0 else ""), abs(seconds)
    if clock:
        minutes, second = divmod(rest, 60)
        text = f"{sign}{minutes // 60}:{minutes % 60:02d}"
        return f"{text}:{second:02d}" if second else text
    zh = language.startswith("zh")
    parts = []
    for size, name in _SHOWN["zh" if zh else "en"].items():
        if size == 86_400 and not days:
            continue
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{name}")
    return sign + (("" if zh else " ").join(parts) or f"0{_SHOWN['zh' if zh else 'en'][60]}")
