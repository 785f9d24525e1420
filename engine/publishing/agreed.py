"""Publishes exactly what somebody has looked at: the plan of some files, then the same plan by its hash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.errors import InvalidDefinition
from engine.publishing.backup import Backups
from engine.publishing.planning import Outlook, Planning, hash_of
from engine.publishing.publisher import PlanDestroysData, PlanHasChanged, Prepared, Published, Publisher
from engine.storage.database import Transaction

Texts = Mapping[str, str]


class AgreedPublishing:
    """What drafts, rollbacks and upgrades have in common; a backup is made before data goes out of sight."""

    def __init__(self, publisher: Publisher, planning: Planning, backups: Backups):
        self.publisher, self.planning, self.backups = publisher, planning, backups

    def foresee(self, app_id: str, texts: Texts, language: str) -> Outlook:
        """What publishing would do; the problems instead, when the files are no app."""
        snapshot = self.publisher.store.current()
        try:
            prepared = self.publisher.prepare(texts)
        except InvalidDefinition as refused:
            return Outlook("", snapshot.number(app_id), (), problems=tuple(refused.problems))
        return self.outlook(prepared, language)

    def outlook(self, prepared: Prepared, language: str) -> Outlook:
        """The same for what is prepared already."""
        old = self.publisher.load({} if prepared.live is None else prepared.live.texts)
        return self.planning.outlook(prepared, old, self.publisher.load(prepared.app.texts), language)

    def carry_out(
        self,
        app_id: str,
        texts: Texts,
        plan: str,
        *,
        based_on: int,
        actor: str,
        kind: str = "publish",
        note: str = "",
        destroy: bool = False,
        within: Callable[[Transaction], None] | None = None,
    ) -> tuple[Published, Path | None]:
        """Publishes the plan of that hash; answers the version, and the backup when data went out of sight.

        Raises PlanHasChanged, PlanDestroysData, LiveHasMovedOn, InvalidDefinition.
        """

        def agreed(prepared: Prepared) -> None:
            if hash_of(prepared) != plan:
                raise PlanHasChanged(app=app_id)
            if prepared.plan.destroys_data and not destroy:
                raise PlanDestroysData(app=app_id)

        prepared = self.publisher.prepare(texts)
        agreed(prepared)
        # Before the transaction that keeps everybody out: a backup reads on while others work.
        kept = self.backups.before(app_id, prepared.number + 1) if prepared.plan.destroys_data else None
        published = self.publisher.publish(
            texts,
            actor=actor,
            kind=kind,
            note=note,
            based_on=based_on,
            destroy=destroy,
            agreed=agreed,
            within=within,
        )
        return published, kept
