"""The mark in answers that a job is still working out some computed values; without one nothing is said."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext

# The member of a record, and of an answer over many.
OF_RECORD, OF_MANY = "_stale", "stale"


def stale_fields(ctx: RecordContext, form: Form, left: Collection[tuple[str, str]] = ()) -> list[str]:
    """Fields of the form, as far as the actor may read them, whose values may still be those from before.

    `left`: (form, field) of what a write of this very transaction has left to a job.
    """
    stale = ctx.apps.stale.get(form.name, frozenset())
    if left:
        own = {field for name, field in left if name == form.name}
        rows = {name.removeprefix(f"{form.name}.") for name, _ in left if name.startswith(f"{form.name}.")}
        stale = stale.union(own, rows)
    if not stale:
        return []
    decision = ctx.decide("read", form)
    return [name for name in form.fields if name in stale and decision.may_probe(name)]


def marked(ctx: RecordContext, form: Form, sent: bytes, member: str) -> bytes:
    """A JSON object with the names of these fields as one more member; as it is where nothing is stale."""
    names = stale_fields(ctx, form)
    if not names:
        return sent
    return sent[:-1] + b',"' + member.encode() + b'":' + orjson.dumps(names) + b"}"


__all__ = ["OF_MANY", "OF_RECORD", "marked", "stale_fields"]
