"""What stops a migration for a reason that a person can mend."""

from __future__ import annotations

from engine.errors import Conflict


class TooManyColumns(Conflict):
    """The table of `form` would have `columns` columns with those of fields that were taken away; `limit` go in."""

    code = "table_full"


class DuplicatesThere(Conflict):
    """A new unique rule meets records that are alike: `groups` of them, `records` are the ids of one group."""

    code = "duplicates_there"
