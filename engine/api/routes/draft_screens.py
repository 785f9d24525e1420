"""The screens of a draft before it is live: the app as somebody would see it, a form's logic, expressions over it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from engine import records
from engine.access import Actor
from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.routes.expressions import Written, require_characters
from engine.api.shown_app import shown_app
from engine.errors import NotFound
from engine.records import RecordContext

_AS = Query("", alias="as", max_length=60, description="a role of the app, or `user:7`; without it, an admin")


def router(api: Api) -> APIRouter:
    """The routes below a draft that draw it instead of changing it."""
    routes = APIRouter(tags=["drafts"])
    engine = api.engine
    at = "/apps/{app}/draft"

    def drawn(request: Request, app: str, seen_by: str = "") -> RecordContext:
        """The caller's context in which his draft is live, for somebody whose eyes he borrows."""
        context = api.builder(request)
        working = engine.drafts.working(engine.drafts.get(app, context.actor.key)).app
        assert working is not None
        return replace(context, apps=engine.store.current().with_app(working), actor=_seen_by(context, app, seen_by))

    def _seen_by(context: RecordContext, app: str, seen_by: str) -> Actor:
        if not seen_by:
            return Actor.system("preview")
        kind, _, user = seen_by.partition(":")
        if kind == "user" and user.isdecimal():
            return engine.person(int(user))
        return Actor(kind="person", name=seen_by, roles={app: frozenset({seen_by})}, me=context.actor.me)

    @routes.get(f"{at}/app", summary="The app of the caller's draft, as a role or a person would see it")
    async def shown(request: Request, app: str, seen_by: str = _AS) -> Response:
        def work() -> Any:
            context = drawn(request, app, seen_by)
            live = engine.store.current().number(app)
            return shown_app(context.apps.app(app), live, context.actor, context.language)

        return json_answer(await in_thread(work))

    @routes.get(f"{at}/forms/{{form}}/logic", summary="What the form of a draft works out while it is filled in")
    async def logic(request: Request, app: str, form: str, seen_by: str = _AS) -> Response:
        def work() -> Any:
            context = drawn(request, app, seen_by)
            return records.screen_logic(context, context.form(app, form))

        return json_answer(await in_thread(work))

    @routes.get(f"{at}/forms/{{form}}/vocabulary", summary="The names for expressions over a form of the draft")
    async def vocabulary(
        request: Request, app: str, form: str, of: str | None = Query(None, max_length=200)
    ) -> Response:
        def work() -> Any:
            context = drawn(request, app)
            return records.vocabulary(context, context.form(app, form), of)

        return json_answer({"names": await in_thread(work)})

    @routes.post(f"{at}/forms/{{form}}/expressions", summary="What an expression means in the draft")
    async def try_one(request: Request, app: str, form: str, body: Written) -> Response:
        require_characters(body.text)

        def work() -> Any:
            context = drawn(request, app)
            made = records.try_expression(
                context, context.form(app, form), body.text, use=body.use, labelled=body.spelled == "labels"
            )
            if body.record is not None and made["ids"] is not None and not made["problems"]:
                made["value"] = on_record(request, app, form, body, made["ids"])
            return made

        return json_answer(await in_thread(work))

    def on_record(request: Request, app: str, form: str, body: Written, ids: str) -> Any:
        """Its value on a stored record; None where it speaks of what only the draft has: no record holds that yet."""
        context = api.context(request)
        if form not in context.apps.app(app).forms:
            return None
        try:
            tried = records.try_expression(
                context, context.form(app, form), ids, use=body.use, labelled=False, record=body.record
            )
        except NotFound:
            return None
        return tried["value"]

    return routes
