"""Works out the figures of a dashboard for one viewer, each with the way to the records behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine import records
from engine.access import may_see_dashboard
from engine.definition.app import App
from engine.definition.dashboard import Dashboard, Series, Widget
from engine.definition.model import Field, Form
from engine.desk.periods import Span, before, next_start, span_of, starts
from engine.errors import FormwrightError, NotFound
from engine.expression.values import to_decimal
from engine.records import RecordContext
from engine.texts import say

OTHER_COLOR = "gray"


def data(context: RecordContext, app_id: str, dashboard_id: str, chosen: Mapping[str, str]) -> dict[str, Any]:
    """{"widgets": {id: …}} of everything the actor may see; `chosen` are filter values by filter id.

    Raises NotFound when there is no such dashboard, or it is not for the actor. A widget that cannot be worked out
    says so in its place (`error`) and leaves the others alone.
    """
    app = context.apps.app(app_id)
    dashboard = app.dashboards.get(dashboard_id)
    if dashboard is None or not may_see_dashboard(context.actor, app, dashboard_id):
        raise NotFound(what="dashboard", id=dashboard_id)
    figures = _Figures(context, app, dashboard, chosen)
    widgets = {}
    for widget in dashboard.widgets.values():
        path = f"dashboard/{dashboard_id}/widgets/{widget.id}"
        label = app.label_of(path, context.language)
        try:
            drawn = figures.figure(widget) if widget.type.shape == "figure" else figures.points(widget)
        except FormwrightError as error:
            drawn = {"error": {"code": error.code, "title": say(error.code, error.values, context.language)}}
        stale = {"stale": True} if figures.is_stale(widget) else {}
        widgets[widget.id] = {"type": widget.type.name, "label": label, **drawn, **stale}
    return {"widgets": widgets, "filters": figures.shown_filters()}


@dataclass
class _Figures:
    context: RecordContext
    app: App
    dashboard: Dashboard
    chosen: Mapping[str, str]

    # ---- filters

    def value_of(self, filter_id: str) -> str:
        given = self.chosen.get(filter_id)
        default = str(self.dashboard.filters[filter_id].default or "all")
        return given if given and span_of(given, self.context.clock.today) else default

    def shown_filters(self) -> dict[str, Any]:
        """What each filter means today."""
        shown = {}
        for filter_id in self.dashboard.filters:
            span = span_of(self.value_of(filter_id), self.context.clock.today) or Span(None, None)
            shown[filter_id] = {"value": self.value_of(filter_id), "first": span.first, "last": span.last}
        return shown

    def narrowing(self, widget: Widget, series: Series) -> tuple[str, Span] | None:
        """(field, span) that the dashboard's date filter puts on a series; None when none applies."""
        for filter_id, filter_ in self.dashboard.filters.items():
            own = widget.filters.get(filter_id)
            field = own if own is not None else filter_.applies_to.get(series.form)
            span = span_of(self.value_of(filter_id), self.context.clock.today)
            if field and field != "none" and span is not None:
                return field, span
        return None

    def is_stale(self, widget: Widget) -> bool:
        """Whether it counts values that a job is still working out."""
        for series in widget.series:
            try:
                stale = records.stale_fields(self.context, self.form(series.form))
            except FormwrightError:
                continue
            if stale and not _reads(widget, series).isdisjoint(stale):
                return True
        return False

    # ---- one figure

    def figure(self, widget: Widget) -> dict[str, Any]:
        series = widget.series[0]
        form = self.form(series.form)
        narrowed = self.narrowing(widget, series)
        where = both(series.where.text if series.where else None, narrow(form, *narrowed) if narrowed else None)
        drawn = {
            "value": self.total(form, series, where),
            "format": format_of(series.value.result),
            "previous": None,
            "drill": self.drill(form, where),
        }
        compare = widget.options.get("compare")
        earlier = before(narrowed[1], compare) if compare and narrowed else None
        if earlier is not None and narrowed is not None:
            base = series.where.text if series.where else None
            drawn["previous"] = self.total(form, series, both(base, narrow(form, narrowed[0], earlier)))
        return drawn

    def total(self, form: Form, series: Series, where: str | None) -> Any:
        groups = records.aggregate(self.context, form, by=[], values={"value": series.value.text}, where=where)
        return groups[0]["value"] if groups else None

    # ---- points

    def points(self, widget: Widget) -> dict[str, Any]:
        shown_series = []
        points: dict[Any, dict[str, Any]] = {}
        axis: Form | None = None
        for series in widget.series:
            try:
                form = self.form(series.form)
            except NotFound:
                if len(widget.series) == 1:
                    raise
                continue  # the other lines are still worth seeing
            axis = axis or form
            label = series.labels.get(self.context.language) or series.label
            shown_series.append({"id": series.id, "label": label, "format": format_of(series.value.result)})
            self.series(widget, series, form, points)
        if axis is None:
            raise NotFound(what="form", id=widget.form)
        ordered = self.in_order(widget, axis, points, [str(item["id"]) for item in shown_series])
        return {"series": shown_series, "points": ordered}

    def series(self, widget: Widget, series: Series, form: Form, points: dict[Any, dict[str, Any]]) -> None:
        narrowed = self.narrowing(widget, series)
        where = both(series.where.text if series.where else None, narrow(form, *narrowed) if narrowed else None)
        by = f"{widget.period}({series.on})" if widget.period else str(widget.by)
        groups = records.aggregate(self.context, form, by=[by], values={"value": series.value.text}, where=where)
        for group in groups:
            key = group[by]
            if widget.period and key is None:
                continue
            point = points.setdefault(key, {"key": key, "values": {}, "drill": {}})
            point["values"][series.id] = group["value"]
            behind = self.condition_of(widget, series, form, key)
            point["drill"][series.id] = self.drill(form, both(where, behind))

    def condition_of(self, widget: Widget, series: Series, form: Form, key: Any) -> str:
        if widget.period:
            first = date.fromisoformat(str(key))
            last = next_start(first, widget.period) - timedelta(days=1)
            return narrow(form, str(series.on), Span(first, last)) or ""
        name = str(widget.by)
        if key is None:
            return f"isblank({name})"
        if isinstance(key, bool):
            return name if key else f"not {name}"
        if isinstance(key, (int, Decimal)):
            return f"{name} = {key}"
        kind = form.fields[name].value_type.kind if name in form.fields else "text"
        if kind == "date":
            return f"{name} = {_day(date.fromisoformat(str(key)))}"
        if kind == "number":
            return f"{name} = {key}"
        return f"{name} = {quoted(str(key))}"

    def in_order(
        self, widget: Widget, form: Form, points: dict[Any, dict[str, Any]], series: list[str]
    ) -> list[dict[str, Any]]:
        """Time in its order without gaps, options in theirs, everything else by size."""
        if widget.period:
            return self.in_time(widget, points)
        field = form.fields.get(str(widget.by))
        choices = {option.id: (place, option) for place, option in enumerate(options_of(field))}
        titles = self.titles_of(field, [key for key in points if isinstance(key, int)])
        for key, point in points.items():
            option = choices[key][1] if key in choices else None
            shown = titles.get(key) if titles else (option.say(self.context.language) if option else None)
            point["label"] = shown or (say("nothing_chosen", {}, self.context.language) if key is None else str(key))
            point["color"] = option.color if option else (OTHER_COLOR if key is None else None)
        if choices and widget.type.name == "funnel":
            for option_id, (_, option) in choices.items():
                if not option.values.get("closed"):
                    points.setdefault(
                        option_id,
                        {
                            "key": option_id,
                            "label": option.say(self.context.language),
                            "color": option.color,
                            "values": dict.fromkeys(series, 0),
                            "drill": {},
                        },
                    )
        last = len(choices)
        ordered = sorted(points.values(), key=lambda point: choices.get(point["key"], (last, None))[0])
        sort = widget.options.get("sort") or (None if choices else "-value")
        if sort in ("value", "-value"):
            ordered.sort(key=lambda point: _size(point, series), reverse=sort == "-value")
        limit = widget.options.get("limit")
        return ordered[:limit] if limit else ordered[:200]

    def in_time(self, widget: Widget, points: dict[Any, dict[str, Any]]) -> list[dict[str, Any]]:
        if not points:
            return []
        unit = str(widget.period)
        days = sorted(date.fromisoformat(str(key)) for key in points)
        first, last = days[0], days[-1]
        spans = [found[1] for series in widget.series if (found := self.narrowing(widget, series))]
        if spans and spans[0].first and spans[0].last:
            first, last = min(first, spans[0].first), max(last, spans[0].last)
        ordered = []
        for day in starts(first, last, unit):
            point = points.get(day.isoformat()) or {"key": day.isoformat(), "values": {}, "drill": {}}
            ordered.append({**point, "label": period_label(day, unit, self.context.language), "color": None})
        return ordered

    def titles_of(self, field: Field | None, ids: list[int]) -> dict[Any, str]:
        target = field.leads_to if field else None
        if not target or not ids:
            return {}
        form = self.context.apps.app(target[0]).forms[target[1]]
        return dict(records.titles(self.context, form, ids))

    # ---- parts

    def form(self, form_id: str) -> Form:
        app_id, _, own = form_id.rpartition(".")
        return self.context.form(app_id or self.app.id, own)

    def drill(self, form: Form, where: str | None) -> dict[str, Any]:
        plural = self.app.say(f"form/{form.id}/label_plural", self.context.language) or form.label_plural
        return {"form": form.id, "where": where, "label": plural}


def _reads(widget: Widget, series: Series) -> set[str]:
    """The fields that a series of a widget counts, chooses and groups by."""
    parts = [part for part in (series.value.aggregate.argument, series.where) if part is not None]
    return {path[0] for part in parts for path in part.fields} | {str(widget.by), str(series.on)}


def both(*conditions: str | None) -> str | None:
    """All of some conditions, as text."""
    given = [condition for condition in conditions if condition]
    if len(given) < 2:
        return given[0] if given else None
    return " and ".join(f"({condition})" for condition in given)


def narrow(form: Form, field: str, span: Span) -> str | None:
    """The condition that a date or moment lies in a span; moments by the days of the company's zone."""
    parts = []
    if span.first is not None:
        parts.append(f"{field} >= {_day(span.first)}")
    if span.last is not None:
        parts.append(f"{field} < {_day(span.last + timedelta(days=1))}")
    return " and ".join(parts) or None


def quoted(text: str) -> str:
    """A text as a literal of the expression language."""
    return "'" + text.replace("'", "''") + "'"


def options_of(field: Field | None) -> tuple[Any, ...]:
    found: tuple[Any, ...] = tuple(field.settings.get("options") or ()) if field else ()
    return found


def format_of(field: Field) -> dict[str, Any]:
    """How a figure is written."""
    settings = field.settings
    return {
        "type": field.type.name,
        "decimals": settings.get("decimals", 0),
        "currency": settings.get("currency"),
    }


def period_label(day: date, unit: str, language: str) -> str:
    """`2026-11`, `2026 Q4`, `2026`, or the day."""
    values: dict[str, Any] = {
        "year": day.year,
        "month": day.month,
        "quarter": (day.month - 1) // 3 + 1,
        "day": day.isoformat(),
    }
    if language == "en":
        values["month"] = f"{day.month:02d}"
    return day.isoformat() if unit == "day" else say(f"period_{unit}", values, language)


def _day(day: date) -> str:
    return f"date({day.year}, {day.month}, {day.day})"


def _size(point: Mapping[str, Any], series: list[str]) -> Decimal:
    sizes = (to_decimal(_number(point["values"].get(name))) for name in series)
    return sum((size for size in sizes if size is not None), Decimal(0))


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value
