"""Finding by words: records to pick for a relation, and everything of an app that somebody looks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.records.filtering import query_of
from engine.records.listing import asking as params_of
from engine.records.permitting import field_label
from engine.records.results import PageQuery
from engine.storage import reading

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# What a search answers per form, and of how many forms at most.
FORM_HITS = 20
MATCHED_LENGTH = 120
# What may stand under a title in a picker: short, and told apart by people.
_SUBTITLES = ("text", "phone", "email", "select", "serial", "date", "number", "money")


def picker(
    ctx: RecordContext,
    form: Form,
    search: str | None = None,
    limit: int = 20,
    asking: Field | None = None,
    values: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Records of `form` to choose from: `{"id", "title", "subtitle"}`, only what the actor may read.

    `asking` is the relation field that asks and `values` the python values of its record: its `where` narrows the
    choice. Raises PermissionDenied.
    """
    subtitle = subtitle_field(ctx, form)
    asked = PageQuery(search=search, limit=limit, sort="-id", fields=subtitle.id if subtitle else "id")
    query, _ = query_of(ctx, form, asked)
    where = asking.settings.get("where") if asking is not None else None
    if where is not None:
        query = replace(query, where=(*query.where, where))

    def work(tx: Transaction) -> list[dict[str, Any]]:
        context = params_of(ctx, tx, form)
        context.asking = values or {}
        return [
            {"id": record["id"], "title": record["_title"], "subtitle": _shown(ctx, subtitle, record)}
            for record in reading.page(tx, query, context).records
        ]

    return ctx.read(work)


def subtitle_field(ctx: RecordContext, form: Form) -> Field | None:
    """The first short field outside the title that the actor may read on every record."""
    decision = ctx.decide("read", form)
    for name in form.order:
        field = form.fields[name]
        if name not in form.title_fields and field.type.name in _SUBTITLES and decision.may_probe(name):
            return field
    return None


def _shown(ctx: RecordContext, field: Field | None, record: Mapping[str, Any]) -> str | None:
    from engine.records.evaluating import from_json

    value = from_json(field, record.get(field.id)) if field is not None else None
    return None if field is None or value is None else field.type.show(value, field, ctx.language)


def search(ctx: RecordContext, app_id: str, text: str, limit: int = 20) -> list[dict[str, Any]]:
    """Records of every form of an app that have these words in what the actor may read.

    `{"form", "id", "title", "matched": "field label: text"}`; forms in the order of the app. Raises NotFound.
    """
    app = ctx.apps.app(app_id)
    if not text.strip():
        return []

    def work(tx: Transaction) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for form in app.forms.values():
            decision = ctx.decide("read", form)
            names = [name for name in searched_fields(form) if decision.may_probe(name)]
            if not decision.allowed or not names or len(found) >= limit:
                continue
            asked = PageQuery(search=text, limit=min(FORM_HITS, limit - len(found)), sort="-id", fields=",".join(names))
            query, _ = query_of(ctx, form, asked)
            for record in reading.page(tx, query, params_of(ctx, tx, form)).records:
                matched = _matched(ctx, form, names, record, text)
                found.append({"form": form.id, "id": record["id"], "title": record["_title"], "matched": matched})
        return found

    return ctx.read(work)


def searched_fields(form: Form) -> list[str]:
    """Fields that words are looked for in: those marked `search` and those of the title."""
    return [name for name, field in form.fields.items() if field.search or name in form.title_fields]


def _matched(ctx: RecordContext, form: Form, names: list[str], record: Mapping[str, Any], text: str) -> str | None:
    """`Phone: 138 0013 8000` of the field that holds the words, unless it is the title anyway."""
    from engine.records.evaluating import from_json

    wanted = text.strip().casefold()
    for name in names:
        field = form.fields[name]
        value = from_json(field, record.get(name))
        shown = "" if value is None else field.type.show(value, field, ctx.language)
        if wanted in shown.casefold() and name not in form.title_fields:
            at = max(0, shown.casefold().find(wanted) - MATCHED_LENGTH // 3)
            return f"{field_label(ctx, form, name)}: {shown[at : at + MATCHED_LENGTH]}"
    return None
