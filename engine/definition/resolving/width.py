"""Whether a record fits the table it is kept in, whatever its values: said by `check`, not by a database at work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.definition.model import Field, Form, View
from engine.definition.resolving.work import At, Work

# A row of PostgreSQL has to fit one page; long values move out of it, but leave this much behind (SQLite takes more).
PAGE = 8_160
ROW = 24 + 7 * 8  # the row's head and the columns that every record has
BYTES = {"text": 24, "json": 24, "decimal": 20, "boolean": 2, "date": 4}
OTHER = 8
# PostgreSQL takes 1,600 columns and SQLite 2,000; those of fields that were taken away stay and count.
COLUMNS = 1_000


def report_width(work: Work, forms: Mapping[str, Form], views: Mapping[str, View]) -> None:
    """Reports every form, and every subform, whose records could be too wide for a row."""
    for form in forms.values():
        shape = work.shapes[form.id]
        keys = {name for view in views.values() if view.form == form.id for name, _ in view.sort}
        keys |= {name for rule in form.unique.values() for name in rule.fields}
        keys |= {field.id for field in form.fields.values() if field.unique}
        _report(work, shape.at / "fields", form.fields.values(), keys)
        for field in form.fields.values():
            if field.stores == "row_table" and not shape.fields[field.id].broken:
                _report(work, shape.fields[field.id].at / "fields", field.fields.values(), ())


def _report(work: Work, at: At, fields: Iterable[Field], keys: Iterable[str]) -> None:
    by_id = {field.id: field for field in fields}
    kinds = [column.kind for field in by_id.values() for column in field.columns]
    # Sorting and comparing text take a column of their own.
    kinds += ["text" for name in keys if name in by_id and any(c.kind == "text" for c in by_id[name].columns)]
    size = ROW + len(kinds) // 8 + sum(BYTES.get(kind, OTHER) for kind in kinds)
    if size > PAGE or len(kinds) > COLUMNS:
        work.problem("too_wide", at, at_key=True, columns=len(kinds), most=COLUMNS, bytes=size, room=PAGE)
