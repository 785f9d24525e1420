"""The front of the server: record requests go straight to their route, everything else through the framework."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from engine.api import problems
from engine.errors import FormwrightError

Endpoint = Callable[[Request], Awaitable[Response]]
_NUMBER = "{id:int}"  # as the routes write it


class Front(FastAPI):
    """FastAPI, with a table of its own for routes that are most of the traffic.

    The framework's chain of middleware and its search through all routes cost more than reading a record does. The
    same routes stand in the framework's router too, for its description and for wrong methods.
    """

    straight: dict[tuple[str, tuple[str, ...]], Endpoint]

    def go_straight(self, routes: Sequence[Route]) -> None:
        """Answers these routes without the framework; their paths may hold `{app}`, `{form}` and `{id:int}`."""
        self.straight = {
            (
                method,
                tuple("" if part.startswith("{") and part != _NUMBER else part for part in route.path.split("/")),
            ): route.endpoint
            for route in routes
            for method in route.methods or ()
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            endpoint = self._find(scope)
            if endpoint is not None:
                request = Request(scope, receive, send)
                response = await self._answer(endpoint, request)
                await response(scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    def _find(self, scope: Any) -> Endpoint | None:
        """The endpoint of a request for records, its path's words put into the scope; None for all others."""
        parts = scope["path"].split("/")
        if not (7 < len(parts) < 11) or parts[3] != "apps" or parts[5] != "forms":
            return None
        params = {"app": parts[4], "form": parts[6]}
        parts[4] = parts[6] = ""
        if len(parts) > 8 and parts[8].isascii() and parts[8].isdigit():
            params["id"] = parts[8]
            parts[8] = _NUMBER
        endpoint = self.straight.get((scope["method"], tuple(parts)))
        if endpoint is not None and params["app"] and params["form"]:
            scope["path_params"] = params
            return endpoint
        return None

    async def _answer(self, endpoint: Endpoint, request: Request) -> Response:
        try:
            return await endpoint(request)
        except FormwrightError as error:
            return await problems.on_engine_error(request, error)
        except HTTPException as error:
            return await problems.on_http_error(request, error)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody hears it
        except Exception as error:
            return await problems.on_crash(request, error)
