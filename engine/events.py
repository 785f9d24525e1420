"""What has happened: facts in the past tense, written to the outbox in the writer's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA = 1
MAX_CHAIN = 16


@dataclass(frozen=True)
class Cause:
    """Why a write happens: the chain of rules and runs behind it, oldest first, e.g. ("rule:crm/won#41",)."""

    chain: tuple[str, ...] = ()

    def then(self, link: str) -> Cause:
        return Cause((*self.chain, link))


@dataclass(frozen=True)
class RecordEvent:
    """Something happened to one record: `what` is created, updated, deleted or restored.

    `old` and `new` hold JSON values of the changed fields only (for created: all that were set in `new`);
    masked and encrypted fields are left out.
    """

    what: str
    app: str
    form: str
    id: int
    revision: int
    change_set: int
    actor: str
    origin: str
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    cause: Cause = Cause()

    @property
    def name(self) -> str:
        return f"record.{self.what}"


@dataclass(frozen=True)
class AppPublished:
    """A new version of an app is live; `filled` counts by form the records whose computed values it changed."""

    app: str
    version: int
    actor: str
    filled: Mapping[str, int] = field(default_factory=dict)

    name = "app.published"


@dataclass(frozen=True)
class ValuesFilled:
    """Computed values of an app that were stale are up to date; `filled` counts by form the records it changed."""

    app: str
    job: int
    filled: Mapping[str, int] = field(default_factory=dict)

    name = "app.filled"
