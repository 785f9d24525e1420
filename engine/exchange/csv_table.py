"""CSV and its relatives: encoding and delimiter found, quotes and line ends inside cells kept."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.exchange.tables import MAX_CELL, Choices, Found, Source, UnreadableFile

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 256 * 1024
ENCODINGS = ("utf-8", "gb18030", "big5", "shift_jis", "cp1252", "latin-1", "utf-16")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class CsvTable(Source):
    """One text file of rows."""

    def __init__(self, path: Path, choices: Choices):
        self.path = path
        encoding = choices.encoding or encoding_of(path)
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise UnreadableFile(reason="unknown_encoding", encoding=encoding) from None
        delimiter = choices.delimiter or self._delimiter(encoding)
        if len(delimiter) != 1:
            raise UnreadableFile(reason="wrong_delimiter", delimiter=delimiter)
        self.found = Found("csv", encoding=encoding, delimiter=delimiter)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        csv.field_size_limit(MAX_CELL)
        encoding, delimiter = self.found.encoding, self.found.delimiter
        assert encoding is not None and delimiter is not None
        number = 0
        try:
            with self.path.open("r", encoding=encoding, errors="strict", newline="") as file:
                reader = csv.reader(_without_nul(file), delimiter=delimiter, strict=False)
                for cells in reader:
                    number += 1
                    if any(cell != "" for cell in cells):
                        yield number, [cell if cell != "" else None for cell in cells]
        except UnicodeDecodeError as error:
            raise UnreadableFile(reason="wrong_encoding", encoding=encoding, row=number + 1) from error
        except csv.Error as error:
            raise UnreadableFile(reason="broken_csv", row=number + 1, detail=str(error)) from error

    def _delimiter(self, encoding: str) -> str:
        """The delimiter that splits the first rows into the most alike rows of several cells."""
        with self.path.open("rb") as file:
            start = file.read(SAMPLE)
        sample = codecs.getincrementaldecoder(encoding)(errors="replace").decode(start)
        best, best_score = ",", 0.0
        for delimiter in DELIMITERS:
            score = _evenness(sample, delimiter)
            if score > best_score:
                best, best_score = delimiter, score
        return best


def _evenness(sample: str, delimiter: str) -> float:
    csv.field_size_limit(MAX_CELL)
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(io.StringIO(sample), delimiter=delimiter):
            if any(cells):
                widths[len(cells)] += 1
            if sum(widths.values()) >= 100:
                break
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]))
    if width < 2:
        return 0.0
    return count / sum(widths.values()) + min(width, 50) / 1000


def encoding_of(path: Path) -> str:
    """The encoding of a text file: its mark, UTF-8 where that fits, else what its bytes look like most."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return name
        if _is_utf8(file, start):
            return "utf-8"
    if b"\x00" in start[:4096]:
        raise UnreadableFile(reason="not_a_table")
    return _looks_like(start)


def _is_utf8(file: Any, start: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        chunk = start
        while chunk:
            decoder.decode(chunk)
            chunk = file.read(1 << 20)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return b"\x00" not in start[:4096]


def _looks_like(start: bytes) -> str:
    """Chinese files come as GB 18030; European ones as Windows' own; the rest is told by its statistics."""
    body = start[: len(start) - len(start) % 2 - 2] if len(start) >= SAMPLE else start
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(body)
        han = sum("\u4e00" <= char <= "\u9fff" for char in text)
        strange = sum(ord(char) > 127 for char in text)
        if strange and han / strange > 0.7:
            return "gb18030"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(body, cp_isolation=list(ENCODINGS)).best()
    return best.encoding if best is not None else "cp1252"


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if "\x00" in line:
            raise csv.Error("NUL")
        yield line
