"""Small parts that routes share: reading a bounded body, answering JSON, running in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.errors import MalformedRequest, TooLarge

T = TypeVar("T")


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON of plain values, dates and datetimes (UTC, with Z)."""
    body = orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
    return Response(body, status, headers=headers, media_type="application/json")


def json_bytes(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON that is made already."""
    return Response(body, status, headers=headers, media_type="application/json")


def nothing() -> Response:
    return Response(status_code=204)


async def read_body(request: Request, limit_mb: int) -> bytes:
    """The whole body. Raises TooLarge as soon as it is clear that it is."""
    limit = limit_mb * 1024 * 1024
    declared = request.headers.get("content-length")
    if declared and declared.isdigit() and int(declared) > limit:
        raise TooLarge(limit=limit_mb, unit="MB")
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit=limit_mb, unit="MB")
        parts.append(chunk)
    return b"".join(parts)


def parse_json(body: bytes) -> Any:
    """Raises MalformedRequest for anything that is not JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(reason=str(error)) from None


async def read_json(request: Request, limit_mb: int) -> Any:
    return parse_json(await read_body(request, limit_mb))


async def in_thread(work: Callable[[], T]) -> T:
    """Run blocking work where it does not hold up other requests."""
    return await run_in_threadpool(work)


def whole_number(request: Request, name: str, default: int | None, low: int, high: int) -> int | None:
    """A whole number of the query string, kept in its bounds. Raises MalformedRequest."""
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    try:
        number = int(text)
    except ValueError:
        raise MalformedRequest(reason=f"{name}={text[:40]}") from None
    if number < low:
        raise MalformedRequest(reason=f"{name}={text[:40]}")
    return min(number, high)
