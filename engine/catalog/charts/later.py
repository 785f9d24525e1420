"""Chart types that come later; they take the keys of every chart with points."""

from __future__ import annotations

from engine.catalog.charts.chart_type import ChartType

LATER = tuple(
    ChartType(name, comes_later=True)
    for name in (
        "area",
        "pie",
        "ring",
        "radar",
        "scatter",
        "gauge",
        "pivot",
        "table",
        "map",
        "word_cloud",
        "waterfall",
        "heat_map",
        "pareto",
    )
)
