"""Everything an author may write after `type:`, as one value: the built-in types in a table, and those of plug-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import entry_points

from engine.catalog.charts import bar, funnel, line
from engine.catalog.charts import later as later_charts
from engine.catalog.charts import number as number_chart
from engine.catalog.charts.chart_type import ChartType
from engine.catalog.fields import (
    address,
    aggregate,
    button,
    cascade,
    date,
    datetime,
    department,
    duration,
    email,
    file,
    formula,
    image,
    json,
    long_text,
    lookup,
    money,
    multi_select,
    number,
    percent,
    phone,
    progress,
    rating,
    relation,
    rich_text,
    rollup,
    select,
    serial,
    subform,
    text,
    time,
    url,
    user,
    yes_no,
)
from engine.catalog.fields import later as later_fields
from engine.catalog.fields.field_type import FieldType
from engine.catalog.steps import choose, create, notify, stop, update
from engine.catalog.steps import later as later_steps
from engine.catalog.steps.step_type import StepType
from engine.catalog.triggers import later as later_triggers
from engine.catalog.triggers.record import RECORD_TRIGGERS
from engine.catalog.triggers.trigger_type import TriggerType
from engine.catalog.views import calendar, gallery, kanban, table
from engine.catalog.views import later as later_views
from engine.catalog.views.view_type import ViewType
from engine.registry import Registry

ENTRY_POINTS = "formwright"


@dataclass
class Catalog:
    """Registries of all types. Filled once at start, then only read."""

    fields: Registry[FieldType] = field(default_factory=Registry)
    views: Registry[ViewType] = field(default_factory=Registry)
    charts: Registry[ChartType] = field(default_factory=Registry)
    triggers: Registry[TriggerType] = field(default_factory=Registry)
    steps: Registry[StepType] = field(default_factory=Registry)
    failed: tuple[tuple[str, str], ...] = ()  # plug-ins that could not be loaded: name, reason


FIELD_TYPES: tuple[type[FieldType], ...] = (
    text.Text,
    long_text.LongText,
    rich_text.RichText,
    number.Number,
    money.Money,
    percent.Percent,
    date.Date,
    datetime.DateTime,
    time.Time,
    duration.Duration,
    select.Select,
    multi_select.MultiSelect,
    cascade.Cascade,
    yes_no.YesNo,
    rating.Rating,
    progress.Progress,
    phone.Phone,
    email.Email,
    url.Url,
    address.Address,
    user.User,
    department.Department,
    serial.Serial,
    relation.Relation,
    subform.Subform,
    file.File,
    image.Image,
    json.Json,
    button.Button,
    formula.Formula,
    lookup.Lookup,
    rollup.Rollup,
    aggregate.Aggregate,
)
VIEW_TYPES = (table.TABLE, kanban.KANBAN, calendar.CALENDAR, gallery.GALLERY, *later_views.LATER)
CHART_TYPES = (number_chart.NUMBER, bar.BAR, line.LINE, funnel.FUNNEL, *later_charts.LATER)
TRIGGER_TYPES = (*RECORD_TRIGGERS, *later_triggers.LATER)
STEP_TYPES: tuple[StepType, ...] = (
    create.Create(),
    update.Update(),
    notify.Notify(),
    stop.Stop(),
    choose.Choose(),
    *later_steps.LATER,
)


def built_in_catalog() -> Catalog:
    """The catalog without plug-ins."""
    catalog = Catalog()
    for field_type in FIELD_TYPES:
        catalog.fields.add(field_type.name, field_type())
    for name in later_fields.NAMES:
        catalog.fields.add(name, later_fields.LaterField(name))
    for view in VIEW_TYPES:
        catalog.views.add(view.name, view)
    for chart in CHART_TYPES:
        catalog.charts.add(chart.name, chart)
    for trigger in TRIGGER_TYPES:
        catalog.triggers.add(trigger.name, trigger)
    for step in STEP_TYPES:
        catalog.steps.add(step.name, step)
    return catalog


def full_catalog() -> Catalog:
    """The built-in types and those of installed plug-ins; one that fails to load is listed in `failed`."""
    catalog = built_in_catalog()
    failed = []
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        try:
            register: Callable[[Catalog], None] = point.load()
            register(catalog)
        except Exception as trouble:  # whatever a stranger's code raises, the engine starts and says so
            failed.append((point.name, f"{type(trouble).__name__}: {trouble}"))
    catalog.failed = tuple(failed)
    return catalog
