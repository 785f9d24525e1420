"""The tree of errors: each class is a fact with a code and a kind; sentences are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar


class Kind(Enum):
    """What sort of trouble it is; the HTTP layer alone turns a kind into a status."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    STALE = "stale"
    TOO_LARGE = "too_large"
    INVALID = "invalid"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class FieldError:
    """One thing wrong at one place of what was sent: `path` like `amount`, `lines.2.qty` or `7.amount`."""

    path: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    message: str | None = None  # an author's own sentence (form logic), shown as it is

    def under(self, prefix: str) -> FieldError:
        """The same error seen from further out, e.g. from the whole list of a bulk create."""
        path = f"{prefix}.{self.path}" if self.path else prefix
        return FieldError(path, self.code, self.values, self.message)


class FormwrightError(Exception):
    """Base of everything the engine raises on purpose; `values` fill the sentence of `code` in texts/."""

    code: ClassVar[str] = "failed"
    kind: ClassVar[Kind] = Kind.INVALID

    def __init__(self, *, errors: Sequence[FieldError] = (), extra: Mapping[str, Any] | None = None, **values: Any):
        super().__init__(f"{self.code} {values}" if values else self.code)
        self.values: dict[str, Any] = values
        self.errors: tuple[FieldError, ...] = tuple(errors)
        self.extra: dict[str, Any] = dict(extra or {})  # further members of the problem, e.g. the record now


class MalformedRequest(FormwrightError):
    """What was sent cannot be read at all (`reason`)."""

    code = "malformed_request"
    kind = Kind.MALFORMED


class NotSignedIn(FormwrightError):
    """Nobody is signed in, or the session or token is over."""

    code = "not_signed_in"
    kind = Kind.UNAUTHENTICATED


class PermissionDenied(FormwrightError):
    """The actor may not do `action` on `resource`; `reason` names the deciding rule."""

    code = "permission_denied"
    kind = Kind.FORBIDDEN


class NotFound(FormwrightError):
    """There is no such `what` with this `id`, or the actor may not know of it."""

    code = "not_found"
    kind = Kind.NOT_FOUND


class Conflict(FormwrightError):
    """What is asked collides with what is there."""

    code = "conflict"
    kind = Kind.CONFLICT


class StaleRevision(FormwrightError):
    """The record was changed since it was read; `extra["current"]` is the record now."""

    code = "stale_revision"
    kind = Kind.STALE


class TooLarge(FormwrightError):
    """More was sent than the `limit` (in `unit`) allows."""

    code = "too_large"
    kind = Kind.TOO_LARGE


class InvalidValues(FormwrightError):
    """Some values of a record were refused; `errors` says which and why."""

    code = "invalid_values"
    kind = Kind.INVALID


class InvalidDefinition(FormwrightError):
    """An app definition has problems; `problems` holds them all (engine.definition.problem.Problem)."""

    code = "invalid_definition"
    kind = Kind.INVALID

    def __init__(self, problems: Sequence[Any] = (), **values: Any):
        super().__init__(**{"count": len(problems), **values})
        self.problems = tuple(problems)


class InvalidExpression(FormwrightError):
    """An expression sent as text (a filter, say) is wrong; `text` and `reason` say where."""

    code = "invalid_expression"
    kind = Kind.INVALID


class TooMany(FormwrightError):
    """Too many tries; come back after `seconds`."""

    code = "too_many"
    kind = Kind.TOO_MANY


class Unavailable(FormwrightError):
    """The installation cannot do this now (`reason`)."""

    code = "unavailable"
    kind = Kind.UNAVAILABLE
