"""Writes records into CSV or XLSX, row by row, so that a million rows need no more memory than a page of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from engine import records
from engine.definition.model import Field, Form
from engine.expression.values import Span
from engine.records import PageQuery, RecordContext

Format = Literal["csv", "xlsx"]
CHUNK = 64 * 1024
DAY = 86_400_000_000  # microseconds
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A text that starts so is run as a formula by spreadsheet programs; an apostrophe makes it a text again.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def export_csv(context: RecordContext, form: Form, query: PageQuery) -> Iterator[bytes]:
    """The records as CSV (UTF-8 with mark, so that Excel reads it), in pieces. Raises PermissionDenied at once."""
    fields, rows = records.export_rows(context, form, query)
    return _csv(fields, rows, context.language)


def _csv(fields: list[Field], rows: Iterator[Mapping[str, Any]], language: str) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    writer.writerow([safe(field.say(language)) for field in fields])
    for row in rows:
        writer.writerow([_text(row.get(field.id), field, language) for field in fields])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def export_xlsx(context: RecordContext, form: Form, query: PageQuery, file: Path) -> int:
    """The records as a workbook at `file`; answers how many. Raises PermissionDenied at once."""
    import xlsxwriter

    fields, rows = records.export_rows(context, form, query)
    book = xlsxwriter.Workbook(
        str(file), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        sheet = book.add_worksheet(_sheet_name(plural_of(context, form)))
        bold = book.add_format({"bold": True})
        formats = {field.id: book.add_format({"num_format": _number_format(field)}) for field in fields}
        for column, field in enumerate(fields):
            sheet.write_string(0, column, field.say(context.language), bold)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, field in enumerate(fields):
                _write(sheet, count, column, row.get(field.id), field, formats[field.id], context)
    finally:
        book.close()
    return count


def _write(sheet: Any, row: int, column: int, value: Any, field: Field, style: Any, context: RecordContext) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, Decimal)) and field.leads_to is None:
        # Beyond 15 digits a spreadsheet would round: such a number is written as text.
        if len(Decimal(value).as_tuple().digits) <= 15:
            sheet.write_number(row, column, float(value), style)
        else:
            sheet.write_string(row, column, str(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(context.clock.zone).replace(tzinfo=None), style)
    elif isinstance(value, time):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, Span) and value.microseconds >= 0:
        # A length is a part of a day there; below nothing spreadsheet programs show ####.
        sheet.write_number(row, column, value.microseconds / DAY, style)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    else:
        sheet.write_string(row, column, _text(value, field, context.language, guard=False)[:32_767])


def _text(value: Any, field: Field, language: str, *, guard: bool = True) -> str:
    if value is None:
        return ""
    if field.leads_to is not None:
        # One link is (id, title), many are a tuple of such pairs.
        pairs = value if field.leads_to_many else (value,)
        text = "; ".join(str(pair[1] if isinstance(pair, tuple) else pair) for pair in pairs)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    else:
        text = field.type.show(value, field, language)
    return safe(text) if guard else text


def safe(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return "'" + text if text.startswith(DANGEROUS) else text


def _number_format(field: Field) -> str:
    shown = field.settings.get("result") or field if field.type.computed else field
    return shown.type.surface(shown).number_format or "General"


def plural_of(context: RecordContext, form: Form) -> str:
    """What the form's records are called in the reader's language."""
    return context.app_of(form).say(f"form/{form.id}/label_plural", context.language) or form.label_plural


def _sheet_name(label: str) -> str:
    """At most 31 characters without those that a sheet's name may not have."""
    return "".join(char for char in label if char not in "[]:*?/\\'")[:31] or "Sheet1"
