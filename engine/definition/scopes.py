"""Scopes over finished apps: for filters, figures and previews that are sent as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.catalog.catalog import Catalog
from engine.definition.app import App
from engine.definition.dashboard import Measure
from engine.definition.problem import Problem
from engine.definition.resolving.forms import base_scope
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.results import Results
from engine.definition.resolving.scope import AppScope, record
from engine.definition.resolving.work import At, Work
from engine.definition.source import Item, Sources
from engine.definition.tree import Map
from engine.errors import InvalidExpression
from engine.expression.scope import Symbol


@dataclass(frozen=True)
class _Apps:
    """Apps by identity: they are frozen, so what was made of them once stays right."""

    key: tuple[int, ...]
    app: App
    apps: tuple[App, ...]

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Apps) and self.key == other.key and self.app is other.app


@lru_cache(maxsize=64)
def _known(apps: _Apps) -> tuple[KnownForms, AppScope]:
    work = Work(Sources({}), Catalog(), app_id="")
    known = KnownForms(work, {app.id: app for app in (*apps.apps, apps.app)})
    return known, base_scope(known, apps.app.settings, apps.app.calendars)


def _of(app: App, apps: Mapping[str, App]) -> tuple[KnownForms, AppScope]:
    others = tuple(other for id, other in sorted(apps.items()) if id != app.id)
    return _known(_Apps((id(app), *(id(other) for other in others)), app, others))


def form_scope(app: App, form: str, apps: Mapping[str, App], *, with_old: bool = False, **extra: Symbol) -> AppScope:
    """What may be said over the rows of a form: fields, lists that point here, `me`, `settings`, `calendars`.

    With `old` on wish. `form` is `customer`, a full name `company.user`, or rows of a subform `order.lines`.
    """
    known, base = _of(app, apps)
    full = form if form.partition(".")[0] in known.apps and known.exists(form) else f"{app.id}.{form}"
    scope = base.on(full)
    if full.count(".") == 2:
        scope = scope.adding(parent=record(full.rpartition(".")[0], "parent", "parent"))
    if with_old:
        scope = scope.adding(old=record(full, "old", "old"))
    return scope.adding(**extra) if extra else scope


def step_scope(app: App, form: str | None, apps: Mapping[str, App], **extra: Symbol) -> AppScope:
    """What may be said where no row is asked but a record is known as `record`."""
    _, base = _of(app, apps)
    full = None if form is None else form if "." in form else f"{app.id}.{form}"
    scope = base if full is None else base.adding(record=record(full))
    return scope.adding(**extra) if extra else scope


def measure(app: App, form: str, text: str, catalog: Catalog, apps: Mapping[str, App]) -> Measure:
    """`sum(amount)` as a measure. Raises InvalidExpression."""
    known, base = _of(app, apps)
    item = Item("measure", form, Map(), "")
    work = Work(Sources({}), catalog)
    full = form if "." in form else f"{app.id}.{form}"
    found = Meanings(work, known, Results(work, known, {}))._measure(text, At(item), Env(base.on(full), full), {})
    errors: list[Problem] = [problem for problem in work.problems if problem.severity == "error"]
    if errors or not isinstance(found, Measure):
        raise InvalidExpression(text=text, reason=" ".join(problem.message() for problem in errors) or text)
    return found
