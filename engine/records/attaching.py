"""Files of records: uploaded first, then named by a record, which owns them from its transaction on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from engine.errors import FieldError, InvalidValues
from engine.records.shape import shape_of

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction
    from engine.storage.files import StoredFile

MEGABYTE = 1_000_000


def settle_files(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    id: int | None,
    names: Iterable[str],
    values: dict[str, Any],
    errors: list[FieldError],
) -> None:
    """Takes name, size and type from the stored files, in place, and refuses those that are not there to be had."""
    places = list(_places(form, names, values))
    wanted = {item["id"] for _, _, items, _ in places for item in items}
    if not wanted:
        return
    found = ctx.files.find(tx, wanted) if ctx.files is not None else {}
    for path, field, items, put in places:
        settled = []
        for at, item in enumerate(items):
            file = found.get(item["id"])
            owner = (form.app_id, form.id, id, _owner_field(path))
            if file is None or (file.owner is not None and file.owner != owner):
                errors.append(FieldError(f"{path}.{at}", "value.file_taken", {"id": item["id"]}))
                continue
            errors.extend(_refused(f"{path}.{at}", field, file))
            kind = field.settings.get("opens_as")
            if kind and file.owner is None and ctx.files is not None and not ctx.files.opens_as(file, kind):
                errors.append(FieldError(f"{path}.{at}", f"value.not_an_{kind}", {"name": file.name}))
            settled.append(file.to_json())
        put(tuple(settled) or None)


def _refused(path: str, field: Field, file: StoredFile) -> Iterator[FieldError]:
    largest, types = field.settings.get("max_size"), field.settings.get("types") or ()
    if largest and file.size > largest * MEGABYTE:
        yield FieldError(path, "value.file_too_large", {"name": file.name, "max": largest})
    ending = file.name.rpartition(".")[2].casefold()
    if types and not any(fnmatchcase(file.type, kind) if "/" in kind else kind == ending for kind in types):
        yield FieldError(path, "value.file_type", {"name": file.name, "types": list(types)})


def _places(form: Form, names: Iterable[str], values: Mapping[str, Any]) -> Iterator[tuple[str, Field, Any, Any]]:
    """(path, field, files, how to put them back) of every file value."""
    shape, wanted = shape_of(form), set(names)
    for field in shape.files:
        if field.id in wanted and values.get(field.id):
            yield field.id, field, values[field.id], _putting(values, field.id)
    for subform in shape.subforms:
        for inner in shape.rows[subform.id].files:
            if subform.id not in wanted:
                continue
            for at, row in enumerate(values.get(subform.id) or ()):
                if row.get(inner.id):
                    yield f"{subform.id}.{at}.{inner.id}", inner, row[inner.id], _putting(row, inner.id)


def _putting(values: Any, name: str) -> Any:
    def put(settled: Any) -> None:
        values[name] = settled

    return put


def _owner_field(path: str) -> str:
    """`photos`, or `lines.photo` for files in rows."""
    parts = path.split(".")
    return parts[0] if len(parts) == 1 else f"{parts[0]}.{parts[2]}"


def claim_files(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    id: int,
    values: Mapping[str, Any],
    old: Mapping[str, Any] | None = None,
) -> None:
    """Makes the record the owner of its files, and lets go of those that it no longer names.

    Raises InvalidValues when another record was faster.
    """
    if ctx.files is None or not shape_of(form).has_files:
        return
    names = [name for name in form.fields if name in values]
    now = _owned(form, names, values)
    before = _owned(form, names, old or {})
    for field, ids in now.items():
        fresh = ids - before.get(field, set())
        if fresh:
            claimed = ctx.files.claim(tx, fresh, form.app_id, form.id, id, field)
            if lost := sorted(fresh - claimed):
                raise InvalidValues(errors=[FieldError(field, "value.file_taken", {"id": lost[0]})])
    gone = set().union(*before.values()) - set().union(*now.values()) if before else set()
    if gone:
        ctx.files.release(tx, gone)


def _owned(form: Form, names: Iterable[str], values: Mapping[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, _, items, _ in _places(form, names, values):
        found.setdefault(_owner_field(path), set()).update(item["id"] for item in items)
    return found
