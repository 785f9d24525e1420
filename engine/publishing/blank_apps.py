"""A new app of one's own: one form with one field, live at once, to be built on."""

from __future__ import annotations

from engine.catalog.ids import id_from_label
from engine.definition.printing import print_object
from engine.errors import FieldError, InvalidValues
from engine.publishing.app_store import COMPANY, AppStore
from engine.publishing.publisher import LiveHasMovedOn, Prepared, Publisher
from engine.publishing.templates import Templates
from engine.texts import LANGUAGES, say

LONGEST = 100
TRIES = 5


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
        for _ in range(TRIES):
            taken = {COMPANY, *self.store.current().apps, *(template.id for template in self.templates)}
            app_id = id_from_label(names["label"], taken)
            form_id = id_from_label(names["form"])
            texts = texts_of(app_id, form_id, names["label"], names["form"], language)
            try:
                self.publisher.publish(texts, actor=actor, agreed=_is_new)
            except LiveHasMovedOn:
                continue
            return app_id, form_id
        raise LiveHasMovedOn(app=app_id)


def _is_new(prepared: Prepared) -> None:
    """Nobody has taken the id meanwhile: another's app is not overwritten."""
    if prepared.live is not None:
        raise LiveHasMovedOn(app=prepared.app.id)


def texts_of(app_id: str, form_id: str, label: str, form: str, language: str) -> dict[str, str]:
    """The files of an app with one form that has a name."""
    app = {
        "kind": "app",
        "id": app_id,
        "label": label,
        "version": "1.0.0",
        "language": {"written_in": language, "also": [other for other in LANGUAGES if other != language]},
        "home": f"form/{form_id}",
    }
    name = {"type": "text", "label": say("blank_app.name", {}, language), "required": True, "search": True}
    tree = {"kind": "form", "id": form_id, "label": form, "title": "{{ name }}", "fields": {"name": name}}
    return {"app.yaml": print_object("app", app), f"forms/{form_id}.yaml": print_object("form", tree)}
