"""Dashboards: widgets with their figures, filters, layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog.charts.chart_type import PERIODS, ChartType
from engine.definition.dashboard import Dashboard, DashboardFilter, Measure, Series, Widget
from engine.definition.resolving.forms import _place
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.shapes import check_id
from engine.definition.resolving.views import needs_computed
from engine.definition.resolving.work import At, Work
from engine.registry import UnknownName

PRESETS = (
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_7_days",
    "last_30_days",
    "last_90_days",
    "last_12_months",
    "next_7_days",
    "next_30_days",
    "all",
)


class DashboardsResolver:
    """Resolves every dashboard."""

    def __init__(self, work: Work, meanings: Meanings, base: AppScope):
        self.work, self.meanings, self.base = work, meanings, base

    def resolve(self) -> dict[str, Dashboard]:
        return {id: self._dashboard(id, At(item)) for id, item in self.work.of("dashboard").items()}

    def _dashboard(self, id: str, at: At) -> Dashboard:
        tree = at.item.tree
        label = self.work.label(at, tree)
        filters = {
            name: self._filter(name, one, at / "filters" / name)
            for name, one in (tree.get("filters") or {}).items()
            if isinstance(one, dict)
        }
        widgets: dict[str, Widget] = {}
        for name, one in (tree.get("widgets") or {}).items():
            check_id(self.work, name, at / "widgets" / name)
            widget = self._widget(name, one, at / "widgets" / name, filters) if isinstance(one, dict) else None
            if widget is not None:
                widgets[name] = widget
        return Dashboard(
            id,
            label,
            widgets,
            filters,
            self._layout(tree, at, widgets),
            self.work.text(at, tree, "help"),
            tree.get("icon"),
            _place(at),
        )

    def _layout(self, tree: Mapping[str, Any], at: At, widgets: Mapping[str, Widget]) -> tuple[tuple[str, int], ...]:
        placed: dict[str, int] = {}
        for place, one in enumerate(tree.get("layout") or ()):
            here, name = at / "layout" / place, one.get("id")
            if name not in (tree.get("widgets") or {}):
                self.work.unknown("unknown_widget", here / "id", str(name), tree.get("widgets") or {})
            elif name in placed:
                self.work.problem("placed_twice", here / "id", found=name)
            elif name in widgets:
                placed[name] = int(one.get("width", 6))
        for name in widgets:
            placed.setdefault(name, 6)
        return tuple(placed.items())

    def _filter(self, id: str, tree: Mapping[str, Any], at: At) -> DashboardFilter:
        applies = {}
        for form, field in (tree.get("applies_to") or {}).items():
            full = self.meanings.known.full(form)
            if not self.meanings.known.exists(full):
                self.work.unknown(
                    "unknown_form", at / "applies_to" / form, form, self.meanings.known.names(), at_key=True
                )
                continue
            types = {
                "date_range": ["date", "datetime"],
                "user": ["user", "relation"],
                "department": ["department", "relation"],
            }.get(str(tree.get("type")), ["select"])
            if (
                self.meanings._field(field, at / "applies_to" / form, Env(self.base, full), {"x-types": types})
                is not None
            ):
                applies[form] = field
        default = tree.get("default")
        if tree.get("type") == "date_range" and default is not None and default not in PRESETS:
            self.work.unknown("unknown_period", at / "default", str(default), PRESETS, periods=PRESETS)
        return DashboardFilter(
            id, str(tree.get("type")), self.work.label(at, tree), default, applies, {"options": tree.get("options")}
        )

    def _widget(
        self, id: str, tree: Mapping[str, Any], at: At, filters: Mapping[str, DashboardFilter]
    ) -> Widget | None:
        try:
            type = self.work.catalog.charts.get(str(tree.get("type")))
        except UnknownName:
            return None
        if type.comes_later:
            self.work.later("comes_later", at / "type", what="@word.widget", found=type.name)
        label = self.work.label(at, tree)
        help = self.work.text(at, tree, "help")
        env = Env(self.base, self.meanings.known.full(tree["form"]) if isinstance(tree.get("form"), str) else None)
        options = self.meanings.properties(type.schema, tree, at, env, skip=("by", "series", "filters"))
        period = tree.get("by") if tree.get("by") in PERIODS else None
        series = self._series(id, tree, at, env, options, label)
        by = tree.get("by") if period is None else None
        by = self._by(by, at / "by", series) if by is not None else None
        if period is not None:
            for one in series:
                if one.on is None:
                    self.work.problem(
                        "missing_key",
                        at / "on" if len(series) == 1 else at / "series" / one.id / "on",
                        at_key=True,
                        key="on",
                    )
        for name, field in (tree.get("filters") or {}).items():
            if name not in filters:
                self.work.unknown("unknown_filter", at / "filters" / name, name, filters, at_key=True)
            elif field != "none" and env.form:
                self.meanings._field(field, at / "filters" / name, env, {})
        rest = {key: value for key, value in options.items() if key not in ("form", "where", "value", "on")}
        return (
            Widget(id, type, label, series, by, period, dict(tree.get("filters") or {}), rest, help)
            if self._complete(type, series, at)
            else None
        )

    def _complete(self, type: ChartType, series: tuple[Series, ...], at: At) -> bool:
        if not series and not type.comes_later:
            if not {"value", "series"} & set(at.value):
                self.work.problem("widget_without_figures", at, at_key=True)
            return False
        return True

    def _series(
        self, id: str, tree: Mapping[str, Any], at: At, env: Env, options: Mapping[str, Any], label: str
    ) -> tuple[Series, ...]:
        written = tree.get("series")
        if not isinstance(written, dict):
            value = options.get("value")
            if not isinstance(value, Measure) or not options.get("form"):
                return ()
            self._check_where(options.get("where"), at / "where", env.form)
            return (
                Series(
                    "value",
                    label,
                    options["form"],
                    value,
                    options.get("where"),
                    options.get("on"),
                    labels=self._labels(at, label),
                ),
            )
        made = []
        for name, one in written.items():
            here = at / "series" / name
            if not isinstance(one, dict):
                continue
            form = one.get("form", tree.get("form"))
            full = self.meanings.known.full(form) if isinstance(form, str) else None
            if full is None:
                self.work.problem("missing_key", here / "form", at_key=True, key="form")
                continue
            inner = Env(self.base, full)
            schema = {
                "form": {"x-means": "form"},
                "on": {"x-means": "field", "x-types": ["date", "datetime"]},
                "where": {"x-means": "condition"},
                "value": {"x-means": "measure"},
            }
            found = self.meanings.properties(schema, one, here, inner)
            said = self.work.label(here, one)
            self._check_where(found.get("where"), here / "where", full)
            if isinstance(found.get("value"), Measure):
                made.append(
                    Series(
                        name,
                        said,
                        self.meanings.known.short(full),
                        found["value"],
                        found.get("where"),
                        found.get("on", options.get("on")),
                        one.get("color"),
                        self._labels(here, said),
                    )
                )
        return tuple(made)

    def _labels(self, at: At, label: str) -> dict[str, str]:
        return {self.work.written_in: label, **self.work.said_in(f"{at.name}/label")}

    def _check_where(self, where: Any, at: At, form: str | None) -> None:
        if where is not None and form is not None:
            needs_computed(self.work, at, form, where, self.meanings, in_lists=True)

    def _by(self, by: str, at: At, series: tuple[Series, ...]) -> str | None:
        for one in series[:1]:
            full = self.meanings.known.full(one.form)
            types = ["select", "user", "department", "relation", "yes_no", "text"]
            found: str | None = self.meanings._field(by, at, Env(self.base, full), {"x-types": types})
            return found
        return by
