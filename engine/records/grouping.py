"""Logic over figures of several records, asked once they are written and before anybody else may write beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import FieldError, InvalidValues
from engine.expression.sql import NoSqlForm
from engine.records.evaluating import Evaluation, Related
from engine.records.logic import said
from engine.storage import advisory
from engine.storage.aggregate import aggregate
from engine.storage.query import Query

if TYPE_CHECKING:
    from engine.definition.model import Form, LogicRule
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """One record of a verb: as it was (None: it was not there) and as it is (None: it is gone)."""

    id: int
    old: Values | None
    new: Values | None


def require_groups(ctx: RecordContext, tx: Transaction, form: Form, written: Sequence[Written]) -> None:
    """Raises InvalidValues when a group that these records belong to, or did, is not as the form's logic wants it.

    Each group's name is held until the transaction ends, before its figure is taken: of two writers who would only
    together go too far, the second sees what the first has written.
    """
    if not form.groups or not written:
        return
    asked = list(_asked(form, written))
    advisory.hold(tx, (_name(form, part, values) for part, _, values, _ in asked))
    related, done, errors = Related(ctx, tx), set[str](), list[FieldError]()
    for part, id, values, old in asked:
        name = _name(form, part, values)
        if name not in done:
            done.add(name)
            errors += _refusal(ctx, tx, related, form, part, id, values, old)
    if errors:
        raise InvalidValues(errors=errors)


def _asked(form: Form, written: Iterable[Written]) -> Iterable[tuple[LogicRule, int, Values, Values | None]]:
    """The groups that these writes touch: the one that a record comes to, and the one that it leaves."""
    for part in form.groups:
        assert part.group is not None
        reads = part.group.reads | ({path[0] for path in part.when.fields} if part.when is not None else set())
        for one in written:
            old, new = one.old, one.new
            if old is not None and new is not None and all(old.get(name) == new.get(name) for name in reads):
                continue
            if new is not None:
                yield part, one.id, new, old
            if old is not None and (new is None or any(old.get(name) != new.get(name) for name in part.group.by)):
                yield part, one.id, old, None


def _name(form: Form, part: LogicRule, values: Values) -> str:
    # Empty and zero are equal in a condition, so they are one group.
    assert part.group is not None
    return repr((form.name, part.id, [str(values.get(name) or "") for name in part.group.by]))


def _refusal(
    ctx: RecordContext,
    tx: Transaction,
    related: Related,
    form: Form,
    part: LogicRule,
    id: int,
    values: Values,
    old: Values | None,
) -> list[FieldError]:
    group = part.group
    assert group is not None
    where = (*group.same, *((group.where,) if group.where is not None else ()))
    context = Evaluation(related, form, {}, asking={**values, "id": id})
    try:
        (found,) = aggregate(tx, Query(form, ctx.apps.all(), where=where), (), [group.value], context)
    except NoSqlForm as reason:
        return [FieldError(part.field or "", "logic.not_counted", {"logic": part.id, "what": reason.what})]
    record = Evaluation(related, form, values, old=old, id=id, extra={"group": found.values[0]})
    if part.when is not None and not record.holds(part.when):
        return []
    return [FieldError(part.field or "", "logic.error", {"logic": part.id}, said(ctx, part))]
