"""From a draft to the live version: the plan that its owner agrees to, and publishing exactly that."""

from __future__ import annotations

from pathlib import Path

from engine.errors import Conflict
from engine.publishing.agreed import AgreedPublishing
from engine.publishing.drafts import Drafts
from engine.publishing.planning import Outlook
from engine.publishing.publisher import Published
from engine.storage import draft_rows
from engine.storage.database import Transaction


class ChoicesOpen(Conflict):
    """Where others' publishing met the draft, its owner has still to choose (`count` places)."""

    code = "choices_open"


class NothingToPublish(Conflict):
    """The draft is what is live already."""

    code = "nothing_to_publish"


class DraftPublishing:
    """Plans and publishes drafts."""

    def __init__(self, drafts: Drafts, agreed: AgreedPublishing):
        self.drafts, self.agreed = drafts, agreed

    def plan(self, app_id: str, owner: str, language: str) -> Outlook:
        """What publishing would do. Raises NotFound."""
        return self.agreed.foresee(app_id, self.drafts.get(app_id, owner).texts, language)

    def publish(
        self, app_id: str, owner: str, plan: str, *, actor: str, note: str = "", destroy: bool = False
    ) -> tuple[Published, Path | None]:
        """Publishes exactly the plan of that hash; answers the version and the backup that was made before it.

        Raises PlanHasChanged, PlanDestroysData, ChoicesOpen, LiveHasMovedOn, InvalidDefinition, NothingToPublish.
        """
        draft = self.drafts.get(app_id, owner)
        if draft.row is None or draft.texts == draft.base_texts:
            raise NothingToPublish(app=app_id)
        if draft.open_choices:
            places = [one.path for one in draft.open_choices]
            raise ChoicesOpen(count=len(places), extra={"choices": places})

        def drop(tx: Transaction) -> None:
            row = draft_rows.find(tx, app_id, owner, hold=True)
            if row is not None and draft.row is not None and row.stamp == draft.row.stamp:
                draft_rows.drop(tx, app_id, owner)

        return self.agreed.carry_out(
            app_id, draft.texts, plan, based_on=draft.live, actor=actor, note=note, destroy=destroy, within=drop
        )
