"""Drafts of apps: edited step by step, undone, planned, published; and the types of fields that they are built from."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.shown_draft import shown_draft, shown_outlook
from engine.api.shown_types import shown_types
from engine.publishing.drafts import Draft
from engine.records import RecordContext


class Position(BaseModel):
    """Where the caller's draft stands: the number of steps in force."""

    model_config = ConfigDict(extra="forbid")
    position: int = Field(ge=0)


class Edits(Position):
    """One step of undo."""

    label: str = Field("", max_length=200, description="what the step does, in the caller's words")
    edits: list[dict[str, Any]] = Field(min_length=1, description="each with `op` and what it needs")


class Choices(BaseModel):
    """Which side stands where the draft met what others published, by path."""

    model_config = ConfigDict(extra="forbid")
    choices: dict[str, Literal["ours", "theirs"]] = Field(min_length=1)


class Agreed(BaseModel):
    """A plan that was looked at, and is to be carried out as it was."""

    model_config = ConfigDict(extra="forbid")
    plan: str = Field(max_length=80, description="the hash of the plan")
    note: str = Field("", max_length=2000)
    destroy: bool = Field(False, description="data may go out of sight")


def router(api: Api) -> APIRouter:
    """The routes of drafts."""
    routes = APIRouter(tags=["drafts"])
    engine = api.engine
    at = "/apps/{app}/draft"

    def shown(context: RecordContext, draft: Draft, made: tuple[str, ...] = ()) -> dict[str, Any]:
        return shown_draft(engine.drafts, draft, made, context.language, engine.name_of)

    @routes.get(at, summary="The caller's draft of an app, on the live version")
    async def draft(request: Request, app: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return shown(context, engine.drafts.get(app, context.actor.key))

        return json_answer(await in_thread(work))

    @routes.post(f"{at}/edits", summary="Change the draft: all of the edits or none, one step of undo")
    async def edit(request: Request, app: str, body: Edits) -> Response:
        def work() -> Any:
            context = api.builder(request)
            changed, made = engine.drafts.edit(
                app, context.actor.key, body.position, body.edits, context.language, body.label
            )
            return shown(context, changed, made)

        return json_answer(await in_thread(work))

    @routes.post(f"{at}/undo", summary="One step back")
    async def undo(request: Request, app: str, body: Position) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return shown(context, engine.drafts.undo(app, context.actor.key, body.position))

        return json_answer(await in_thread(work))

    @routes.post(f"{at}/redo", summary="One step forward again")
    async def redo(request: Request, app: str, body: Position) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return shown(context, engine.drafts.redo(app, context.actor.key, body.position))

        return json_answer(await in_thread(work))

    @routes.delete(at, summary="Throw the draft away")
    async def discard(request: Request, app: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            engine.drafts.discard(app, context.actor.key)
            return shown(context, engine.drafts.get(app, context.actor.key))

        return json_answer(await in_thread(work))

    @routes.post(f"{at}/choices", summary="Choose where the draft met what others published")
    async def choose(request: Request, app: str, body: Choices) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return shown(context, engine.drafts.choose(app, context.actor.key, body.choices))

        return json_answer(await in_thread(work))

    @routes.post(f"{at}/plan", summary="What publishing the draft would do; writes nothing")
    async def plan(request: Request, app: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            owner = context.actor.key
            outlook = engine.draft_publishing.plan(app, owner, context.language)
            sources = engine.publisher.load(engine.drafts.get(app, owner).texts)
            return shown_outlook(outlook, sources, context.language)

        return json_answer(await in_thread(work))

    @routes.post(f"{at}/publish", summary="Publish exactly the plan that was looked at")
    async def publish(request: Request, app: str, body: Agreed) -> Response:
        def work() -> Any:
            context = api.builder(request)
            key = context.actor.key
            published, kept = engine.draft_publishing.publish(
                app, key, body.plan, actor=key, note=body.note, destroy=body.destroy
            )
            return {
                "version": published.number,
                "backup": None if kept is None else kept.name,
                "job": published.job,
                "filling": published.filling,
            }

        return json_answer(await in_thread(work))

    @routes.get("/field-types", summary="The types of fields, with their settings as JSON Schema")
    async def types(request: Request) -> Response:
        def work() -> Any:
            context = api.context(request)
            return shown_types(engine.catalog, context.language)

        return json_answer(await in_thread(work))

    return routes
