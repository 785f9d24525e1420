"""Bars along a field or a time."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.charts.chart_type import POINTS, ChartType

BAR = ChartType("bar", {**POINTS, "stacked": schemas.FLAG, "horizontal": schemas.FLAG}, ("by",))
