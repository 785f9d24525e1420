"""Upgrades an app to the next version of its template: theirs and ours merged by id, chosen, planned, published."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.definition.merge import Choice, Difference, merge_for
from engine.definition.problem import Problem
from engine.definition.source import load_texts
from engine.errors import Conflict, InvalidDefinition, NotFound
from engine.publishing.publisher import Prepared, Published, Publisher, hash_of
from engine.publishing.templates import Template, Templates
from engine.storage import version_rows
from engine.storage.database import Transaction
from engine.storage.version_rows import TemplateBase

# current: the gallery has what the app was installed from; gone: the gallery has no such template any more (the app
# lives on, it is only never offered anything); none: the app did not come from a template.
State = Literal["available", "current", "gone", "none"]


class ChoicesOpen(Conflict):
    """The template and the app changed the same places (`count`): somebody must choose first."""

    code = "choices_open"


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
    texts: Mapping[str, str]
    prepared: Prepared | None
    problems: tuple[Problem, ...]

    @property
    def hash(self) -> str:
        """Bound to what was shown: the live version, the merged files, and what they do to the data."""
        plan = self.prepared.plan.hash if self.prepared is not None else ""
        return hashlib.sha256(f"{self.live} {hash_of(self.texts)} {plan}".encode()).hexdigest()[:16]


class Upgrades:
    """Upgrades of installed apps; nothing is kept between looking and doing but the hash of what was seen."""

    def __init__(self, templates: Templates, publisher: Publisher):
        self.templates = templates
        self.publisher = publisher

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
        """What the upgrade would do with these choices, writing nothing. Raises NotFound and NoUpgrade."""
        store = self.publisher.store.current()
        app, live = store.app(app_id), store.number(app_id)
        base = self._base(app_id)
        template = self._template(base) if base is not None else None
        if base is None or template is None or self.state(app_id) != "available":
            raise NoUpgrade(app=app.label)
        texts = template.texts()
        sides = [load_texts(side) for side in (base.texts, texts, app.texts)]
        met = merge_for(sides[0], sides[1], sides[2], self.publisher.count_errors)
        merged = merge_for(sides[0], sides[1], sides[2], self.publisher.count_errors, choices) if choices else met
        prepared, problems = self._prepared(merged.texts)
        offered, _ = self.publisher.check(texts)
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
            merged.texts,
            prepared,
            problems,
        )

    def publish(
        self, app_id: str, choices: Mapping[str, Choice], seen: str, *, actor: str, destroy: bool = False
    ) -> Published:
        """Do exactly what was seen; the template's version becomes the base of the next upgrade in the same moment.

        Raises ChoicesOpen, PlanHasChanged, LiveHasMovedOn, PlanDestroysData, InvalidDefinition.
        """
        upgrade = self.prepare(app_id, choices)
        if upgrade.open:
            raise ChoicesOpen(count=len(upgrade.open), app=app_id)
        if upgrade.prepared is None:
            raise InvalidDefinition(upgrade.problems)
        self.publisher.must_be(seen, upgrade.hash, app_id)
        texts = self.templates.get(upgrade.template).texts()

        def rebase(tx: Transaction) -> None:
            version_rows.set_template_base(tx, app_id, upgrade.template, upgrade.offered, texts)

        return self.publisher.publish(
            upgrade.texts,
            actor=actor,
            kind="upgrade",
            note=upgrade.offered,
            based_on=upgrade.live,
            destroy=destroy,
            plan_hash=upgrade.prepared.plan.hash,
            also=rebase,
        )

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


def choices_of(given: Mapping[str, Any]) -> dict[str, Choice]:
    """Choices as they were sent, those that say nothing left out."""
    return {path: choice for path, choice in given.items() if choice in ("ours", "theirs")}
