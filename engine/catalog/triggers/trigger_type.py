"""The contract of a trigger type: the event's name and the schema of what narrows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.catalog.schemas import Schema


@dataclass(frozen=True)
class TriggerType:
    """`name` stands after `event:`; `has_record`: `record` is known to conditions and steps, `has_old`: `old` too."""

    name: str
    schema: Mapping[str, Schema] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    has_record: bool = True
    has_old: bool = False
    comes_later: bool = False
