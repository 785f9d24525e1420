"""Small parts that routes share: reading a bounded body, answering JSON, running in a thread."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from engine import clock
from engine.errors import MalformedRequest, TooLarge
from engine.storage.errors import NotShort, TookTooLong

if TYPE_CHECKING:
    from engine.storage.database import Database

T = TypeVar("T")


# An embedded database answers short work sooner than a thread can be woken for it; longer work must not hold up others.
SHORT = 0.008  # seconds
# Seconds until a kind of request that was not short twice in a row gets another chance; each time it is not, twice as
# many. Once is nothing: the database tidies its index at some commit.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 30.0
MOST_KINDS = 5_000
NO_WORDS: Mapping[str, str] = {}
LONG_QUERY = 1_000  # bytes; what is longer is read anew each time


class Answer(Response):
    """JSON bytes with their headers laid out once, without the detours of the general response."""

    def __init__(self, body: bytes, status: int, headers: dict[str, str] | None):
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = [(b"content-length", b"%d" % len(body)), (b"content-type", b"application/json")]
        if headers:
            self.raw_headers += [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON of plain values, dates and datetimes (UTC, with Z)."""
    body = orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
    return Answer(body, status, headers)


def json_bytes(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON that is made already."""
    return Answer(body, status, headers)


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
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit=limit_mb, unit="MB")
        parts.append(chunk)
        if not message.get("more_body", False):
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


class Soon:
    """Does short work where it stands, and longer work in a thread: it tries, and remembers what was not short."""

    def __init__(self, database: Database, *, seconds: float = SHORT):
        self._database = database
        self._seconds = seconds
        self._embedded = database.dialect == "sqlite"
        self._slow: dict[Hashable, tuple[float, float]] = {}  # until when it goes to a thread, and the pause

    async def do(self, kind: Hashable, work: Callable[[], T], *, writes: bool) -> T:
        """The result of `work`, which may be begun twice; `kind` tells requests that take about the same time."""
        if self._embedded:
            was_slow = self._slow.get(kind)
            if was_slow is None or was_slow[0] < clock.stopwatch():
                try:
                    if writes:
                        # Asked for before the work: threads that wait for each other cost more than all the rest.
                        await self._database.turn()
                    with self._database.short(self._seconds, turn=writes):
                        result = work()
                except TookTooLong:
                    self._remember(kind, was_slow)
                except NotShort:
                    pass
                else:
                    if was_slow is not None:
                        self._slow.pop(kind, None)
                    return result
        return await in_thread(work)

    def _remember(self, kind: Hashable, before: tuple[float, float] | None) -> None:
        if len(self._slow) > MOST_KINDS:
            self._slow.clear()
        pause = 0.0 if before is None else min(max(before[1] * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self._slow[kind] = clock.stopwatch() + pause, pause


def words_of(request: Request) -> Mapping[str, str]:
    """What the query string gives, by name; of a name given twice the last one."""
    sent: bytes = request.scope["query_string"]
    return (_read_words if len(sent) < LONG_QUERY else _read_words.__wrapped__)(sent) if sent else NO_WORDS


@lru_cache(maxsize=1_000)  # screens ask the same lists again and again
def _read_words(sent: bytes) -> Mapping[str, str]:
    return dict(parse_qsl(sent.decode("latin-1"), keep_blank_values=True))


def whole_number(words: Mapping[str, str], name: str, default: int | None, low: int, high: int) -> int | None:
    """A whole number of the query string, kept in its bounds. Raises MalformedRequest."""
    text = words.get(name)
    if text is None or text == "":
        return default
    try:
        number = int(text)
    except ValueError:
        raise MalformedRequest(reason=f"{name}={text[:40]}") from None
    if number < low:
        raise MalformedRequest(reason=f"{name}={text[:40]}")
    return min(number, high)
