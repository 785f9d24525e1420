"""Numbers and days as people write and want them: TEXT patterns, VALUE, wildcards."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from engine.expression.letters import lower
from engine.expression.values import EXACT, VALUE, ErrorValue, plain

DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?")
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def read_number(text: str) -> Decimal | None:
    """`1,234.50`, `-3`, `25%`, `$5`, `(5)`, `1e3` as a number; None when it is none."""
    rest = text.strip()
    factor = Decimal(1)
    if rest.startswith("(") and rest.endswith(")"):
        rest, factor = rest[1:-1].strip(), -factor
    if rest.endswith("%"):
        rest, factor = rest[:-1].rstrip(), factor * Decimal("0.01")
    elif rest.startswith("%"):
        rest, factor = rest[1:].lstrip(), factor * Decimal("0.01")
    sign = ""
    if rest[:1] in "+-" and rest[1:2] in ("$", "¥", "￥", "€"):
        sign, rest = rest[:1], rest[1:]
    if rest[:1] in ("$", "¥", "￥", "€"):
        rest = rest[1:].lstrip()
    elif rest[-1:] in ("¥", "€", "元"):
        rest = rest[:-1].rstrip()
    if len(rest) > 400 or not _NUMBER.fullmatch(rest) or not any(letter.isdigit() for letter in rest):
        return None
    try:
        value = Decimal(sign + rest.replace(",", ""))
    except InvalidOperation:
        return None
    return EXACT.multiply(value, factor)


def general(value: Decimal) -> str:
    """A number as Excel shows it: at most 15 digits, with an exponent where it is very large or small."""
    rounded = DIGITS.plus(value)
    if not rounded:
        return "0"
    if -10 < rounded.adjusted() < 21:
        return plain(rounded)
    digits = rounded.scaleb(-rounded.adjusted(), EXACT)
    sign = "+" if rounded.adjusted() >= 0 else "-"
    return f"{plain(digits)}E{sign}{abs(rounded.adjusted()):02d}"


def find_pattern(pattern: str, text: str, start: int) -> int | None:
    """Where `pattern` with ? (one character) and * (any) first fits in `text`, in any case; `~` takes a sign as it is.

    Segments between stars are placed leftmost one after the other, so that no pattern can take long.
    """
    segments: list[list[str | None]] = [[]]
    letters = iter(lower(pattern))
    for letter in letters:
        if letter == "~":
            segments[-1].extend(each for each in (next(letters, None),) if each is not None)
        elif letter == "*":
            segments.append([])
        else:
            segments[-1].append(None if letter == "?" else letter)
    folded = lower(text)
    first: int | None = None
    at = start
    for number, segment in enumerate(segments):
        found = _place(segment, folded, at)
        if found is None:
            return None
        if number == 0:
            first = found
        at = found + len(segment)
    return first


def matches_pattern(pattern: str, text: str) -> bool:
    """Does all of `text` fit a pattern of ? and *, in any case? Only the last star ever gives way: no pattern hangs."""
    signs: list[str | None] = []  # a letter, "" for any one, None for any number of them
    letters = iter(lower(pattern))
    for letter in letters:
        if letter == "~":
            signs.extend(each for each in (next(letters, "~"),))
        else:
            signs.append(None if letter == "*" else "" if letter == "?" else letter)
    folded = lower(text)
    at = sign = mark = 0
    star = -1
    while at < len(folded):
        if sign < len(signs) and signs[sign] is None:
            star, mark, sign = sign, at, sign + 1
        elif sign < len(signs) and signs[sign] in ("", folded[at]):
            sign, at = sign + 1, at + 1
        elif star >= 0:
            mark += 1
            sign, at = star + 1, mark
        else:
            return False
    return all(each is None for each in signs[sign:])


def _place(segment: list[str | None], text: str, start: int) -> int | None:
    if None not in segment:
        at = text.find("".join(letter or "" for letter in segment), start)
        return None if at < 0 else at
    for at in range(start, len(text) - len(segment) + 1):
        if all(letter is None or text[at + offset] == letter for offset, letter in enumerate(segment)):
            return at
    return None


def format_value(value: Any, pattern: str, context: Any) -> str | ErrorValue:
    """What TEXT makes of a value."""
    if len(pattern) > 255:
        return VALUE
    if value is None:
        if is_moment_pattern(pattern):
            return ""
        value = Decimal(0)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        found = read_number(value)
        if found is None:
            return value if "@" not in pattern else pattern.replace("@", value)
        value = found
    if isinstance(value, datetime):
        value = value.astimezone(context.clock.zone).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, (date, time)):
        return _format_moment(value, pattern) if is_moment_pattern(pattern) else VALUE
    if not isinstance(value, (Decimal, int)):
        return VALUE
    return format_number(Decimal(value), pattern)


def is_moment_pattern(pattern: str) -> bool:
    """Is it a pattern for days and times: with y, m, d, h or s outside of quotes?"""
    unquoted = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|General', "", pattern, flags=re.IGNORECASE)
    return any(letter in "ymdhsYMDHS" for letter in unquoted)


_TOKEN = re.compile(r'"[^"]*"|\\.|AM/PM|A/P|y+|m+|d+|h+|s+(?:\.0+)?|.', re.IGNORECASE | re.DOTALL)


def _format_moment(value: date | time, pattern: str) -> str | ErrorValue:
    day = value if isinstance(value, date) else date(1899, 12, 31)
    clock = value if isinstance(value, time) else value.time() if isinstance(value, datetime) else time()
    tokens = _TOKEN.findall(pattern)
    if any(token in ("#", "0", "?") for token in tokens):
        return VALUE
    twelve = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    shown: list[str] = []
    before = ""
    for number, token in enumerate(tokens):
        unit = token[:1].lower()
        if unit == "m" and token.upper() not in ("AM/PM",):
            after = next(
                (
                    later[:1].lower()
                    for later in tokens[number + 1 :]
                    if later[:1].lower() in "ymdhs" and later.upper() != "AM/PM"
                ),
                "",
            )
            if len(token) <= 2 and (before == "h" or after == "s"):
                shown.append(f"{clock.minute:0{len(token)}d}")
                before = "m"
                continue
        made = _moment_token(token, day, clock, twelve)
        if made is not None and unit in "ymdhs":
            before = unit
        shown.append(
            token.strip('"')
            if token.startswith('"')
            else token[1:]
            if token.startswith("\\") and len(token) > 1
            else token
            if made is None
            else made
        )
    return "".join(shown)


def _moment_token(token: str, day: date, clock: time, twelve: bool) -> str | None:
    unit, size = token[:1].lower(), len(token)
    if token.upper() == "AM/PM":
        return "AM" if clock.hour < 12 else "PM"
    if token.upper() == "A/P":
        return "A" if clock.hour < 12 else "P"
    if unit == "y":
        return f"{day.year % 100:02d}" if size <= 2 else f"{day.year:04d}"
    if unit == "m":
        name = _MONTHS[day.month - 1]
        return f"{day.month:0{size}d}" if size <= 2 else name[:3] if size == 3 else name[:1] if size == 5 else name
    if unit == "d":
        return f"{day.day:0{size}d}" if size <= 2 else _DAYS[day.weekday()][:3] if size == 3 else _DAYS[day.weekday()]
    if unit == "h":
        return f"{(clock.hour % 12 or 12) if twelve else clock.hour:0{min(size, 2)}d}"
    if unit == "s":
        whole, _, part = token.partition(".")
        digits = f".{clock.microsecond:06d}"[: len(part) + 1] if part else ""
        return f"{clock.second:0{min(len(whole), 2)}d}{digits}"
    return None


def format_number(value: Decimal, pattern: str) -> str | ErrorValue:
    """A number in a pattern of 0 # ? . , % E+ with quoted text and sections for plus; minus; zero."""
    if pattern.strip().lower() in ("general", ""):
        return general(value) if pattern.strip() else ""
    sections = _sections(pattern)
    if len(sections) > 4:
        return VALUE
    section, minus = sections[0], value < 0
    if len(sections) > 1 and value < 0:
        section, minus = sections[1], False
    elif len(sections) > 2 and value == 0:
        section = sections[2]
    return _format_section(value.copy_abs(), section, minus)


def _sections(pattern: str) -> list[str]:
    made, quoted, skip = [""], False, False
    for letter in pattern:
        if skip:
            skip = False
        elif letter == "\\" and not quoted:
            skip = True
        elif letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            made.append("")
            continue
        made[-1] += letter
    return made


_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|(E[+-]0+)|([0#?]+|[.,%])|([\s\S])', re.IGNORECASE)


def _format_section(value: Decimal, section: str, minus: bool) -> str | ErrorValue:
    pieces: list[tuple[str, str]] = []  # kind: text, digits, exponent
    for match in _PIECE.finditer(section):
        quoted, escaped, exponent, digits, other = match.groups()
        if exponent:
            pieces.append(("exponent", exponent))
        elif digits:
            pieces.append(("digits", digits))
        elif other is not None:
            if other in '"@' or other.lower() in "ymdhs":
                return VALUE
            pieces.append(("text", other))
        elif quoted is not None or escaped is not None:
            pieces.append(("text", quoted if quoted is not None else escaped))
        elif match[0].startswith("_"):
            pieces.append(("text", " "))
    layout = "".join(text for kind, text in pieces if kind == "digits")
    if not layout:
        return ("-" if minus and any(kind == "text" for kind, _ in pieces) else "") + "".join(
            text for _, text in pieces
        )
    whole, point, part = layout.replace("%", "").partition(".")
    thousands = whole.rstrip(",")
    behind = len(part) - len(part.rstrip(","))
    value = value.scaleb(2 * layout.count("%") - 3 * (len(whole) - len(thousands) + behind), EXACT)
    part = part.replace(",", "")
    exponent_piece = next((text for kind, text in pieces if kind == "exponent"), "")
    power = 0
    if exponent_piece and value:
        width = max(1, len(thousands.replace(",", "")))
        power = value.adjusted() - (value.adjusted() % width if width > 1 else 0)
        value = value.scaleb(-power, EXACT)
    rounded = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP, EXACT)
    if exponent_piece and rounded >= 10 and len(thousands.replace(",", "")) <= 1:
        rounded, power = (
            rounded.scaleb(-1, EXACT).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP, EXACT),
            power + 1,
        )
    integer, _, fraction = format(rounded, "f").partition(".")
    fraction = _fraction(fraction, part)
    if _is_interleaved(pieces):
        pieces, integer = _interleave(pieces, integer), ""
        return ("-" if minus and rounded else "") + "".join(
            text if kind == "text" or text == "%" else "." + fraction if text == "." else "" for kind, text in pieces
        )
    integer = _integer(integer, thousands)
    body = integer + ("." if point else "") + fraction
    return ("-" if minus and rounded else "") + _lay(pieces, body, exponent_piece, power)


def _fraction(digits: str, pattern: str) -> str:
    keep = len(digits)
    while keep and pattern[keep - 1] == "#" and digits[keep - 1] == "0":
        keep -= 1
    return digits[:keep]


def _integer(digits: str, pattern: str) -> str:
    zeros = sum(1 for letter in pattern if letter == "0")
    if digits == "0" and not zeros:
        digits = ""
    first = pattern.replace(",", "").find("0")
    least = len(pattern.replace(",", "")) - first if first >= 0 else 0
    digits = digits.zfill(least) if least else digits
    if "," in pattern:
        head = len(digits) % 3
        groups = ([digits[:head]] if head else []) + [digits[at : at + 3] for at in range(head, len(digits), 3)]
        digits = ",".join(groups)
    return digits


def _is_interleaved(pieces: list[tuple[str, str]]) -> bool:
    """Does text stand amid the digits before the point, as in 000-0000?"""
    seen = gap = False
    for kind, text in pieces:
        if kind == "digits" and text == ".":
            return False
        if kind == "digits" and text[0] in "0#?":
            if gap:
                return True
            seen = True
        elif kind == "text":
            gap = seen
        elif kind == "exponent":
            return False
    return False


def _interleave(pieces: list[tuple[str, str]], digits: str) -> list[tuple[str, str]]:
    """The digits dealt out to their places from the right; the first place takes all that is left."""
    point = next((at for at, piece in enumerate(pieces) if piece == ("digits", ".")), len(pieces))
    made, rest = list(pieces), "" if digits == "0" else digits
    places = [at for at in range(point) if pieces[at][0] == "digits" and pieces[at][1][0] in "0#?"]
    for at in reversed(places):
        wanted = pieces[at][1]
        taken = "" if at == places[0] else rest[-len(wanted) :]
        taken, rest = (rest, "") if at == places[0] else (taken, rest[: len(rest) - len(taken)])
        filled = taken.rjust(len(wanted), "\0")
        text = "".join(
            letter if letter != "\0" else "0" if sign == "0" else ""
            for letter, sign in zip(filled[-len(wanted) :], wanted, strict=True)
        )
        made[at] = ("text", filled[: -len(wanted)] + text)
    return made


def _lay(pieces: list[tuple[str, str]], body: str, exponent: str, power: int) -> str:
    """The number where its first digit sign stands, the other texts around it; text amid the digits goes behind."""
    made: list[str] = []
    placed = False
    for kind, text in pieces:
        if kind == "text":
            made.append(text)
        elif kind == "exponent":
            sign = "-" if power < 0 else "+" if exponent[1] == "+" else ""
            made.append(f"{exponent[0]}{sign}{abs(power):0{len(exponent) - 2}d}")
        elif text == "%":
            made.append("%")
        elif not placed:
            made.append(body)
            placed = True
    return "".join(made)
