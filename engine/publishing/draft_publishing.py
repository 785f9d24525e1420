"""From a draft to the live version: the plan that its owner agrees to, and publishing exactly that."""

from __future__ import annotations

from pathlib import Path

from engine.errors import Conflict, InvalidDefinition
from engine.publishing import planning
from engine.publishing.backup import Backups
from engine.publishing.drafts import Draft, Drafts
from engine.publishing.planning import Outlook
from engine.publishing.publisher import PlanDestroysData, PlanHasChanged, Prepared, Published
from engine.storage import draft_rows
from engine.storage.database import Transaction


class ChoicesOpen(Conflict):
    """Where others' publishing met the draft, its owner has still to choose (`count` places)."""

    code = "choices_open"


class NothingToPublish(Conflict):
    """The draft is what is live already."""

    code = "nothing_to_publish"


class DraftPublishing:
    """Plans and publishes drafts; a backup is made before data is destroyed."""

    def __init__(self, drafts: Drafts, backups: Backups):
        self.drafts, self.publisher = drafts, drafts.publisher
        self.backups = backups

    def plan(self, app_id: str, owner: str, language: str) -> Outlook:
        """What publishing would do; with problems instead when the draft does not work. Raises NotFound."""
        draft = self.drafts.get(app_id, owner)
        try:
            prepared = self.publisher.prepare(draft.texts)
        except InvalidDefinition as refused:
            return Outlook("", draft.live, (), problems=tuple(refused.problems))
        return self._outlook(draft, prepared, language)

    def _outlook(self, draft: Draft, prepared: Prepared, language: str) -> Outlook:
        old, new = self.publisher.load(draft.base_texts), self.publisher.load(prepared.app.texts)
        return planning.outlook(prepared, old, new, language)

    def publish(
        self, app_id: str, owner: str, plan: str, *, actor: str, note: str = "", destroy: bool = False
    ) -> tuple[Published, Path | None]:
        """Publishes exactly the plan of that hash; answers the version and the backup that was made before it.

        Raises PlanHasChanged, PlanDestroysData, ChoicesOpen, LiveHasMovedOn, InvalidDefinition, NothingToPublish.
        """
        draft = self.drafts.get(app_id, owner)
        if draft.row is None:
            raise NothingToPublish(app=app_id)
        if draft.open_choices:
            places = [one.path for one in draft.open_choices]
            raise ChoicesOpen(count=len(places), extra={"choices": places})

        def agreed(prepared: Prepared) -> None:
            if planning.hash_of(prepared) != plan:
                raise PlanHasChanged(app=app_id)
            if prepared.plan.destroys_data and not destroy:
                raise PlanDestroysData(app=app_id)

        prepared = self.publisher.prepare(draft.texts)
        agreed(prepared)
        kept = self.backups.before(app_id, prepared.number + 1) if prepared.plan.destroys_data else None

        def drop(tx: Transaction) -> None:
            row = draft_rows.find(tx, app_id, owner, hold=True)
            if row is not None and draft.row is not None and row.stamp == draft.row.stamp:
                draft_rows.drop(tx, app_id, owner)

        published = self.publisher.publish(
            draft.texts, actor=actor, note=note, based_on=draft.live, destroy=destroy, agreed=agreed, within=drop
        )
        return published, kept
