"""Records by what people call them: a unique key, a title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.catalog.relations import KeyRef, TitleRef
from engine.catalog.values import InvalidValue
from engine.errors import FieldError, InvalidValues
from engine.records.evaluating import Evaluation, Related
from engine.records.permitting import is_readable, shown_fields
from engine.records.presenting import title_of
from engine.registry import nearest
from engine.storage import key_rows, rows

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# Titles that are compared to say which comes nearest to a wrong one.
NEAR_TITLES = 2_000


def key_fields(form: Form, key: str) -> tuple[str, ...]:
    """The fields of a key: a unique rule of the form by its id, or field ids with commas. Raises InvalidValues."""
    if key in form.unique:
        return form.unique[key].fields
    names = tuple(name.strip() for name in key.split(",") if name.strip())
    unknown = [name for name in names if name not in form.fields or form.fields[name].stores != "column"]
    if unknown or not names:
        wrong = unknown[0] if unknown else key
        values = {"found": wrong[:80], "nearest": nearest(wrong, [*form.unique, *form.fields])}
        raise InvalidValues(errors=[FieldError("key", "value.unknown_field", values)])
    return names


def find_by_key(ctx: RecordContext, form: Form, key: Mapping[str, Any]) -> int | None:
    """The one living record that the actor may read with these JSON values, None when there is none.

    Raises InvalidValues for unknown fields, unreadable values, and values that more than one record has.
    """
    return ctx.read(lambda tx: find_by_key_in(ctx, tx, form, key))


def find_by_key_in(ctx: RecordContext, tx: Transaction, form: Form, key: Mapping[str, Any]) -> int | None:
    """The same within a transaction."""
    values: dict[str, Any] = {}
    decision = ctx.decide("read", form)
    for name, value in key.items():
        field = form.fields.get(str(name))
        if field is None or field.stores != "column" or not decision.may_probe(field.id):
            found = {"found": str(name)[:80], "nearest": nearest(str(name), form.fields)}
            raise InvalidValues(errors=[FieldError(str(name)[:80], "value.unknown_field", found)])
        try:
            values[field.id] = field.type.clean(value, field)
        except InvalidValue as trouble:
            errors = [
                error.under(name) if error.path else FieldError(name, error.code, error.values)
                for error in trouble.errors
            ]
            raise InvalidValues(errors=errors) from None
    ids = readable(ctx, tx, form, key_rows.find(tx, form, values, limit=2))
    if len(ids) > 1:
        raise InvalidValues(errors=[FieldError(next(iter(values)), "value.key_unclear", {"count": len(ids)})])
    return ids[0] if ids else None


def readable(ctx: RecordContext, tx: Transaction, form: Form, ids: Sequence[int]) -> list[int]:
    """Those of the records that the actor may read, in the same order."""
    decision = ctx.decide("read", form)
    if not decision.allowed or not ids:
        return []
    if not decision.row_filter:
        return list(ids)
    related = Related(ctx, tx)
    found = rows.read_many(tx, form, ids)
    return [id for id in ids if id in found and is_readable(ctx, form, Evaluation(related, form, found[id], id=id))]


def with_same_key(
    ctx: RecordContext, tx: Transaction, form: Form, key: str | None, values: Mapping[str, Any]
) -> Evaluation | None:
    """The living record that has the values of `values` in a unique rule (or unique field) named `key`."""
    if key is None:
        return None
    fields = form.unique[key].fields if key in form.unique else (key,) if key in form.fields else ()
    ids = key_rows.find(tx, form, {name: values.get(name) for name in fields}, limit=1) if fields else []
    found = rows.read(tx, form, ids[0]) if ids else None
    return None if found is None else Evaluation(Related(ctx, tx), form, found, id=ids[0])


def titles(ctx: RecordContext, form: Form, ids: Iterable[int]) -> dict[int, str]:
    """Titles by id of the records that the actor may read, as far as it may read their parts."""
    return ctx.read(lambda tx: titles_in(ctx, tx, form, ids))


def titles_in(
    ctx: RecordContext, tx: Transaction, form: Form, ids: Iterable[int], *, deleted: bool = False
) -> dict[int, str]:
    """The same within a transaction; `deleted` names records in the bin too."""
    decision = ctx.decide("read", form)
    wanted = sorted(set(ids))
    if not wanted or not decision.allowed:
        return {}
    related = Related(ctx, tx)
    found = {}
    for id, values in rows.read_many(tx, form, wanted, deleted=deleted).items():
        record = Evaluation(related, form, values, id=id)
        if is_readable(ctx, form, record):
            found[id] = title_of(ctx, form, record, shown_fields(ctx, form, record)[0])
    return found


def resolve_reference(
    ctx: RecordContext,
    tx: Transaction,
    field: Field,
    named: KeyRef | TitleRef,
    path: str,
    errors: list[FieldError],
) -> int | None:
    """The id of a record named by a key or its title; what cannot be found goes to `errors` with the nearest name."""
    assert field.target is not None
    app, target = field.target
    form = ctx.apps.app(app).forms[target]
    if isinstance(named, KeyRef):
        key = dict(named.key)
        try:
            id = find_by_key_in(ctx, tx, form, key)
        except InvalidValues as trouble:
            errors.extend(FieldError(path, error.code, error.values) for error in trouble.errors)
            return None
        if id is None:
            errors.append(FieldError(path, "value.no_such_key", {"key": ", ".join(str(part) for part in key.values())}))
        return id
    ids = by_title(ctx, tx, form, named.title)
    if len(ids) == 1:
        return ids[0]
    if ids:
        errors.append(FieldError(path, "value.title_unclear", {"found": named.title[:80], "count": len(ids)}))
    else:
        near = nearest_titles(ctx, tx, form, named.title)
        errors.append(FieldError(path, "value.no_such_title", {"found": named.title[:80], "nearest": near}))
    return None


def by_title(ctx: RecordContext, tx: Transaction, form: Form, title: str) -> list[int]:
    """Up to two records with this title: where the title is one text field, by its index, else among those found."""
    from engine.records.listing import ids_by_search

    field = title_field(form)
    if field is not None and ctx.decide("read", form).may_probe(field.id):
        return readable(ctx, tx, form, key_rows.find(tx, form, {field.id: title}, limit=2))
    candidates = ids_by_search(ctx, tx, form, title, 50)
    names = titles_in(ctx, tx, form, candidates)
    return [id for id in candidates if names.get(id, "").casefold() == title.casefold()][:2]


def title_field(form: Form) -> Field | None:
    """The field that alone makes the title, when it is kept as text."""
    parts = [part for part in form.title.parts if not isinstance(part, str) or part.strip()]
    if len(parts) == 1 and not isinstance(parts[0], str) and len(form.title_fields) == 1:
        field = form.fields[form.title_fields[0]]
        if parts[0].text.strip() == field.id and field.stores == "column" and field.value_type.kind == "text":
            return field
    return None


def nearest_titles(ctx: RecordContext, tx: Transaction, form: Form, title: str) -> tuple[str, ...]:
    """Up to three titles that look like a wrong one, without case and spaces."""
    from engine.records.listing import some_titles

    known = {"".join(name.casefold().split()): name for name in some_titles(ctx, tx, form, NEAR_TITLES)}
    return tuple(known[key] for key in nearest("".join(title.casefold().split()), known))
