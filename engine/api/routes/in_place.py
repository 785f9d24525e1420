"""Views and dashboards set up where they are used: what can be set, who sees them, and edits that are live at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.shown_kinds import readers_of, shown_charts, shown_views
from engine.definition.wording import Wording
from engine.errors import NotFound


class QuickEdits(BaseModel):
    """Edits as a draft takes them, published at once."""

    model_config = ConfigDict(extra="forbid")
    edits: list[dict[str, Any]] = Field(min_length=1, description="each with `op` and what it needs")
    note: str = Field("", max_length=2000)


def router(api: Api) -> APIRouter:
    """The routes of what is set up in place."""
    routes = APIRouter(tags=["drafts"])
    engine = api.engine

    @routes.post("/apps/{app}/quick", summary="Publish edits at once that leave all records as they are")
    async def quick(request: Request, app: str, body: QuickEdits) -> Response:
        def work() -> Any:
            context = api.builder(request)
            version, made = engine.quick_edits.publish(app, body.edits, context.actor.key, context.language, body.note)
            return {"version": version, "made": list(made)}

        return json_answer(await in_thread(work))

    @routes.get("/view-types", summary="The kinds of view, with their settings as JSON Schema")
    async def views(request: Request) -> Response:
        def work() -> Any:
            return shown_views(engine.catalog, api.builder(request).language)

        return json_answer(await in_thread(work))

    @routes.get("/chart-types", summary="The kinds of chart, with their settings as JSON Schema")
    async def charts(request: Request) -> Response:
        def work() -> Any:
            return shown_charts(engine.catalog, api.builder(request).language)

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/forms/{form}/readers", summary="The roles that see records of a form, and so its views")
    async def readers(request: Request, app: str, form: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            found = engine.store.current().app(app)
            if form not in found.forms:
                raise NotFound(what="form", id=form)
            return {"roles": readers_of(found, form, context.language)}

        return json_answer(await in_thread(work))

    @routes.get(
        "/apps/{app}/written/{kind}/{id}", summary="One object of an app as written, with the texts of the reader"
    )
    async def written(request: Request, app: str, kind: str, id: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            sources = engine.publisher.load(engine.store.current().app(app).texts)
            if not any(item.kind == kind and item.id == id for item in sources.items):
                raise NotFound(what=kind, id=id)
            return Wording((sources,), context.language).tree(f"{kind}/{id}")

        return json_answer(await in_thread(work))

    return routes
