"""Which computed values are kept in columns of their own: those that follow from stored values alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.definition.model import Field
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.work import FieldShape, Work
from engine.expression.checker import Path
from engine.expression.expression import CALENDARS, Expression

Spot = tuple[str, str]  # full name of a form (or of a subform's rows), id of a field
# What every record has from the start and keeps.
LASTING = frozenset({"id", "created_at", "created_by"})


def settle_stored(work: Work, known: KnownForms, formulas: Mapping[Spot, Expression]) -> None:
    """Marks every computed field `stored` that can be; what follows from the clock or a setting as well does not."""
    waiting = list(computed_fields(work))
    found = True
    while found:
        found = False
        for spot in list(waiting):
            full, field = spot
            if _may_be_stored(known, full, field, formulas.get((full, field.id))):
                field.computed = "stored"
                waiting.remove(spot)
                found = True


def computed_fields(work: Work) -> Iterator[tuple[str, FieldShape]]:
    for form in work.shapes.values():
        full = f"{work.app_id}.{form.id}"
        for field in form.fields.values():
            if field.type.computed and not field.broken:
                yield full, field
            for row in field.settings.get("fields", {}).values() if field.type.name == "subform" else ():
                if row.type.computed and not row.broken:
                    yield f"{full}.{field.id}", row


def _may_be_stored(known: KnownForms, full: str, field: FieldShape, formula: Expression | None) -> bool:
    result = field.settings.get("result")
    if not has_columns(result) and not (field.settings.get("copy") and can_be_copied(result)):
        return False
    settings = field.settings
    match field.type.name:
        case "formula":
            return formula is not None and _steady(formula) and _all(known, full, _values(formula))
        case "lookup":
            path = tuple(str(settings["from"]).split("."))
            return _is_stored(known, full, path)
        case "rollup":
            return _rollup(known, full, settings)
    return False


def _rollup(known: KnownForms, full: str, settings: Mapping[str, object]) -> bool:
    rows = settings.get("rows_of")
    if not isinstance(rows, str) or full.count(".") == 2 or (rows.count(".") == 2 and not rows.startswith(f"{full}.")):
        return False
    for key in ("value", "where"):
        written = settings.get("measure" if key == "value" else key)
        if written is None and settings.get(key) is None:
            continue
        if not isinstance(written, Expression) or not _steady(written):
            return False
        paths = _values(written)
        own = [path[1:] for path in paths if path[0] == "record" and len(path) > 1]
        theirs = [path for path in paths if path[0] != "record"]
        if len(own) + len(theirs) != len(paths) or not _all(known, full, own):
            return False
        if not _all(known, rows, theirs):
            return False
    sorts = settings.get("sort") or ()
    assert isinstance(sorts, (list, tuple))
    return _all(known, rows, [(str(name).lstrip("+-"),) for name in sorts])


def _steady(expression: Expression) -> bool:
    return not expression.clock and not expression.me


def _values(expression: Expression) -> list[Path]:
    """What an expression reads of records; when one of its calendars changes, a job works the field out again."""
    return [path for path in expression.depends if path in expression.fields or path[0] != CALENDARS]


def _all(known: KnownForms, full: str, paths: Iterable[Path]) -> bool:
    return all(_is_stored(known, full, path) for path in paths)


def _is_stored(known: KnownForms, full: str, path: Path) -> bool:
    """Whether every step of a path is a stored relation, subform or list of links, and its end a stored value."""
    here = full
    for depth, name in enumerate(path):
        field, last = known.fields(here).get(name), depth == len(path) - 1
        if field is None:
            return last and depth > 0 and name in LASTING
        if isinstance(field, FieldShape) and field.broken:
            return False
        stores = field.type.stores(field)
        if field.type.computed:
            return last and field.computed == "stored"
        if stores == "row_table":
            here = f"{here}.{name}"
        elif stores == "none" or (stores == "column" and not field.type.columns(field)):
            return False
        elif not last:
            to, to_app = field.settings.get("to"), field.settings.get("to_app")
            if not to or not to_app:
                return False
            here = f"{to_app}.{to}"
    return True


def has_columns(result: Field | FieldShape | None) -> bool:
    """Whether a value of this field is kept up to date in one column: no record, no file, no address."""
    if result is None or not can_be_copied(result):
        return False
    columns = result.type.columns(result)
    return len(columns) == 1 and columns[0].kind != "reference" and result.type.value_type(result).kind != "parts"


def can_be_copied(result: Field | FieldShape | None) -> bool:
    """Whether another record can keep a value of this field: no list of records, no files, which have one owner."""
    if result is None or not can_be_shown(result) or result.type.stores(result) != "column":
        return False
    return bool(result.type.value_type(result).kind != "files")


def can_be_shown(result: Field | FieldShape | None) -> bool:
    """Whether a value of this field can be read where it stands: a record, a list of them and a file can."""
    if result is None or result.type.comes_later or result.type.computed:
        return False
    return result.type.stores(result) in ("column", "link_table")


__all__ = ["LASTING", "can_be_copied", "can_be_shown", "computed_fields", "has_columns", "settle_stored"]
