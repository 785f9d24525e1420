"""Publishes exactly what somebody has looked at: the plan of some files, then the same plan by its hash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.errors import InvalidDefinition
from engine.publishing import backup
from engine.publishing.planning import Outlook, Planning, hash_of
from engine.publishing.publisher import PlanDestroysData, PlanHasChanged, Prepared, Published, Publisher
from engine.storage.database import Transaction
from engine.storage.files import FileStore

Texts = Mapping[str, str]


class AgreedPublishing:
    """What drafts and rollbacks have in common; `backups` is the folder where a backup goes before data is lost."""

    def __init__(self, publisher: Publisher, planning: Planning, files: FileStore, backups: Path):
        self.publisher, self.planning = publisher, planning
        self.files, self.backups = files, backups

    def foresee(self, app_id: str, texts: Texts, language: str) -> Outlook:
        """What publishing would do; the problems instead, when the files are no app."""
        snapshot = self.publisher.store.current()
        try:
            prepared = self.publisher.prepare(texts)
        except InvalidDefinition as refused:
            return Outlook("", snapshot.number(app_id), (), problems=tuple(refused.problems))
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
        kept = self._backup(app_id, prepared.number) if prepared.plan.destroys_data else None
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

    def _backup(self, app_id: str, number: int) -> Path:
        self.backups.mkdir(parents=True, exist_ok=True)
        place = self.backups / f"{app_id}-before-{number + 1}.zip"
        counted = 2
        while place.exists():
            place, counted = self.backups / f"{app_id}-before-{number + 1}-{counted}.zip", counted + 1
        backup.write(self.publisher.database, self.files, place)
        return place
