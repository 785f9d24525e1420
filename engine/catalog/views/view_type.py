"""The contract of a view type: a name, the schema of its presentation keys, and how it asks for its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.catalog.schemas import Schema


@dataclass(frozen=True)
class ViewType:
    """`schema` are the keys beside the query half; `needs` those that must be there.

    `apart` and `along` name keys (`lanes.by`) that hold a field: of one each value is a list of its own, along the
    other a stretch is asked for. `every_field`: a view that lists no columns shows all.
    """

    name: str
    schema: Mapping[str, Schema] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    comes_later: bool = False
    apart: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    every_field: bool = False


def fields_at(options: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    """The fields that a view's options hold at these keys, in their order; what is not there is passed over."""
    for key in keys:
        found: Any = options
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if found is not None:
            yield str(found)
