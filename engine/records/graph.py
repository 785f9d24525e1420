"""The graph of computed values over the live apps, made once for each set of versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from engine.definition.dependencies import Graph, graph_of

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.records.context import AppSource

T = TypeVar("T")
_CACHED = 32
_graphs: dict[tuple[int, ...], tuple[tuple[App, ...], Graph]] = {}


def graph_for(source: AppSource) -> Graph:
    """The graph of the live apps."""
    return graph_over(source.all())


def graph_over(apps: Mapping[str, App]) -> Graph:
    """The graph of these apps."""
    key = tuple(map(id, apps.values()))
    found = _graphs.get(key)
    if found is None:
        if len(_graphs) > _CACHED:
            _graphs.clear()
        found = _graphs[key] = (tuple(apps.values()), graph_of(apps))
    return found[1]


def in_order(source: AppSource, forms: Iterable[str]) -> list[str]:
    """Forms in the order in which their records are locked everywhere, so that nobody deadlocks."""
    rank = graph_for(source).rank
    return sorted(forms, key=lambda name: (rank.get(name, -1), name))


__all__ = ["graph_for", "graph_over", "in_order"]
