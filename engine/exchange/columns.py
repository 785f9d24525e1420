"""The columns of a sheet, looked at once from top to bottom: what they hold, how often, what comes only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.catalog.values import cell_text
from engine.exchange.tables import Source, UnreadableFile, header_of

CELLS = 1_000_000  # different cells that are kept of a sheet
MOST_ROWS = 2_000_000
SAMPLES = 5


@dataclass
class Column:
    """One column: its different cells by what they say, in the order they came, as long as there is room for them."""

    name: str
    room: int
    cells: dict[tuple[type, str], Any] = field(default_factory=dict)
    times: dict[tuple[type, str], int] = field(default_factory=dict)
    count: int = 0
    whole: bool = True
    longest: int = 0
    lines: bool = False

    def add(self, cell: Any) -> None:
        self.count += 1
        text = str(cell)
        key = (type(cell), text)
        if key in self.times:
            self.times[key] += 1
            return
        if len(self.cells) < self.room:
            self.cells[key] = cell
            self.times[key] = 1
        else:
            self.whole = False
        self.longest = max(self.longest, len(text))
        self.lines = self.lines or "\n" in text or "\r" in text

    @property
    def samples(self) -> tuple[str, ...]:
        return tuple(text[:200] for (_, text), _ in zip(self.cells, range(SAMPLES), strict=False))

    def words(self) -> dict[str, int]:
        """What its cells say, as records are looked up by it, and how often."""
        found: dict[str, int] = {}
        for key, cell in self.cells.items():
            if word := str(cell_text(cell)).strip():
                found[word] = found.get(word, 0) + self.times[key]
        return found

    @property
    def is_unique(self) -> bool:
        """Whether every cell that holds something holds something else."""
        return self.whole and self.count == len(self.words()) > 1


@dataclass(frozen=True)
class Columns:
    """A sheet: the number of its header row, of the rows below it, and its columns."""

    header_row: int
    rows: int
    columns: Sequence[Column]


def look(source: Source, header_row: int | None = None) -> Columns:
    """Reads a sheet whole. Raises UnreadableFile, also for one without a row below its header."""
    header = header_of(source, header_row)
    rows = 0

    def below() -> Iterator[Sequence[Any]]:
        nonlocal rows
        for number, cells in source.rows():
            if number > header.row:
                rows += 1
                if rows > MOST_ROWS:
                    raise UnreadableFile(reason="too_many_rows", limit=MOST_ROWS)
                yield cells

    columns = columns_of(header.names, below())
    return Columns(header.row, rows, columns)


def columns_of(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Column]:
    """The columns of some rows."""
    room = max(200, CELLS // max(1, len(names)))
    columns = [Column(name, room) for name in names]
    for cells in rows:
        for column, cell in zip(columns, cells, strict=False):
            if cell is not None:
                column.add(cell)
    return columns
