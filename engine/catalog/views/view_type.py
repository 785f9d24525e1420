"""The contract of a view type: a name and the schema of its presentation keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.catalog.schemas import Schema


@dataclass(frozen=True)
class ViewType:
    """`schema` are the keys beside the query half; `needs` those that must be there."""

    name: str
    schema: Mapping[str, Schema] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    comes_later: bool = False
