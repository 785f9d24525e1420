"""A request sent twice with one idempotency key is done once and answered twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from engine.errors import Conflict
from engine.records.results import Saved
from engine.storage import idempotency_rows

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

Work = Callable[["RecordContext", "Transaction"], Saved]


class _Taken(Exception):
    """Somebody used the key while we worked: our work is rolled back and theirs is answered."""


def done_once(ctx: RecordContext, form: Form, sent: Any, work: Work) -> Saved:
    """Runs `work` in a write transaction unless this actor's key has been used.

    Raises Conflict (`idempotency_key_reused`) when the key came with another request.
    """
    if ctx.once_key is None:
        return ctx.write(work)
    key = ctx.once_key
    request = fingerprint(form, sent)

    def once(ctx: RecordContext, tx: Transaction) -> Saved:
        known = idempotency_rows.find(tx, ctx.actor.key, key)
        if known is not None:
            return _again(known, request)
        saved = work(ctx, tx)
        kept = orjson.dumps([saved.id, saved.revision, saved.record, saved.change_set], default=str).decode()
        if not idempotency_rows.insert(tx, ctx.actor.key, key, request, 201, kept, ctx.clock.moment):
            raise _Taken
        return saved

    try:
        return ctx.write(once)
    except _Taken:
        return ctx.write(once)


def _again(known: Mapping[str, Any], request: str) -> Saved:
    if known["request_hash"] != request:
        raise IdempotencyKeyReused()
    id, revision, record, change_set = orjson.loads(known["answer"])
    return Saved(id, revision, record, change_set)


class IdempotencyKeyReused(Conflict):
    """The same idempotency key came with another request."""

    code = "idempotency_key_reused"


def fingerprint(form: Form, sent: Any) -> str:
    """What tells two requests apart."""
    text = orjson.dumps([form.name, sent], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    return hashlib.sha256(text).hexdigest()
