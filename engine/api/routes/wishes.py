"""Wishes: who may not change a form asks those who may; what they take over becomes part of their draft."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.shown_draft import shown_draft
from engine.catalog.type_words import type_named
from engine.desk import wishes
from engine.texts import LANGUAGES

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


class Wished(BaseModel):
    """What somebody wishes of a form."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(max_length=200, description="in a few words")
    text: str = Field("", max_length=2000, description="why")
    edits: list[dict[str, Any]] = Field(default_factory=list, max_length=20, description="fields, as edits of a draft")


def router(api: Api) -> APIRouter:
    """The routes of wishes."""
    routes = APIRouter(tags=["wishes"])
    engine = api.engine
    plain = [type.name for type in engine.catalog.fields if not (type.comes_later or type.needs)]

    @routes.post("/apps/{app}/forms/{form}/wishes", status_code=201, summary="Ask for a change of a form")
    async def make(request: Request, app: str, form: str, body: Wished) -> Response:
        def work() -> Any:
            context = api.context(request)
            shown = context.form(app, form)
            labels = {one: context.apps.app(app).label_of(f"form/{shown.id}", one) for one in LANGUAGES}
            who = (context.actor.user_id or 0, context.actor.name)
            edits = [_typed(edit, plain) for edit in body.edits]
            return wishes.make(engine.database, app, form, labels, who, body.label, body.text, edits)

        return json_answer({"told": await in_thread(work)}, 201)

    @routes.get("/apps/{app}/wishes", summary="What people wish of an app and nobody has decided yet")
    async def listed(request: Request, app: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return [asdict(one) for one in wishes.open_wishes(engine.database, context.actor.user_id or 0, app)]

        return json_answer({"wishes": await in_thread(work)})

    @routes.post("/apps/{app}/wishes/{wish}/take", summary="Make a wish part of the caller's draft")
    async def take(request: Request, app: str, wish: Id) -> Response:
        def work() -> Any:
            context = api.builder(request)
            found = wishes.get(engine.database, context.actor.user_id or 0, app, wish)
            owner = context.actor.key
            draft, made = engine.drafts.get(app, owner), tuple[str, ...]()
            if found.edits:
                draft, made = engine.drafts.edit(
                    app, owner, draft.position, found.edits, context.language, f"{found.who}: {found.label}"[:200]
                )
            answer(app, found, taken=True)
            return shown_draft(engine.drafts, draft, made, context.language, engine.name_of)

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/wishes/{wish}/decline", status_code=204, summary="Decline a wish")
    async def decline(request: Request, app: str, wish: Id) -> Response:
        def work() -> None:
            context = api.builder(request)
            answer(app, wishes.get(engine.database, context.actor.user_id or 0, app, wish), taken=False)

        await in_thread(work)
        return Response(status_code=204)

    def answer(app: str, found: wishes.Wish, *, taken: bool) -> None:
        language = engine.person(found.by).language or "en"
        label = engine.store.current().app(app).label_of(f"form/{found.form}", language)
        wishes.decide(engine.database, found, label, language, taken=taken)

    return routes


def _typed(edit: dict[str, Any], plain: list[str]) -> dict[str, Any]:
    """A field that is only named gets the type that its name suggests."""
    field = edit.get("field")
    if not isinstance(field, dict) or "type" in field:
        return edit
    return {**edit, "field": {**field, "type": type_named(str(field.get("label", "")), plain) or "text"}}
