"""Workbooks (XLSX, XLS, ODS): one sheet of them, every cell as the value it stands for."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from engine.exchange.tables import Choices, Found, Source, UnreadableFile

MAX_UNPACKED = 1 << 30  # bytes; a bomb says so in its directory
MAX_RATIO = 400  # of one packed part; real sheets stay far below
OLE = b"\xd0\xcf\x11\xe0"


def is_workbook(start: bytes, path: Path, name: str) -> bool:
    """Whether the file is a workbook, told by its content. Raises UnreadableFile for a bomb."""
    if start.startswith(OLE):
        return True
    if not start.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise UnreadableFile(reason="broken_workbook") from None
    names = {part.filename for part in parts}
    if not ("xl/workbook.xml" in names or "xl/workbook.bin" in names or "content.xml" in names):
        return False
    unpacked = sum(part.file_size for part in parts)
    worst = max((part.file_size / max(1, part.compress_size) for part in parts if part.file_size > 1 << 20), default=0)
    if unpacked > MAX_UNPACKED or worst > MAX_RATIO:
        raise UnreadableFile(reason="too_large_unpacked")
    return True


class SheetTable(Source):
    """One sheet; calamine reads it whole, values only."""

    def __init__(self, path: Path, choices: Choices):
        from python_calamine import CalamineError, CalamineWorkbook

        try:
            self._book = CalamineWorkbook.from_path(str(path))
            sheets = tuple(self._book.sheet_names)
        except (CalamineError, OSError, ValueError) as error:
            raise UnreadableFile(reason="broken_workbook", detail=str(error)[:200]) from error
        if not sheets:
            raise UnreadableFile(reason="empty_table")
        sheet = choices.sheet or sheets[0]
        if sheet not in sheets:
            raise UnreadableFile(reason="no_such_sheet", sheet=sheet)
        self.found = Found("xlsx", sheets=sheets, sheet=sheet)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        from python_calamine import CalamineError

        assert self.found.sheet is not None
        try:
            sheet = self._book.get_sheet_by_name(self.found.sheet)
            # Calamine leaves out the empty rows above the data; people count them.
            start = sheet.start[0] if sheet.start else 0
            cells = sheet.to_python(skip_empty_area=True)
        except (CalamineError, ValueError, OSError) as error:
            raise UnreadableFile(reason="broken_workbook", detail=str(error)[:200]) from error
        for place, row in enumerate(cells):
            found = [_cell(value) for value in row]
            if any(value is not None for value in found):
                yield start + place + 1, found


def _cell(value: Any) -> Any:
    """A cell as text, number, yes/no, date or moment; empty is None."""
    if value == "" or value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    if isinstance(value, (date, time, bool, int, str)):
        return value
    return str(value)
