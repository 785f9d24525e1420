"""What a column of somebody's table looks like: what the field types are told of it, and what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from engine.catalog import currencies
from engine.catalog.values import InvalidValue, ascii_digits, cell_number, decimal_of

CODE = 12  # digits from which a whole number is a code (of a card, an account, a person), not an amount
MOST_OPTIONS = 40
LONGEST_OPTION = 60
FIRST = 200  # different cells that show soon what a column is not
PARTS = re.compile(r"[,，;；、|\n]")


@dataclass(frozen=True)
class Seen:
    """A column: its different cells that hold something, in the order they came.

    `count`: how many cells hold something; `whole`: whether `cells` are all there are; `named`: whether its name
    suggests the type that is asked; `longest`, `lines`: characters of the longest cell, and whether one has line
    breaks; `currency`: of amounts that name none.
    """

    cells: Sequence[Any]
    count: int
    whole: bool = True
    named: bool = False
    longest: int = 0
    lines: bool = False
    currency: str = "CNY"
    zone: tzinfo = UTC

    @property
    def repeats(self) -> float:
        """How often a cell comes again."""
        return self.count / max(1, len(self.cells))

    def texts(self) -> Iterator[str]:
        return (cell.strip() for cell in self.cells if isinstance(cell, str))

    @property
    def is_text(self) -> bool:
        """Whether these are words: texts that are no numbers."""
        return not any(number_in(cell) is not None for cell in self.cells) and all(
            isinstance(cell, str) for cell in self.cells
        )


@dataclass(frozen=True)
class Likeness:
    """How a type would take a column: with which settings, and how much speaks for it.

    `weight` 0: possible, but never guessed; text weighs 10, what is more particular weighs more.
    """

    weight: int
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Numbers:
    """The numbers of a column. `coded`: some are codes, whose digits must stay as they stand."""

    values: tuple[Decimal, ...]
    coded: bool

    @property
    def decimals(self) -> int:
        """Places that all of them need."""
        exponents = [int(value.normalize().as_tuple().exponent) for value in self.values]
        return max(0, *(-exponent for exponent in exponents))

    @property
    def are_years(self) -> bool:
        return all(1800 <= value <= 2200 and value == int(value) for value in self.values)

    @property
    def are_counted_up(self) -> bool:
        """Whether they look like numbers of documents: all different, of one length."""
        whole = [str(value) for value in self.values if value == int(value)]
        return (
            len(whole) == len(self.values) > 2 and {len(one) for one in whole} == {len(whole[0])} and len(whole[0]) > 3
        )


def numbers_of(seen: Seen) -> Numbers | None:
    """The numbers of a column of which at least half the cells are some."""
    for cells in (seen.cells[:FIRST], seen.cells):
        found = [(cell, number) for cell in cells if (number := number_in(cell)) is not None]
        if not found or 2 * len(found) < len(cells):
            return None
    return Numbers(tuple(number for _, number in found), any(_is_code(cell) for cell, _ in found))


def number_in(cell: Any) -> Decimal | None:
    """The number that people mean with a cell; None where it is none."""
    if isinstance(cell, (bool, date, time)) or cell is None:
        return None
    try:
        found = decimal_of(cell_number(cell), 9)
    except InvalidValue:
        return None
    return None if found is None else Decimal(found)


def _is_code(cell: Any) -> bool:
    text = ascii_digits(str(cell)).strip()
    return text.isdigit() and ((len(text) > 1 and text[0] == "0") or len(text) >= CODE)


def currency_in(cells: Sequence[Any]) -> str | None:
    """The currency that the amounts of a column name by its sign or code."""
    for cell in cells:
        if not isinstance(cell, str):
            continue
        marks = "".join(char for char in cell if not char.isdecimal() and char not in ".,-+() \u00a0\u202f'’").upper()
        if marks and (code := currencies.code_of(marks)) is not None:
            return code
    return None


def options_seen(texts: Sequence[str]) -> list[str]:
    """Different texts as labels of options, in the order they came; case and spaces make no other option."""
    labels: dict[str, str] = {}
    for text in texts:
        label = " ".join(text.split())
        if label:
            labels.setdefault(label.casefold(), label)
    return list(labels.values())


def parts_of(cell: str) -> list[str]:
    """What stands between the separators of a list in one cell."""
    return [part.strip() for part in PARTS.split(cell) if part.strip()]


def has_time(cell: Any) -> bool:
    """Whether a cell that is a day or a moment says a time of day."""
    return isinstance(cell, datetime) or (isinstance(cell, str) and bool(re.search(r"\d\s*[:时点]", cell)))


def is_day_like(cell: Any) -> bool:
    """Whether a cell is written as days are, not as one number."""
    return isinstance(cell, date) or (isinstance(cell, str) and not cell.strip().isdigit())
