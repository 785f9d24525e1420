"""Upgrades of apps to the next version of their template: looked at, chosen, published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.shown_draft import shown_outlook
from engine.bootstrap import Engine
from engine.definition.diff import Change, What
from engine.definition.merge import Difference
from engine.definition.wording import Wording
from engine.publishing.told import Telling
from engine.publishing.upgrades import Upgrade


class UpgradeChoices(BaseModel):
    """Where template and app met: whose side stands, by path."""

    model_config = ConfigDict(extra="forbid")
    choices: dict[str, Literal["ours", "theirs"]] = Field(default_factory=dict, max_length=10_000)


class AgreedUpgrade(UpgradeChoices):
    """The same, and the plan that was looked at."""

    plan: str = Field(max_length=80, description="the hash of the plan")
    destroy: bool = Field(False, description="yes to a plan that destroys data")


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["apps"])
    engine = api.engine

    @routes.get("/apps/{app}/upgrade", summary="Whether the app's template has a newer version")
    async def state(request: Request, app: str) -> Response:
        def work() -> Any:
            api.builder(request)
            return {"state": engine.upgrades.state(app)}

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/upgrade/plan", summary="What an upgrade would do; writes nothing")
    async def plan(request: Request, app: str, body: UpgradeChoices) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return _shown(engine, engine.upgrades.prepare(app, body.choices), context.language)

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/upgrade", summary="Upgrade the app as it was looked at")
    async def upgrade(request: Request, app: str, body: AgreedUpgrade) -> Response:
        def work() -> Any:
            context = api.builder(request)
            actor = context.actor.key
            published, kept = engine.upgrades.publish(app, body.choices, body.plan, actor=actor, destroy=body.destroy)
            return {
                "version": published.number,
                "backup": None if kept is None else kept.name,
                "job": published.job,
                "filling": published.filling,
            }

        return json_answer(await in_thread(work))

    return routes


def _shown(engine: Engine, upgrade: Upgrade, language: str) -> dict[str, Any]:
    load = engine.publisher.load
    base, theirs, ours = (load(texts) for texts in (upgrade.base, upgrade.theirs, upgrade.texts))

    def told(differences: Sequence[Difference], side: str) -> list[dict[str, Any]]:
        changes = [_change(one, getattr(one, side)) for one in differences]
        sentences = Telling(changes, base, theirs if side == "theirs" else ours, language).tell()
        return [{"path": one.path, "sentence": one.sentence} for one in sentences]

    wording = Wording((ours, base), language)
    still_open = {one.path for one in upgrade.open}
    return {
        "template": upgrade.template,
        "installed": upgrade.installed,
        "offered": upgrade.offered,
        "live": upgrade.live,
        "taken": told(upgrade.taken, "theirs"),
        "kept": told(upgrade.kept, "ours"),
        "choices": [
            {
                "path": one.path,
                "place": wording.place(one.path),
                "base": one.base,
                "theirs": one.theirs,
                "ours": one.ours,
                "open": one.path in still_open,
            }
            for one in upgrade.choices
        ],
        "plan": shown_outlook(engine.upgrades.foresee(upgrade, language), ours, language),
    }


def _change(one: Difference, now: Any) -> Change:
    what: What = "add" if one.base is None else "remove" if now is None else "change"
    return Change(one.path, what, one.base, now)
