"""What happened to a record: who changed what, when and through what, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from engine.catalog.values import datetime_text
from engine.records.evaluating import Evaluation, Related
from engine.records.finding import titles_in
from engine.records.permitting import is_readable, shown_fields, unknown
from engine.records.presenting import masked
from engine.storage import change_rows, rows

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction


def history(ctx: RecordContext, form: Form, id: int) -> dict[str, Any]:
    """`{"changes": [{at, actor, origin, rule, what, change_set, fields: [{field, old, new}]}], "created": {…}}`.

    A computed cell that changed in a subform's row stands there by itself, with `row` and `column`. Newest first;
    hidden fields are left out, masked ones are stars. Raises NotFound.
    """

    def work(tx: Transaction) -> dict[str, Any]:
        values = rows.read(tx, form, id, deleted=True)
        record = Evaluation(Related(ctx, tx), form, values or {}, id=id)
        if values is None or not is_readable(ctx, form, record):
            raise unknown(form, id)
        readable, starred = shown_fields(ctx, form, record)
        found = change_rows.history_of(tx, form.app_id, form.id, id)
        names = _names(ctx, tx, [row["user"] for row in found] + [values["created_by"]])
        changes, created = [], None
        for row in found:
            entry = _entry(row, names, form, readable, starred)
            if row["what"] == "created":
                created = {key: entry[key] for key in ("at", "actor", "origin", "rule", "change_set")}
            elif row["what"] != "updated" or entry["fields"]:
                changes.append(entry)
        if created is None:
            by = values["created_by"]
            created = {"at": datetime_text(values["created_at"]), "actor": _actor(by, None, names), "origin": None}
        return {"changes": changes, "created": created}

    return ctx.read(work)


def _names(ctx: RecordContext, tx: Transaction, users: Collection[int | None]) -> Mapping[int, str]:
    """Names of colleagues; who wrote a record that one may read is no secret."""
    from engine.access import Actor

    people = ctx.apps.app("company").forms["user"]
    as_engine = ctx.acting(Actor.system())
    return titles_in(as_engine, tx, people, sorted({user for user in users if user is not None}), deleted=True)


def _actor(user: int | None, key: str | None, names: Mapping[int, str]) -> dict[str, Any]:
    return {"id": user, "name": names.get(user) if user is not None else None, "key": key}


def _entry(
    row: Mapping[str, Any],
    names: Mapping[int, str],
    form: Form,
    readable: Collection[str],
    starred: Collection[str],
) -> dict[str, Any]:
    old, new = row["old"] or {}, row["new"] or {}
    fields = []
    for name in form.fields:
        if name not in new and name not in old:
            continue
        if name in readable:
            fields.append({"field": name, "old": old.get(name), "new": new.get(name)})
        elif name in starred:
            fields.append({"field": name, "old": masked(old.get(name)), "new": masked(new.get(name))})
    for path in new:
        name, _, cell = path.partition(".")
        if cell and name in readable:
            row_id, _, column = cell.partition(".")
            place = {"field": name, "row": int(row_id), "column": column}
            fields.append({**place, "old": old.get(path), "new": new[path]})
    actor = str(row["actor"])
    return {
        "at": datetime_text(row["at"]),
        "what": row["what"],
        "revision": row["revision"],
        "change_set": row["change_set"],
        "actor": _actor(row["user"], actor, names),
        "origin": row["origin"],
        "rule": actor.removeprefix("rule:") if actor.startswith("rule:") else None,
        "fields": fields,
    }
