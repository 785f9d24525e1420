"""Forms made out of tables: published in one version, with whatever must be written together with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.definition.app import App
from engine.definition.edits.new_forms import MadeForm, NewForm, add_forms
from engine.errors import FieldError, InvalidValues
from engine.publishing.adding_fields import publish_edit
from engine.publishing.app_store import AppStore
from engine.publishing.blank_apps import BlankApps, app_file
from engine.publishing.publisher import Publisher
from engine.storage import version_rows
from engine.storage.database import Transaction

Also = Callable[[Transaction, str, Sequence[MadeForm]], None]  # told the app and its new forms


class TableForms:
    """Makes apps, and adds to apps, what tables became."""

    def __init__(self, store: AppStore, publisher: Publisher, blank_apps: BlankApps):
        self.store, self.publisher, self.blank_apps = store, publisher, blank_apps

    def make_app(
        self, label: str, forms: Sequence[NewForm], actor: str, language: str, also: Also
    ) -> tuple[str, Sequence[MadeForm]]:
        """A new app of these forms. Raises InvalidValues without a name, InvalidDefinition."""
        if not label.strip():
            raise InvalidValues(errors=[FieldError("label", "blank_app.name_needed")])
        made: Sequence[MadeForm] = ()

        def texts(app_id: str) -> Mapping[str, str]:
            nonlocal made
            files, made = self._added(app_file(app_id, label.strip(), language, {}), forms, language, "")
            return app_file(app_id, label.strip(), language, {"home": f"form/{made[0].id}"}) | {
                name: text for name, text in files.items() if name != "app.yaml"
            }

        def within(tx: Transaction, app_id: str) -> None:
            also(tx, app_id, made)

        return self.blank_apps.publish_new(label.strip(), texts, actor, within), made

    def add(
        self, app_id: str, forms: Sequence[NewForm], actor: str, language: str, also: Also
    ) -> tuple[str, Sequence[MadeForm]]:
        """These forms in a live app; drafts are rebased on it. Raises NotFound, InvalidDefinition."""
        made: Sequence[MadeForm] = ()

        def edited(app: App) -> tuple[Mapping[str, str], str]:
            nonlocal made
            with self.store.database.read() as tx:
                prefix = "x_" if version_rows.is_from_template(tx, app.id) else ""
            texts, made = self._added(app.texts, forms, language, prefix)
            return texts, ", ".join(form.label for form in forms)

        publish_edit(self.store, self.publisher, app_id, edited, actor, within=lambda tx: also(tx, app_id, made))
        return app_id, made

    def _added(self, texts: Mapping[str, str], forms: Sequence[NewForm], language: str, prefix: str) -> Any:
        return add_forms(
            texts,
            forms,
            self.publisher.load,
            self.store.catalog,
            self.publisher.resolution,
            language=language,
            prefix=prefix,
        )
