"""One figure, with the figure of the period before beside it where that is asked for."""

from __future__ import annotations

from engine.catalog import schemas
from engine.catalog.charts.chart_type import FIGURE, ChartType

NUMBER = ChartType(
    "number",
    {**FIGURE, "compare": schemas.one_of("previous_period", "previous_year"), "target": schemas.NUMBER},
    ("form", "value"),
    "figure",
)
