"""Cleans what was sent and checks it against the form: every value, and what the values mean together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.catalog.fields.subform import RowChanges
from engine.catalog.relations import KeyRef, TitleRef
from engine.catalog.values import InvalidValue
from engine.errors import FieldError
from engine.records.evaluating import Evaluation
from engine.records.graph import in_order
from engine.records.permitting import is_readable
from engine.records.shape import Shape, shape_of
from engine.registry import nearest
from engine.storage import rows

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.records.evaluating import Related
    from engine.storage.database import Transaction

SYSTEM_FIELDS = frozenset({"id", "revision", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"})
# Members of answers that a client may send back as they are.
ANSWERED = SYSTEM_FIELDS | {"_title", "_stale"}

Pointed = tuple["Field", str, int]
# The record that points, and its row when a column of a subform does.
Asked = tuple[Mapping[str, Any], Mapping[str, Any] | None]


def clean(form: Form, values: Mapping[str, Any], errors: list[FieldError], *, serial: bool = False) -> dict[str, Any]:
    """The python values of what was sent, by field id; everything wrong is added to `errors`.

    System fields and computed ones are left out, so that a record that was read may be sent back whole; `serial`
    lets serial numbers through (sample data, admins).
    """
    cleaned: dict[str, Any] = {}
    reading = shape_of(form).reading
    for name, value in values.items():
        read = reading.get(name)
        if read is None:
            found = form.fields.get(name)
            if found is None:
                if name not in ANSWERED:
                    errors.append(_unknown(form, str(name)))
                continue
            if found.type.comes_later:
                errors.append(FieldError(name, "value.comes_later", {"type": found.type.name}))
                continue
            if not (serial and found.type.name == "serial"):
                continue
            read = found.type.reader(found)
        try:
            cleaned[name] = read(value)
        except InvalidValue as trouble:
            errors.extend(_at(name, error) for error in trouble.errors)
        except (RecursionError, OverflowError):
            errors.append(FieldError(name, "value.unreadable"))
    return cleaned


def _unknown(form: Form, name: str) -> FieldError:
    name = name[:80]
    return FieldError(name, "value.unknown_field", {"found": name, "nearest": nearest(name, form.fields)})


def _at(path: str, error: FieldError) -> FieldError:
    return error.under(path) if error.path else FieldError(path, error.code, error.values, error.message)


def settle_references(
    ctx: RecordContext,
    tx: Transaction,
    shape: Shape,
    values: dict[str, Any],
    errors: list[FieldError],
) -> None:
    """Turns records named by a key or a title into ids, in place."""
    from engine.records.finding import resolve_reference

    for relation in shape.relations:
        name = relation.id
        value = values.get(name)
        found: Any
        if isinstance(value, (KeyRef, TitleRef)):
            found = resolve_reference(ctx, tx, relation, value, name, errors)
        elif isinstance(value, tuple) and any(isinstance(item, (KeyRef, TitleRef)) for item in value):
            found = tuple(
                resolve_reference(ctx, tx, relation, item, f"{name}.{at}", errors)
                if isinstance(item, (KeyRef, TitleRef))
                else item
                for at, item in enumerate(value)
            )
            found = tuple(dict.fromkeys(item for item in found if item is not None)) or None
        else:
            continue
        values[name] = found


def references(shape: Shape, values: Mapping[str, Any]) -> Iterator[Pointed]:
    """Every (relation field, path, id) that the values point to, rows of subforms included."""
    for relation in shape.relations:
        value = values.get(relation.id)
        if isinstance(value, int):
            yield relation, relation.id, value
        elif isinstance(value, tuple):
            for at, id in enumerate(value):
                if isinstance(id, int):
                    yield relation, f"{relation.id}.{at}", id
    for subform in shape.subforms:
        if values.get(subform.id):
            for path, row in rows_of(values[subform.id]):
                for inner, where, id in references(shape.rows[subform.id], row):
                    yield inner, f"{subform.id}.{path}.{where}", id


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


@dataclass
class TargetChecks:
    """What records point to, collected over one record or a whole block, then looked at in few statements."""

    ctx: RecordContext
    tx: Transaction
    related: Related
    waiting: list[tuple[list[Pointed], Callable[[str], Asked], list[FieldError]]] = field(default_factory=list)

    def add(self, pointed: list[Pointed], asking: Callable[[str], Asked], errors: list[FieldError]) -> None:
        """`asking(path)` gives the record that points, for the `where` of a relation; `errors` gets what is wrong."""
        if pointed:
            self.waiting.append((pointed, asking, errors))

    def settle(self) -> None:
        """Locks the records pointed to and refuses those that are gone, may not be read, or are no choice here.

        One answer for a record that is gone and one that may not be read.
        """
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        by_form: dict[str, set[int]] = {}
        read: dict[str, set[int]] = {}
        for pointed, _, _ in waiting:
            for relation, _, id in pointed:
                name = _target(relation)
                by_form.setdefault(name, set()).add(id)
                if relation.settings.get("where") is not None:
                    read.setdefault(name, set()).add(id)
        forms = {name: self.related.form(name) for name in by_form}
        ranked = in_order(self.ctx.apps, by_form)
        there = rows.lock(self.tx, [(forms[name], sorted(by_form[name])) for name in ranked])
        closed = {name for name, form in forms.items() if not _reads_every_row(self.ctx, form)}
        for name in closed | set(read):
            self.related.fetch(name, by_form[name] if name in closed else read[name])
        for pointed, asking, errors in waiting:
            for relation, path, id in pointed:
                self._check(relation, path, id, forms, there, closed, asking, errors)

    def _check(
        self,
        relation: Field,
        path: str,
        id: int,
        forms: Mapping[str, Form],
        there: Mapping[tuple[str, str], Collection[int]],
        closed: Collection[str],
        asking: Callable[[str], Asked],
        errors: list[FieldError],
    ) -> None:
        name = _target(relation)
        form = forms[name]
        exists = id in there.get((form.app_id, form.id), ())
        if exists and name in closed:
            values = self.related.get(name, id)
            exists = values is not None and is_readable(self.ctx, form, Evaluation(self.related, form, values, id=id))
        if not exists:
            errors.append(FieldError(path, "value.no_such_record", {"id": id, "form": form.id}))
            return
        where = relation.settings.get("where")
        if where is not None:
            values = self.related.get(name, id) or {}
            record, row = asking(path)
            if not Evaluation(self.related, form, values, id=id, asking=record, row=row).holds(where):
                errors.append(FieldError(path, "value.not_a_choice", {"id": id}))


def _target(relation: Field) -> str:
    assert relation.target is not None
    return ".".join(relation.target)


def _reads_every_row(ctx: RecordContext, form: Form) -> bool:
    decision = ctx.decide("read", form)
    # Everybody signed in may name a colleague, even where the company's forms are closed to them.
    return (decision.allowed and not decision.row_filter) or (form.app_id == "company" and bool(ctx.actor.roles))


def check_transitions(
    form: Form,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    changed: Collection[str],
    errors: list[FieldError],
    language: str,
) -> None:
    """Refuses a select's step that its `transitions` do not list."""
    for name in shape_of(form).steps & set(changed):
        select = form.fields[name]
        allowed = select.settings["transitions"]
        before, after = old.get(name), new.get(name)
        if before is None or after is None or after in allowed.get(before, ()):
            continue
        labels = {option.id: option.say(language) for option in select.settings["options"]}
        values = {
            "from": labels.get(before, before),
            "to": labels.get(after, after),
            "allowed": [labels.get(id, id) for id in allowed.get(before, ())],
        }
        errors.append(FieldError(name, "value.no_transition", values))


def check_where_unchanged(
    form: Form,
    related: Related,
    record: Evaluation,
    changed: Collection[str],
    errors: list[FieldError],
) -> None:
    """Choices of a relation that depend on another field are looked at again when that field changes."""
    shape = shape_of(form)
    for relation in shape.narrowed:
        if relation.id not in changed and _reads(relation, changed):
            _look_again(relation, relation.id, record, None, record.values, related, errors)
    for subform in shape.subforms:
        for column in shape.rows[subform.id].narrowed:
            if subform.id not in changed and _reads(column, changed):
                for at, row in enumerate(record.values.get(subform.id) or ()):
                    _look_again(column, f"{subform.id}.{at}.{column.id}", record, row, row, related, errors)


def _reads(relation: Field, changed: Collection[str]) -> bool:
    where = relation.settings["where"]
    return any(path[0] == "record" and len(path) > 1 and path[1] in changed for path in where.depends)


def _look_again(
    relation: Field,
    path: str,
    record: Evaluation,
    row: Mapping[str, Any] | None,
    values: Mapping[str, Any],
    related: Related,
    errors: list[FieldError],
) -> None:
    target = related.form(_target(relation))
    asking = {**record.values, "id": record.id}
    value = values.get(relation.id)
    for id in value if isinstance(value, tuple) else (value,):
        found = related.get(_target(relation), id) if isinstance(id, int) else None
        if found is None:
            continue
        if not Evaluation(related, target, found, id=id, asking=asking, row=row).holds(relation.settings["where"]):
            errors.append(FieldError(path, "value.not_a_choice", {"id": id}))
