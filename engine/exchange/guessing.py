"""Which type of field a column is: every type says how it would take it, and its own `clean` tries each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from engine.catalog.catalog import Catalog
from engine.catalog.fields.field_type import FieldType
from engine.catalog.likeness import Likeness, Seen
from engine.catalog.type_words import type_named
from engine.catalog.values import InvalidValue
from engine.clock import Clock
from engine.exchange.columns import Column
from engine.exchange.mapping import day_of, month_first

TRIED = 200  # different cells that tell whether a type is worth offering
DAYS = frozenset({"date", "datetime"})


@dataclass(frozen=True)
class Guess:
    """`type` is what all cells fit, `offers` the settings of every type that most of them do, the guessed one first."""

    type: str
    offers: Mapping[str, Mapping[str, Any]]


@dataclass
class _Trial:
    """A field that no form has, to try values with; it hears what is wrong with its settings."""

    settings: Mapping[str, Any]
    id: str = "trial"
    computed: None = None
    app_id: str = ""
    field_id: str = "trial"
    currency: str | None = None
    required: bool = False
    problems: list[str] = field(default_factory=list)

    def problem(self, code: str, key: str, **values: Any) -> None:
        self.problems.append(code)

    def later(self, key: str, **values: Any) -> None:
        self.problems.append("comes_later")


def guess(column: Column, catalog: Catalog, clock: Clock, currency: str) -> Guess:
    """The type that fits a column best; text where nothing more particular does."""
    cells = list(column.cells.values())
    types = [type for type in catalog.fields if type.palette.looks is not None and not type.comes_later]
    named = type_named(column.name, [type.name for type in types])
    seen = Seen(
        cells, column.count, column.whole, False, column.longest, column.lines, currency=currency, zone=clock.zone
    )
    found: list[tuple[FieldType, Likeness]] = []
    for type in types:
        like = _asked(type, seen, named) if cells else None
        if like is not None and _share(type, like, list(islice(cells, TRIED)), clock) >= 0.5:
            found.append((type, like))
    found.sort(key=lambda pair: -pair[1].weight)
    best = next((type for type, like in found if like.weight and _fits(type, like, cells, clock)), None)
    offers = {type.name: like.settings for type, like in found if best is None or type is not best}
    if best is not None:
        offers = {best.name: next(like.settings for type, like in found if type is best), **offers}
    return Guess(best.name, offers) if best is not None else Guess(DEFAULT, {DEFAULT: {}, **offers})


DEFAULT = "text"  # of a column without cells


def kind_of(guess: Guess, catalog: Catalog) -> str:
    """The kind of values that a guessed column holds: text, option, number, …"""
    type = catalog.fields.get(guess.type)
    trial = _Trial({**type.palette.begins_with, **guess.offers[guess.type]})
    trial.settings = type.settle(trial.settings, trial)
    return type.value_type(trial).kind


def _asked(type: FieldType, seen: Seen, named: str | None) -> Likeness | None:
    looks = type.palette.looks
    assert looks is not None
    return looks(replace(seen, named=type.name == named))


def _share(type: FieldType, like: Likeness, cells: Sequence[Any], clock: Clock) -> float:
    return sum(_tried(type, like, cells, clock)) / max(1, len(cells))


def _fits(type: FieldType, like: Likeness, cells: Sequence[Any], clock: Clock) -> bool:
    return all(_tried(type, like, cells, clock))


def _tried(type: FieldType, like: Likeness, cells: Sequence[Any], clock: Clock) -> Iterator[bool]:
    """For every cell whether it would become a value."""
    trial = _Trial({**type.palette.begins_with, **like.settings})
    trial.settings = type.settle(trial.settings, trial)
    if trial.problems:
        return
    order = month_first(cells) if type.value_type(trial).kind in DAYS else None
    for cell in cells:
        try:
            value = type.from_cell(cell if order is None else day_of(cell, order), trial, clock.zone)
            yield type.clean(value, trial) is not None
        except InvalidValue:
            yield False
