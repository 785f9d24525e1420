"""Health, metrics, live events, the description of the API, and undoing a change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.live import Live
from engine.api.signing import is_loopback
from engine.errors import Unavailable
from engine.storage import counts

PREFIX = "/api/v1"


def routes(api: Api, live: Live, description: Callable[[], dict[str, Any]]) -> list[Route]:
    engine = api.engine

    async def health_live(request: Request) -> Response:
        return json_answer({"status": "live"})

    async def health_ready(request: Request) -> Response:
        if not await in_thread(engine.is_ready):
            raise Unavailable(reason="starting")
        return json_answer({"status": "ready"})

    async def metrics(request: Request) -> Response:
        def work() -> bytes:
            if not is_loopback(request):
                api.signing.admin(request)
            registry = CollectorRegistry()
            with engine.database.read() as tx:
                measured = counts.measured(tx)
            for name, (sentence, value) in measured.items():
                Gauge(f"formwright_{name}", sentence, registry=registry).set(value)
            return generate_latest(registry)

        return Response(await in_thread(work), media_type=CONTENT_TYPE_LATEST)

    async def events(request: Request) -> Response:
        caller = await in_thread(lambda: api.signing.caller(request))
        app = request.query_params.get("app") or None

        async def frames() -> AsyncIterator[bytes]:
            async for frame in live.stream(caller, app):
                yield frame

        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingResponse(frames(), media_type="text/event-stream", headers=headers)

    async def openapi(request: Request) -> Response:
        return json_answer(await in_thread(description))

    return [
        Route(PREFIX + "/health/live", health_live, methods=["GET"]),
        Route(PREFIX + "/health/ready", health_ready, methods=["GET"]),
        Route(PREFIX + "/metrics", metrics, methods=["GET"]),
        Route(PREFIX + "/events", events, methods=["GET"]),
        Route(PREFIX + "/openapi.json", openapi, methods=["GET"]),
    ]
