"""A dashboard as it was resolved: charts, their series of figures, and the choices that narrow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.catalog.charts.chart_type import ChartType
from engine.definition.expressions import Expression
from engine.definition.model import Field
from engine.definition.problem import Place
from engine.expression.aggregates import Aggregate


@dataclass(frozen=True)
class Measure:
    """`sum(weighted)`: a function over the rows of a form, of an expression (None: of the rows themselves)."""

    text: str
    aggregate: Aggregate
    result: Field

    @property
    def fn(self) -> str:
        return self.aggregate.function

    @property
    def of(self) -> Expression | None:
        return self.aggregate.argument


@dataclass(frozen=True)
class Series:
    """One line of figures: rows of `form` where `where`, along its date `on`, measured by `value`."""

    id: str
    label: str
    form: str
    value: Measure
    where: Expression | None = None
    on: str | None = None
    color: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Widget:
    """One chart of a dashboard: by a field, or by a `period` (day to year) of each series' `on`."""

    id: str
    type: ChartType
    label: str
    series: tuple[Series, ...]
    by: str | None = None
    period: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)  # dashboard filter -> field, or "none"
    options: Mapping[str, Any] = field(default_factory=dict)
    help: str | None = None

    @property
    def form(self) -> str:
        return self.series[0].form if self.series else ""


@dataclass(frozen=True)
class DashboardFilter:
    """A choice over a dashboard; `applies_to`: the field it narrows, by form."""

    id: str
    type: str
    label: str
    default: Any = None
    applies_to: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dashboard:
    """Charts side by side; `layout` are (widget, width of 12)."""

    id: str
    label: str
    widgets: Mapping[str, Widget]
    filters: Mapping[str, DashboardFilter] = field(default_factory=dict)
    layout: tuple[tuple[str, int], ...] = ()
    help: str | None = None
    icon: str | None = None
    place: Place = Place()
