"""The twin: what a good programmer would write by hand for this one form, doing the same work as the engine."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol
from urllib.parse import parse_qs

import orjson

from benchmarks.workload import PRIORITIES, SOURCES, STAGES, Record

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

TOKEN = "the-one-session-of-the-benchmark"
USER = 7
HIDDEN = "Nobody"  # the row rule: owner <> 'Nobody'
_CHOICES = {"stage": set(STAGES), "source": set(SOURCES), "priority": set(PRIORITIES)}
_LONGEST = {"name": 200, "account": 200, "owner": 100, "next_step": 200}


class Store(Protocol):
    """One database with the twin's tables in it; answers are JSON. `plain` leaves out rights, history, events."""

    def session(self, token: str) -> int | None: ...
    def get(self, record: int) -> bytes | None: ...
    def page(self, limit: int, after: int, offset: int) -> bytes: ...
    def filtered(self, stage: str, more_than: int, limit: int) -> bytes: ...
    def search(self, text: str, limit: int) -> bytes: ...
    def by_stage(self) -> bytes: ...
    def create(self, rows: Iterable[Record], user: int) -> list[int]: ...
    def update(self, record: int, values: Record, user: int) -> bytes | None: ...
    def fill(self, rows: Iterable[Record]) -> None: ...


class Refused(Exception):
    """A value that the form does not take."""


def cents(text: Any) -> int:
    """Money as an exact integer of hundredths; more digits are refused, not rounded."""
    whole, _, part = str(text).partition(".")
    if len(part) > 2:
        raise Refused("amount")
    number = int(whole or 0) * 100 + int((part + "00")[:2])
    if abs(number) >= 2**63:
        raise Refused("amount")
    return number


def millionths(text: Any) -> int:
    whole, _, part = str(text).partition(".")
    if len(part) > 6:
        raise Refused("probability")
    return int(whole or 0) * 1_000_000 + int((part + "000000")[:6])


def check(values: Record) -> Record:
    """The checks of the form, by hand."""
    for name, longest in _LONGEST.items():
        text = values.get(name)
        if text is not None and (not isinstance(text, str) or len(text) > longest or "\0" in text):
            raise Refused(name)
    for name, known in _CHOICES.items():
        if values.get(name) is not None and values[name] not in known:
            raise Refused(name)
    if "amount" in values:
        cents(values["amount"])
    if "probability" in values:
        millionths(values["probability"])
    return values


def pairs(text: str) -> list[str]:
    """The words of the search index: each two neighbouring characters, as hex so that any tokenizer keeps them."""
    small = text.casefold()
    return [small[at : at + 2].encode().hex() for at in range(len(small) - 1)] or [small.encode().hex()]


class Twin:
    """The ASGI application: paths by hand, a store below."""

    def __init__(self, store: Store, *, plain: bool) -> None:
        self.store = store
        self.plain = plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        body = b""
        if scope["method"] != "GET":
            more = True
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
        status, answer = self.answer(scope, body)
        length = str(len(answer)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def answer(self, scope: Scope, body: bytes) -> tuple[int, bytes]:
        user = USER if self.plain else self._user(scope)
        if user is None:
            return 401, b'{"code":"not_signed_in"}'
        method, path = scope["method"], scope["path"]
        try:
            if method == "GET":
                return self._read(path, scope["query_string"].decode())
            values = orjson.loads(body)
            if method == "POST":
                return self._create(values, user)
            changed = self.store.update(int(path.rsplit("/", 1)[1]), check(values), user)
            return (404, b"{}") if changed is None else (200, changed)
        except Refused as error:
            return 422, orjson.dumps({"code": "invalid_values", "errors": [{"path": str(error)}]})

    def _user(self, scope: Scope) -> int | None:
        for name, value in scope["headers"]:
            if name == b"cookie":
                return self.store.session(value.decode().partition("session=")[2].partition(";")[0])
        return None

    def _read(self, path: str, query: str) -> tuple[int, bytes]:
        if path == "/ready":
            return 200, b"{}"
        if path == "/by_stage":
            return 200, self.store.by_stage()
        if path != "/records":
            found = self.store.get(int(path.rsplit("/", 1)[1]))
            return (404, b"{}") if found is None else (200, found)
        given = {name: values[0] for name, values in parse_qs(query).items()}
        limit = min(int(given.get("limit", 100)), 1000)
        if "search" in given:
            return 200, self.store.search(given["search"], limit)
        if "stage" in given:
            return 200, self.store.filtered(given["stage"], cents(given["amount"]), limit)
        return 200, self.store.page(limit, int(given.get("after", 0)), int(given.get("offset", 0)))

    def _create(self, values: Any, user: int) -> tuple[int, bytes]:
        many = isinstance(values, list)
        rows = [check(row) for row in values] if many else [check(values)]
        ids = self.store.create(rows, user)
        if many:
            return 201, orjson.dumps({"ids": ids, "records": len(ids)})
        return 201, self.store.get(ids[0]) or b"{}"


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def open_store(address: str, *, plain: bool) -> Store:
    """The store for an address: a PostgreSQL address or the path of an SQLite file."""
    if address.startswith("postgresql:"):
        from benchmarks.twin_postgresql import PostgresStore

        return PostgresStore(address, plain=plain)
    from benchmarks.twin_sqlite import SqliteStore

    return SqliteStore(address, plain=plain)


def application() -> Twin:
    """What uvicorn calls (--factory); the address comes by TWIN_DATABASE."""
    return Twin(open_store(os.environ["TWIN_DATABASE"], plain=False), plain=False)
