"""The page about an app that the app writes itself."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.definition.documentation import documentation
from engine.definition.wording import Wording


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["apps"])
    engine = api.engine

    @routes.get("/apps/{app}/documentation", summary="The app in words: forms, relations, rules, roles")
    async def told(request: Request, app: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            snapshot = engine.store.current()
            found = snapshot.app(app)
            wording = Wording((engine.publisher.load(found.texts),), context.language)
            return {"version": snapshot.number(app), **documentation(snapshot.all(), app, wording)}

        return json_answer(await in_thread(work))

    return routes
