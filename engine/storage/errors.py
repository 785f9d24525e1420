"""What storage raises for others to tell people about."""

from __future__ import annotations

from engine.errors import Conflict, InvalidValues, Unavailable


class TookTooLong(Exception):
    """Work that was to be short is not (Database.short): nothing of it was kept, and it may be done again with time.

    `waiting`: it could not even begin, because somebody else is at work.
    """

    def __init__(self, *, waiting: bool = False):
        super().__init__()
        self.waiting = waiting


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
