"""Finding by words: everything of an app that somebody looks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.records.filtering import query_of
from engine.records.listing import asking as params_of
from engine.records.permitting import field_label
from engine.records.results import PageQuery
from engine.storage import reading

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# What a search answers per form, and of how many forms at most.
FORM_HITS = 20
MATCHED_LENGTH = 120


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
