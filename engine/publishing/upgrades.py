"""Upgrades an app to the next version of its template: theirs and ours merged by id, chosen, planned, published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.definition.merge import Choice, Difference, merge_for
from engine.definition.problem import Problem
from engine.errors import Conflict, InvalidDefinition, NotFound
from engine.publishing import planning
from engine.publishing.backup import Backups
from engine.publishing.publisher import PlanDestroysData, PlanHasChanged, Prepared, Published, Publisher, hash_of
from engine.publishing.templates import Template, Templates
from engine.storage import version_rows
from engine.storage.database import Transaction
from engine.storage.version_rows import TemplateBase

# current: the gallery has what the app was installed from; gone: the gallery has no such template any more (the app
# lives on, it is only never offered anything); none: the app did not come from a template.
State = Literal["available", "current", "gone", "none"]


class UpgradeChoicesOpen(Conflict):
    """The template and the app changed the same places (`count`): somebody must choose first."""

    code = "upgrade_choices_open"


class NoUpgrade(Conflict):
    """There is nothing to upgrade `app` to: it is current, or its template is not in the gallery."""

    code = "no_upgrade"


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade would do. `choices` are all places where both sides meet, `open` those not decided yet.

    While some are open ours stands there. `prepared` is None when the merged files have problems of their own.
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
    prepared: Prepared | None
    problems: tuple[Problem, ...]

    @property
    def hash(self) -> str:
        """What somebody agrees to; empty where there is nothing to agree to yet."""
        return "" if self.prepared is None else planning.hash_of(self.prepared)


class Upgrades:
    """Upgrades of installed apps; nothing is kept between looking and doing but the hash of what was seen."""

    def __init__(self, templates: Templates, publisher: Publisher, backups: Backups):
        self.templates = templates
        self.publisher = publisher
        self.backups = backups

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
        prepared, problems = self._prepared(merged.texts)
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
            prepared,
            problems,
        )

    def publish(
        self, app_id: str, choices: Mapping[str, Choice], seen: str, *, actor: str, destroy: bool = False
    ) -> tuple[Published, Path | None]:
        """Do exactly what was seen; answers the version, and the backup made before data goes out of sight.

        The template's version becomes the base of the next upgrade in the same moment. Raises UpgradeChoicesOpen,
        PlanHasChanged, LiveHasMovedOn, PlanDestroysData, InvalidDefinition.
        """
        upgrade = self.prepare(app_id, choices)
        if upgrade.open:
            places = [one.path for one in upgrade.open]
            raise UpgradeChoicesOpen(count=len(places), app=app_id, extra={"choices": places})
        if upgrade.prepared is None:
            raise InvalidDefinition(upgrade.problems)

        def agreed(prepared: Prepared) -> None:
            if planning.hash_of(prepared) != seen:
                raise PlanHasChanged(app=app_id)
            if prepared.plan.destroys_data and not destroy:
                raise PlanDestroysData(app=app_id)

        agreed(upgrade.prepared)
        kept = self.backups.before(app_id, upgrade.live + 1) if upgrade.prepared.plan.destroys_data else None

        def rebase(tx: Transaction) -> None:
            version_rows.set_template_base(tx, app_id, upgrade.template, upgrade.offered, upgrade.theirs)

        published = self.publisher.publish(
            upgrade.texts,
            actor=actor,
            kind="upgrade",
            note=upgrade.offered,
            based_on=upgrade.live,
            destroy=destroy,
            agreed=agreed,
            within=rebase,
        )
        return published, kept

    def _base(self, app_id: str) -> TemplateBase | None:
        with self.publisher.database.read() as tx:
            return version_rows.base_of(tx, app_id)

    def _template(self, base: TemplateBase) -> Template | None:
        try:
            return self.templates.get(base.template)
        except NotFound:
            return None

    def _prepared(self, texts: Mapping[str, str]) -> tuple[Prepared | None, tuple[Problem, ...]]:
        try:
            return self.publisher.prepare(texts), ()
        except InvalidDefinition as refused:
            return None, tuple(refused.problems)
