"""Upgrades of apps to the next version of their template: looked at, chosen, published."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.definition.diff import Change
from engine.definition.merge import Difference
from engine.publishing.upgrades import Upgrade


class Choices(BaseModel):
    """Where template and app met: whose side stands, by path."""

    model_config = ConfigDict(extra="forbid")
    choices: dict[str, Literal["ours", "theirs"]] = Field(default_factory=dict, max_length=10_000)


class Agreed(Choices):
    """The same, and the hash of the upgrade that was looked at."""

    hash: str = Field(max_length=100)
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
    async def plan(request: Request, app: str, body: Choices) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return _shown(engine.upgrades.prepare(app, body.choices), context.language)

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/upgrade", summary="Upgrade the app as it was looked at")
    async def upgrade(request: Request, app: str, body: Agreed) -> Response:
        def work() -> Any:
            context = api.builder(request)
            actor = context.actor.key
            published = engine.upgrades.publish(app, body.choices, body.hash, actor=actor, destroy=body.destroy)
            return {"version": published.number, "job": published.job, "filling": published.filling}

        return json_answer(await in_thread(work))

    return routes


def _shown(upgrade: Upgrade, language: str) -> dict[str, Any]:
    still_open = {one.path for one in upgrade.open}
    prepared = upgrade.prepared
    return {
        "template": upgrade.template,
        "installed": upgrade.installed,
        "offered": upgrade.offered,
        "live": upgrade.live,
        "hash": upgrade.hash,
        "taken": [_difference(one, one.theirs, language) for one in upgrade.taken],
        "kept": [_difference(one, one.ours, language) for one in upgrade.kept],
        "choices": [
            {**_difference(one, one.theirs, language), "open": one.path in still_open} for one in upgrade.choices
        ],
        "problems": [problem.to_json(language) for problem in upgrade.problems],
        "destroys_data": prepared is not None and prepared.plan.destroys_data,
        "lines": prepared.plan.describe(language) if prepared is not None else [],
    }


def _difference(one: Difference, now: Any, language: str) -> dict[str, Any]:
    what = "add" if one.base is None else "remove" if now is None else "change"
    labelled = now if isinstance(now, dict) else one.base if isinstance(one.base, dict) else {}
    label = labelled.get("label")
    sentence = Change(one.path, what, one.base, now, label if isinstance(label, str) else "").describe(language)  # type: ignore[arg-type]  # one of the three
    return {"path": one.path, "base": one.base, "theirs": one.theirs, "ours": one.ours, "sentence": sentence}
