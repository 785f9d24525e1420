"""A table out of a file, whatever it is: its rows with their numbers, and what was found out about it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import FormwrightError, Kind

MAX_COLUMNS = 2_000
MAX_CELL = 1_000_000  # characters


class Reason(str):
    """A code of texts/exchange.yaml that is said as a sentence wherever it stands in another."""

    values: Mapping[str, Any]

    def __new__(cls, code: str, values: Mapping[str, Any]) -> Reason:
        made = super().__new__(cls, code)
        made.values = values
        return made

    @property
    def code(self) -> str:
        return str(self)


class UnreadableFile(FormwrightError):
    """The file is not a table we can read; `reason` is a code of texts/exchange.yaml."""

    code = "unreadable_file"
    kind = Kind.INVALID

    def __init__(self, *, reason: str, **values: Any):
        super().__init__(reason=Reason(reason, values), **values)


@dataclass(frozen=True)
class Found:
    """What was found out about a file; what people choose instead comes back in Choices."""

    kind: str  # csv | xlsx
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None


@dataclass(frozen=True)
class Choices:
    """What people chose; None: as found. `header_row` counts from 1, 0 means there is none."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None


class Source(ABC):
    """An open file; `rows` may be asked for again and starts anew."""

    found: Found

    @abstractmethod
    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """(row number counted from 1 as a person sees it, cells); empty rows are left out. Raises UnreadableFile."""


@dataclass(frozen=True)
class Header:
    """The header of a table: `row` is its number (0: none), `names` are unique and never empty."""

    row: int
    names: tuple[str, ...]


def header_of(source: Source, wanted: int | None = None) -> Header:
    """The header row people chose, or the first row that looks like one. Raises UnreadableFile for an empty table."""
    first: list[tuple[int, list[Any]]] = []
    for number, cells in source.rows():
        first.append((number, cells))
        if len(first) >= 20 and (wanted is None or number >= wanted):
            break
    if not first:
        raise UnreadableFile(reason="empty_table")
    width = max(len(cells) for _, cells in first)
    if width > MAX_COLUMNS:
        raise UnreadableFile(reason="too_many_columns", limit=MAX_COLUMNS)
    if wanted == 0:
        return Header(0, names_of([], width))
    if wanted is not None:
        chosen = next((cells for number, cells in first if number == wanted), None)
        if chosen is None:
            raise UnreadableFile(reason="no_such_row", row=wanted)
        return Header(wanted, names_of(chosen, max(width, len(chosen))))
    number, cells = _most_like_a_header(first)
    return Header(number, names_of(cells, max(len(cells), _width_below(first, number))))


def _most_like_a_header(rows: Sequence[tuple[int, list[Any]]]) -> tuple[int, list[Any]]:
    """Titles above a table fill one cell or two; a header fills as many as the rows below it, with texts."""
    width = max(_filled(cells) for _, cells in rows)
    for number, cells in rows:
        filled = _filled(cells)
        if filled >= max(1, (width + 1) // 2) and all(isinstance(cell, str) or cell is None for cell in cells):
            return number, cells
    return rows[0]


def _width_below(rows: Sequence[tuple[int, list[Any]]], number: int) -> int:
    return max((len(cells) for row, cells in rows if row >= number), default=0)


def _filled(cells: Sequence[Any]) -> int:
    return sum(cell not in (None, "") for cell in cells)


def names_of(cells: Sequence[Any], width: int) -> tuple[str, ...]:
    """Unique column names: blank ones are called `Column 3`, repeated ones get a number."""
    names: list[str] = []
    taken: set[str] = set()
    while width and len(cells) < width and width > len(cells) + 200:
        width = len(cells) + 200
    for place in range(max(width, len(cells))):
        cell = cells[place] if place < len(cells) else None
        base = " ".join(str(cell).split())[:200] if cell not in (None, "") else f"Column {place + 1}"
        name, number = base, 2
        while name in taken:
            name, number = f"{base} ({number})", number + 1
        taken.add(name)
        names.append(name)
    return tuple(names)


def open_table(path: Path, name: str, choices: Choices | None = None) -> Source:
    """Open a file by what is in it, not by its name. Raises UnreadableFile."""
    from engine.exchange.csv_table import CsvTable
    from engine.exchange.sheet_table import SheetTable, is_workbook

    choices = choices or Choices()
    start = path.open("rb").read(8)
    if not start:
        raise UnreadableFile(reason="empty_table")
    if is_workbook(start, path, name):
        return SheetTable(path, choices)
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise UnreadableFile(reason="packed_file")
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise UnreadableFile(reason="not_a_table")
    return CsvTable(path, choices)
