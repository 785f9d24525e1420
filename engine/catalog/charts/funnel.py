"""Stages from wide to narrow, in the order of the select's options."""

from __future__ import annotations

from engine.catalog.charts.chart_type import POINTS, ChartType

FUNNEL = ChartType("funnel", dict(POINTS), ("by",))
