"""A field that becomes one of options begins with those that its records hold already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.publishing.app_store import AppStore
from engine.storage import counts

MOST = 100  # different values; more are no list that anybody would choose from


def with_options(store: AppStore, app_id: str, edit: Any) -> Any:
    """An edit `change_type` to a type that begins with options, with the values that are there as its options."""
    if not isinstance(edit, Mapping) or edit.get("op") != "change_type":
        return edit
    settings, type = edit.get("settings") or {}, str(edit.get("type"))
    if not isinstance(settings, Mapping) or settings.get("options"):
        return edit
    begins = store.catalog.fields.get(type).palette.begins_with if type in store.catalog.fields else {}
    form = store.current().app(app_id).forms.get(str(edit.get("form")))
    field = form.fields.get(str(edit.get("field"))) if form is not None else None
    if "options" not in begins or form is None or field is None or field.settings.get("options"):
        return edit
    with store.database.read() as tx:
        values = counts.distinct(tx, form, field, MOST)
    labels = dict.fromkeys(field.type.show(value, field)[:200].strip() for value in values)
    options = [label for label in labels if label]
    return {**edit, "settings": {**settings, "options": options}} if options else edit
