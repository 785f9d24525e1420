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
    if not has_columns(field.settings.get("result")):
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
    """Whether a value of this field fits columns of its own: one value, and not a record or a file."""
    if result is None:
        return False
    type = result.type
    if type.comes_later or type.stores(result) != "column" or type.computed:
        return False
    columns = type.columns(result)
    kinds = {column.kind for column in columns}
    return len(columns) == 1 and "reference" not in kinds and type.value_type(result).kind not in ("parts", "files")


__all__ = ["LASTING", "computed_fields", "has_columns", "settle_stored"]
