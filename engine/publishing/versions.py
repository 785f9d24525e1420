"""The versions of an app: what changed between any two, and going back to one, as a draft or at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.definition.diff import diff_texts
from engine.errors import NotFound
from engine.publishing.agreed import AgreedPublishing
from engine.publishing.drafts import Draft, Drafts
from engine.publishing.planning import Outlook
from engine.publishing.publisher import Published, Publisher
from engine.publishing.told import Telling, Told
from engine.storage import version_rows
from engine.storage.version_rows import VersionRow

Texts = Mapping[str, str]
ROLLBACK = "rollback"


@dataclass(frozen=True)
class ListedVersion:
    """A version, and how many changes it made to the one before it."""

    row: VersionRow
    changes: int


class Versions:
    """Reads versions and goes back to them."""

    def __init__(self, publisher: Publisher, drafts: Drafts, agreed: AgreedPublishing):
        self.publisher, self.drafts, self.agreed = publisher, drafts, agreed
        self._counted: dict[tuple[str, int], int] = {}  # versions never change

    def listed(self, app_id: str) -> list[ListedVersion]:
        """Newest first. Raises NotFound."""
        self.publisher.store.current().app(app_id)
        found = []
        for row in self.publisher.versions(app_id):
            key = (app_id, row.number)
            if key not in self._counted:
                before = self.texts(app_id, row.number - 1) if row.number > 1 else {}
                after = self.texts(app_id, row.number)
                # What a whole app is made of is no change to anybody.
                self._counted[key] = len(diff_texts(before, after, self.publisher.load)) if before else 0
            found.append(ListedVersion(row, self._counted[key]))
        return found

    def texts(self, app_id: str, number: int) -> Texts:
        """The files of a version as they were written. Raises NotFound."""
        with self.publisher.database.read() as tx:
            found = version_rows.texts(tx, app_id, number)
        if found is None:
            raise NotFound(what="version", id=f"{app_id} {number}")
        return found

    def changes(self, app_id: str, number: int, against: int | None, language: str) -> list[Told]:
        """What changed from version `against` (the one before) to version `number`, in words. Raises NotFound."""
        new = self.texts(app_id, number)
        before = number - 1 if against is None else against
        old = self.texts(app_id, before) if before else {}
        load = self.publisher.load
        return Telling(diff_texts(old, new, load), load(old), load(new), language).tell()

    def restore(self, app_id: str, number: int, owner: str) -> Draft:
        """Makes a version the caller's draft, as one step. Raises NotFound."""
        return self.drafts.replace(app_id, owner, self.texts(app_id, number), {"restored": number})

    def foresee_rollback(self, app_id: str, number: int, language: str) -> Outlook:
        """What going back to a version would do; records stay, what it took away comes back. Raises NotFound."""
        return self.agreed.foresee(app_id, self.texts(app_id, number), language)

    def roll_back(
        self, app_id: str, number: int, plan: str, *, actor: str, note: str = "", destroy: bool = False
    ) -> tuple[Published, Path | None]:
        """Makes a version live again, as a new one. Raises what AgreedPublishing.carry_out raises, and NotFound."""
        texts = self.texts(app_id, number)
        live = self.publisher.store.current().number(app_id)
        return self.agreed.carry_out(
            app_id, texts, plan, based_on=live, actor=actor, kind=ROLLBACK, note=note or str(number), destroy=destroy
        )
