"""The HTTP application: routes in order, one shape for errors, the single page for everything else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import engine
from engine.api import problems
from engine.api.dependencies import Api
from engine.api.front import Front
from engine.api.live import Live
from engine.api.openapi import describe
from engine.api.pages import Pages
from engine.api.routes import (
    apps,
    auth,
    documentation,
    draft_screens,
    drafts,
    exchange,
    expressions,
    in_place,
    people,
    records,
    system,
    tables,
    tokens,
    upgrades,
    versions,
    wishes,
    work,
)
from engine.bootstrap import Engine
from engine.errors import FormwrightError

PREFIX = "/api/v1"


def create_app(built: Engine, *, demo: bool = False) -> Front:
    """The application over one engine; its lifespan starts and stops workers and streams."""
    api = Api(built, demo=demo)
    live = Live(built)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if built.settings.worker:
            built.start_workers()
        live.start()
        yield
        live.close()
        built.close()

    app = Front(
        title="Formwright",
        version=engine.__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        strict_content_type=False,  # the session's own token guards against other sites, not the type
    )
    app.state.live = live
    app.state.api = api
    # Records first: they are most of the traffic, and routes are tried in order.
    of_records = records.routes(api)
    app.router.routes.extend(of_records)
    app.go_straight(of_records)
    of_apps = (apps, documentation, drafts, draft_screens, in_place, versions, upgrades, wishes, expressions)
    for module in (auth, *of_apps, work, exchange, tables, people, tokens):
        app.include_router(module.router(api), prefix=PREFIX)
    app.router.routes.extend(system.routes(api, live, lambda: describe(app, api)))
    app.router.routes.append(Route("/{path:path}", Pages().answer, methods=["GET", "HEAD"]))

    app.add_exception_handler(FormwrightError, problems.on_engine_error)
    app.add_exception_handler(HTTPException, problems.on_http_error)
    app.add_exception_handler(RequestValidationError, problems.on_invalid_request)
    app.add_exception_handler(Exception, problems.on_crash)
    app.add_middleware(BodyLimit, limit_mb=max(built.settings.max_body_mb, built.settings.max_upload_mb + 1))
    return app


class BodyLimit:
    """Refuses a body that says it is too large before anything reads it; routes bound what lies about itself."""

    def __init__(self, app: Callable[..., Awaitable[None]], limit_mb: int):
        self.app = app
        self.limit_mb = limit_mb

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            for name, value in scope["headers"]:
                if name == b"content-length" and value.isdigit() and int(value) > self.limit_mb * 1024 * 1024:
                    request = Request(scope)
                    language = problems.language_of(request)
                    answer: Response = problems.problem(413, "body_too_large", language, {"limit": self.limit_mb})
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)
