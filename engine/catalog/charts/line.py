"""Lines along a time."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.charts.chart_type import POINTS, ChartType

LINE = ChartType("line", {**POINTS, "area": schemas.FLAG}, ("by",))
