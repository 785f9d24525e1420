"""A new app of one's own: one form with one field, live at once, to be built on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from engine.catalog.ids import id_from_label
from engine.definition.printing import print_object
from engine.errors import FieldError, InvalidValues
from engine.publishing.app_store import COMPANY, AppStore
from engine.publishing.publisher import LiveHasMovedOn, Prepared, Publisher
from engine.publishing.templates import Templates
from engine.storage.database import Transaction
from engine.texts import LANGUAGES, say

LONGEST = 100
TRIES = 5


class Within(Protocol):
    """What belongs to the transaction that publishes an app."""

    def __call__(self, tx: Transaction, app_id: str) -> None: ...


def _nothing_else(tx: Transaction, app_id: str) -> None:
    """An app that comes alone."""


class BlankApps:
    """Makes apps out of two names."""

    def __init__(self, store: AppStore, publisher: Publisher, templates: Templates):
        self.store, self.publisher, self.templates = store, publisher, templates

    def make(self, label: str, form: str, actor: str, language: str) -> tuple[str, str]:
        """(id of the app, id of its form), written in the caller's language. Raises InvalidValues without a name."""
        names = {"label": label.strip(), "form": form.strip()}
        missing = [FieldError(key, "blank_app.name_needed") for key, name in names.items() if not name]
        if missing:
            raise InvalidValues(errors=missing)
        form_id = id_from_label(names["form"])
        app_id = self.publish_new(
            names["label"], lambda app: texts_of(app, form_id, names["label"], names["form"], language), actor
        )
        return app_id, form_id

    def publish_new(
        self,
        label: str,
        texts: Callable[[str], Mapping[str, str]],
        actor: str,
        within: Within = _nothing_else,
    ) -> str:
        """Publishes the `texts` of an app under an id that nobody has; `within` belongs to the same transaction."""
        for _ in range(TRIES):
            taken = {COMPANY, *self.store.current().apps, *(template.id for template in self.templates)}
            app_id = id_from_label(label, taken)
            also = partial(within, app_id=app_id)
            try:
                self.publisher.publish(texts(app_id), actor=actor, agreed=_is_new, within=also)
            except LiveHasMovedOn:
                continue
            return app_id
        raise LiveHasMovedOn(app=app_id)


def _is_new(prepared: Prepared) -> None:
    """Nobody has taken the id meanwhile: another's app is not overwritten."""
    if prepared.live is not None:
        raise LiveHasMovedOn(app=prepared.app.id)


def texts_of(app_id: str, form_id: str, label: str, form: str, language: str) -> dict[str, str]:
    """The files of an app with one form that has a name."""
    name = {"type": "text", "label": say("blank_app.name", {}, language), "required": True, "search": True}
    tree = {"kind": "form", "id": form_id, "label": form, "title": "{{ name }}", "fields": {"name": name}}
    app = app_file(app_id, label, language, {"home": f"form/{form_id}"})
    return {**app, f"forms/{form_id}.yaml": print_object("form", tree)}


def app_file(app_id: str, label: str, language: str, more: Mapping[str, str]) -> dict[str, str]:
    """The file of an app without anything in it."""
    app = {
        "kind": "app",
        "id": app_id,
        "label": label,
        "version": "1.0.0",
        "language": {"written_in": language, "also": [other for other in LANGUAGES if other != language]},
        **more,
    }
    return {"app.yaml": print_object("app", app)}
