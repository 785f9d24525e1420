"""Rows of a table that make one record together: its own columns once, a row of a subform from each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.exchange.mapping import mapped

Numbered = tuple[int, Sequence[Any]]  # the number of a row as people see it, and its cells


class Joining:
    """Which rows belong together, told by the columns of the record alone; every row by itself without a subform.

    `key`: the fields by which records are known; rows of one key make one record. Without it those beside each other
    that say the same of the record do. A row that says nothing of the record belongs to the one above.
    """

    def __init__(self, names: Sequence[str], mapping: Mapping[str, Any], key: Sequence[str] = ()):
        wanted = {place: found[0] for place, name in enumerate(names) if (found := mapped(mapping).get(name))}
        own = {field: place for place, field in wanted.items() if "." not in field}
        self.of_rows = len(own) < len(wanted)
        self.own = tuple(own.values())
        self.by_key = bool(key) and all(field in own for field in key)
        self.by = tuple(own[field] for field in key) if self.by_key else self.own

    def groups(self, rows: Iterable[Numbered]) -> Iterator[list[Numbered]]:
        """The rows of one record after the other."""
        group: list[Numbered] = []
        for row in rows:
            if group and self.of_rows and self._goes_on(group[0], row):
                group.append(row)
                continue
            if group:
                yield group
            group = [row]
        if group:
            yield group

    def key_of(self, row: Numbered) -> tuple[str, ...] | None:
        """What tells one record from another; None where the row does not say it."""
        said = tuple(_text(row[1], place) for place in self.by)
        return said if any(said) else None

    def _goes_on(self, first: Numbered, row: Numbered) -> bool:
        if not any(_text(row[1], place) for place in self.own):
            return True
        return self.key_of(row) is not None and self.key_of(row) == self.key_of(first)


def _text(cells: Sequence[Any], place: int) -> str:
    cell = cells[place] if place < len(cells) else None
    return "" if cell is None else str(cell).strip()


__all__ = ["Joining", "Numbered"]
