"""Changes of how records are shown, published at once on the live version; open drafts are carried over to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.definition.app import App
from engine.definition.edits.operations import apply
from engine.errors import Conflict
from engine.publishing.adding_fields import publish_edit
from engine.publishing.app_store import AppStore
from engine.publishing.publisher import Prepared, Publisher
from engine.storage import version_rows

# Lines of a plan that take something away, or do something over, that no value depends on.
_HARMLESS = frozenset({"plan.drop_index", "plan.reindex"})


class NeedsADraft(Conflict):
    """The edits would do something to the records: that wants to be looked at before it is published."""

    code = "needs_a_draft"


class QuickEdits:
    """Publishes edits that leave all records as they are."""

    def __init__(self, store: AppStore, publisher: Publisher):
        self.store = store
        self.publisher = publisher

    def publish(
        self, app_id: str, edits: Sequence[Any], actor: str, language: str, note: str = ""
    ) -> tuple[int, tuple[str, ...]]:
        """Answers (version, ids that were made). Raises NotFound, InvalidValues, InvalidDefinition, NeedsADraft."""
        made: tuple[str, ...] = ()
        with self.store.database.read() as tx:
            prefix = "x_" if version_rows.is_from_template(tx, app_id) else ""

        def edited(app: App) -> tuple[Mapping[str, str], str]:
            nonlocal made
            done = apply(
                app.texts,
                edits,
                self.publisher.load,
                self.store.catalog,
                self.publisher.resolution,
                language=language,
                prefix=prefix,
            )
            made = done.made
            return done.texts, note

        published = publish_edit(
            self.store, self.publisher, app_id, edited, actor, kind="edit", agreed=require_no_work_on_records
        )
        return published.number, made


def require_no_work_on_records(prepared: Prepared) -> None:
    """Raises NeedsADraft when publishing would convert, hide or lose what is stored; an index may go."""
    for line in prepared.plan.lines:
        if line.destroys_data or (line.sign != "+" and line.code not in _HARMLESS):
            raise NeedsADraft(app=prepared.app.id)
