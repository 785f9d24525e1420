"""A plan: the operations of one publish in order, as people see them, bound to the hash they agreed to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from engine.migration.operations import Line, Operation
from engine.texts import say


@dataclass(frozen=True)
class Plan:
    """What publishing will do to the database. `hash` is equal for equal plans: people agree to one plan only."""

    app: str
    operations: tuple[Operation, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for operation in self.operations if (line := operation.describe()) is not None)

    @property
    def destroys_data(self) -> bool:
        """Whether values go out of sight (retired until purged) or do not convert."""
        return any(line.destroys_data for line in self.lines)

    @property
    def rows(self) -> int:
        """How many values are touched."""
        return sum(line.rows for line in self.lines)

    @cached_property
    def hash(self) -> str:
        said = "\n".join(f"{line.sign}{line.code}{sorted(line.values.items())}" for line in self.lines)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def describe(self, language: str = "en", name: Callable[[str, str], str] | None = None) -> list[str]:
        """One line each: `+ Opportunity: new field Region`; `name(form, field)` gives labels instead of ids."""
        told = []
        for line in self.lines:
            values = dict(line.values)
            if name is not None and "form" in values:
                form, field = str(values["form"]), str(values.get("field", ""))
                values["form"] = name(form, "")
                if field:
                    values["field"] = name(form, field)
            told.append(f"{line.sign} {say(line.code, values, language)}")
        return told
