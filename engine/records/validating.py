"""Cleans what was sent and checks it against the form: every value, and what the values mean together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.catalog.fields.subform import RowChanges
from engine.catalog.relations import KeyRef, TitleRef
from engine.catalog.values import InvalidValue
from engine.errors import FieldError
from engine.registry import nearest
from engine.storage import rows

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.records.evaluating import Evaluation, Related
    from engine.storage.database import Transaction

SYSTEM_FIELDS = frozenset({"id", "revision", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"})
# Members of answers that a client may send back as they are.
_ANSWERED = SYSTEM_FIELDS | {"_title"}


def clean(form: Form, values: Mapping[str, Any], errors: list[FieldError], *, serial: bool = False) -> dict[str, Any]:
    """The python values of what was sent, by field id; everything wrong is added to `errors`.

    System fields and computed ones are left out, so that a record that was read may be sent back whole; `serial`
    lets serial numbers through (sample data, admins).
    """
    cleaned: dict[str, Any] = {}
    for name, value in values.items():
        field = form.fields.get(name) if isinstance(name, str) else None
        if field is None:
            if name not in _ANSWERED:
                errors.append(_unknown(form, str(name)))
            continue
        if not field.writable and not (serial and field.type.name == "serial"):
            if field.type.comes_later:
                errors.append(FieldError(name, "value.comes_later", {"type": field.type.name}))
            continue
        try:
            cleaned[name] = field.type.clean(value, field)
        except InvalidValue as trouble:
            errors.extend(_at(name, error) for error in trouble.errors)
        except (RecursionError, OverflowError):
            errors.append(FieldError(name, "value.unreadable"))
    return cleaned


def _unknown(form: Form, name: str) -> FieldError:
    return FieldError(
        name[:80], "value.unknown_field", {"found": name[:80], "nearest": nearest(name[:80], form.fields)}
    )


def _at(path: str, error: FieldError) -> FieldError:
    return error.under(path) if error.path else FieldError(path, error.code, error.values, error.message)


def settle_references(
    ctx: RecordContext,
    tx: Transaction,
    fields: Mapping[str, Field],
    values: dict[str, Any],
    errors: list[FieldError],
    prefix: str = "",
) -> None:
    """Turns records named by a key or a title into ids, in place."""
    from engine.records.finding import resolve_reference

    for name, value in values.items():
        field = fields.get(name)
        if field is None or field.target is None:
            continue
        found: Any
        if isinstance(value, (KeyRef, TitleRef)):
            found = resolve_reference(ctx, tx, field, value, prefix + name, errors)
        elif isinstance(value, tuple) and any(isinstance(item, (KeyRef, TitleRef)) for item in value):
            found = tuple(
                resolve_reference(ctx, tx, field, item, f"{prefix}{name}.{at}", errors)
                if isinstance(item, (KeyRef, TitleRef))
                else item
                for at, item in enumerate(value)
            )
            found = tuple(dict.fromkeys(item for item in found if item is not None)) or None
        else:
            continue
        values[name] = found


def references(fields: Mapping[str, Field], values: Mapping[str, Any]) -> Iterable[tuple[Field, str, int]]:
    """Every (relation field, path, id) that the values point to, rows of subforms included."""
    for name, value in values.items():
        field = fields.get(name)
        if field is None or value is None:
            continue
        if field.stores == "row_table":
            for path, row in rows_of(value):
                for inner, where, id in references(field.fields, row):
                    yield inner, f"{name}.{path}.{where}", id
        elif field.target is not None:
            if isinstance(value, int):
                yield field, name, value
            elif isinstance(value, tuple):
                for at, id in enumerate(value):
                    if isinstance(id, int):
                        yield field, f"{name}.{at}", id


def rows_of(value: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The rows in a subform's value with the end of their path."""
    if isinstance(value, RowChanges):
        for at, row in enumerate(value.add):
            yield f"add.{at}", row
        for id, row in (value.set or {}).items():
            yield f"set.{id}", row
    elif isinstance(value, (tuple, list)):
        for at, row in enumerate(value):
            yield str(at), row


def check_targets(
    ctx: RecordContext,
    tx: Transaction,
    related: Related,
    pointed: Iterable[tuple[Field, str, int]],
    asking: Callable[[str], Mapping[str, Any]],
    errors: list[FieldError],
) -> None:
    """Locks the records pointed to and refuses those that are gone, may not be read, or are not among the choices.

    `asking(path)` gives the record that points, for the `where` of a relation. One answer for a record that is
    gone and one that may not be read.
    """
    from engine.records.evaluating import Evaluation
    from engine.records.permitting import is_readable

    wanted = list(pointed)
    if not wanted:
        return
    by_form: dict[str, set[int]] = {}
    for field, _, id in wanted:
        assert field.target is not None
        by_form.setdefault(".".join(field.target), set()).add(id)
    forms = {name: related.form(name) for name in by_form}
    there = rows.lock(tx, [(forms[name], sorted(ids)) for name, ids in by_form.items()])
    for field, path, id in wanted:
        assert field.target is not None
        name = ".".join(field.target)
        form = forms[name]
        exists = id in there.get((form.app_id, form.id), ())
        if exists and not _reads_every_row(ctx, form):
            values = related.get(name, id)
            exists = values is not None and is_readable(ctx, form, Evaluation(related, form, values, id=id))
        if not exists:
            errors.append(FieldError(path, "value.no_such_record", {"id": id, "form": form.id}))
            continue
        where = field.settings.get("where")
        if where is not None:
            values = related.get(name, id) or {}
            if not Evaluation(related, form, values, id=id, asking=asking(path)).holds(where):
                errors.append(FieldError(path, "value.not_a_choice", {"id": id}))


def _reads_every_row(ctx: RecordContext, form: Form) -> bool:
    decision = ctx.decide("read", form)
    # Everybody signed in may name a colleague, even where the company's forms are closed to them.
    return (decision.allowed and not decision.row_filter) or (form.app_id == "company" and bool(ctx.actor.roles))


def check_transitions(
    form: Form, old: Mapping[str, Any], new: Mapping[str, Any], changed: Collection[str], errors: list[FieldError]
) -> None:
    """Refuses a select's step that its `transitions` do not list."""
    for name in changed:
        field = form.fields[name]
        allowed = field.settings.get("transitions")
        before, after = old.get(name), new.get(name)
        if allowed is None or before is None or after is None or before == after:
            continue
        if after not in allowed.get(before, ()):
            labels = {option.id: option.label for option in field.settings["options"]}
            errors.append(
                FieldError(
                    name,
                    "value.no_transition",
                    {
                        "from": labels.get(before, before),
                        "to": labels.get(after, after),
                        "allowed": [labels.get(id, id) for id in allowed.get(before, ())],
                    },
                )
            )


def check_where_unchanged(
    form: Form,
    related: Related,
    record: Evaluation,
    changed: Collection[str],
    errors: list[FieldError],
) -> None:
    """Choices of a relation that depend on another field are looked at again when that field changes."""
    from engine.records.evaluating import Evaluation as Seen

    for name, field in form.fields.items():
        where = field.settings.get("where") if field.target is not None else None
        if where is None or name in changed:
            continue
        asked = {path[1] for path in where.depends if path[0] == "record" and len(path) > 1}
        if asked.isdisjoint(changed):
            continue
        assert field.target is not None
        target = related.form(".".join(field.target))
        value = record.values.get(name)
        for id in value if isinstance(value, tuple) else (value,):
            if isinstance(id, int):
                found = related.get(target.name, id)
                seen = Seen(related, target, found or {}, id=id, asking={**record.values, "id": record.id})
                if found is not None and not seen.holds(where):
                    errors.append(FieldError(name, "value.not_a_choice", {"id": id}))
