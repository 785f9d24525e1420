"""What storage raises for others to tell people about."""

from __future__ import annotations

from engine.errors import Conflict, InvalidValues, Unavailable


class NotShort(Exception):
    """Work that was to be short (Database.short) is not, or would have to wait; nothing of it was kept."""


class TookTooLong(NotShort):
    """It takes longer than was allowed."""


class WouldWait(NotShort):
    """Another process is writing, or no connection is free."""


class NotMyTurn(NotShort):
    """Another thread of this process is writing (see Database.turn)."""


class NewerSchema(Unavailable):
    """The database was written by a newer Formwright (`found`), which this one does not know."""

    code = "newer_schema"


class DatabaseBusy(Unavailable):
    """The database stayed locked or kept refusing for `seconds`; the work was not done."""

    code = "database_busy"


class DatabaseUnreachable(Unavailable):
    """No connection to the database could be opened; `reason` is its own word."""

    code = "database_unreachable"


class UniqueViolation(Conflict):
    """A living record of `form` already has these values; `key` names the unique rule, `fields` its fields."""

    code = "not_unique"


class BadCursor(InvalidValues):
    """A page's cursor does not belong to this list."""

    code = "bad_cursor"


class NumberTooLarge(InvalidValues):
    """A number leaves the range that both databases keep exactly."""

    code = "number_too_large"
