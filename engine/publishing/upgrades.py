"""Upgrades an app to the next version of its template: theirs and ours merged by id, chosen, planned, published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.definition.merge import Choice, Difference, merge_for
from engine.errors import Conflict, NotFound
from engine.publishing.agreed import AgreedPublishing
from engine.publishing.planning import Outlook
from engine.publishing.publisher import Published, hash_of
from engine.publishing.templates import Template, Templates
from engine.storage import version_rows
from engine.storage.database import Transaction
from engine.storage.version_rows import TemplateBase

# current: the gallery has what the app was installed from; gone: the gallery has no such template any more (the app
# lives on, it is only never offered anything); none: the app did not come from a template.
State = Literal["available", "current", "gone", "none"]
UPGRADE = "upgrade"


class UpgradeChoicesOpen(Conflict):
    """The template and the app changed the same places (`count`): somebody must choose first."""

    code = "upgrade_choices_open"


class NoUpgrade(Conflict):
    """There is nothing to upgrade `app` to: it is current, or its template is not in the gallery."""

    code = "no_upgrade"


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade would do. `choices` are all places where both sides meet, `open` those not decided yet.

    While some are open ours stands there.
    """

    app: str
    template: str
    installed: str
    offered: str
    live: int
    taken: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    choices: tuple[Difference, ...]
    open: tuple[Difference, ...]
    base: Mapping[str, str]
    theirs: Mapping[str, str]
    texts: Mapping[str, str]


class Upgrades:
    """Upgrades of installed apps; nothing is kept between looking and doing but the hash of the plan that was seen."""

    def __init__(self, templates: Templates, agreed: AgreedPublishing):
        self.templates = templates
        self.agreed, self.publisher = agreed, agreed.publisher

    def state(self, app_id: str) -> State:
        """Whether there is something to upgrade to. Raises NotFound for an unknown app."""
        self.publisher.store.current().app(app_id)
        base = self._base(app_id)
        if base is None:
            return "none"
        template = self._template(base)
        if template is None:
            return "gone"
        return "current" if hash_of(template.texts()) == hash_of(base.texts) else "available"

    def prepare(self, app_id: str, choices: Mapping[str, Choice] | None = None) -> Upgrade:
        """What the upgrade would do with these choices, writing nothing.

        Raises NotFound, NoUpgrade, and InvalidDefinition for a broken template.
        """
        store = self.publisher.store.current()
        app, live = store.app(app_id), store.number(app_id)
        base = self._base(app_id)
        template = self._template(base) if base is not None else None
        if base is None or template is None or self.state(app_id) != "available":
            raise NoUpgrade(app=app.label)
        theirs = template.texts()
        offered, _ = self.publisher.check(theirs)
        sides = [self.publisher.load(side) for side in (base.texts, theirs, app.texts)]
        met = merge_for(sides[0], sides[1], sides[2], self.publisher.count_errors)
        merged = merge_for(sides[0], sides[1], sides[2], self.publisher.count_errors, choices) if choices else met
        return Upgrade(
            app_id,
            template.id,
            base.version,
            offered.version,
            live,
            merged.taken,
            merged.kept,
            met.conflicts,
            merged.conflicts,
            base.texts,
            theirs,
            merged.texts,
        )

    def foresee(self, upgrade: Upgrade, language: str) -> Outlook:
        """What publishing it would do to the app and its data."""
        return self.agreed.foresee(upgrade.app, upgrade.texts, language)

    def publish(
        self, app_id: str, choices: Mapping[str, Choice], plan: str, *, actor: str, destroy: bool = False
    ) -> tuple[Published, Path | None]:
        """Do exactly the plan that was seen; answers the version, and the backup made before data goes out of sight.

        The template's version becomes the base of the next upgrade in the same moment. Raises UpgradeChoicesOpen,
        PlanHasChanged, LiveHasMovedOn, PlanDestroysData, InvalidDefinition.
        """
        upgrade = self.prepare(app_id, choices)
        if upgrade.open:
            places = [one.path for one in upgrade.open]
            raise UpgradeChoicesOpen(count=len(places), app=app_id, extra={"choices": places})

        def rebase(tx: Transaction) -> None:
            version_rows.set_template_base(tx, app_id, upgrade.template, upgrade.offered, upgrade.theirs)

        return self.agreed.carry_out(
            app_id,
            upgrade.texts,
            plan,
            based_on=upgrade.live,
            actor=actor,
            kind=UPGRADE,
            note=upgrade.offered,
            destroy=destroy,
            within=rebase,
        )

    def _base(self, app_id: str) -> TemplateBase | None:
        with self.publisher.database.read() as tx:
            return version_rows.base_of(tx, app_id)

    def _template(self, base: TemplateBase) -> Template | None:
        try:
            return self.templates.get(base.template)
        except NotFound:
            return None
