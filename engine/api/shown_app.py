"""One app as one viewer's screens need it: labels in his language, only what he may see, what he may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import records
from engine.access import Actor, decide, may_edit_app, may_see_dashboard
from engine.access.policy import Action
from engine.catalog.fields.field_type import Option
from engine.definition.app import App
from engine.definition.dashboard import Dashboard
from engine.definition.expressions import Expression
from engine.definition.model import Field, Form, Holes, View
from engine.definition.setting_values import setting_values
from engine.publishing.app_store import AppSnapshot

UNSORTED = frozenset({"files", "parts", "options", "records", "rows", "any"})


def summary(app: App, number: int, actor: Actor, language: str) -> dict[str, Any]:
    """One card of the list of apps."""
    return {
        "id": app.id,
        "label": app.label_of("app", language),
        "description": app.say("app/help", language),
        "icon": app.icon,
        "color": app.color,
        "version": number,
        "home": home_of(app, actor),
        "can_edit": may_edit_app(actor),
    }


def home_of(app: App, actor: Actor) -> str | None:
    """Where the app opens for this viewer: its home when he may see it, else the first thing he may."""
    items = [app.home, *(item for section in app.menu for item in section.items)]
    for item in items:
        if item and may_open(app, actor, item):
            return item
    for form in app.forms.values():
        if decide(actor, "read", form, app).allowed:
            return f"form/{form.id}"
    return None


def may_open(app: App, actor: Actor, item: str) -> bool:
    """Whether a name like `form/lead` is something the viewer may look at."""
    kind, _, name = item.partition("/")
    if kind == "dashboard":
        return name in app.dashboards and may_see_dashboard(actor, app, name)
    form_id = app.views[name].form if kind == "view" and name in app.views else name
    form = app.forms.get(form_id) if kind in ("form", "view") else None
    return form is not None and decide(actor, "read", form, app).allowed


def may_see_app(app: App, actor: Actor) -> bool:
    """Whether the viewer may look at anything in it."""
    return home_of(app, actor) is not None


def shown_app(app: App, number: int, actor: Actor, language: str) -> dict[str, Any]:
    """Everything of `GET /apps/{app}`."""
    forms = {
        form.id: _form(app, form, actor, language)
        for form in app.forms.values()
        if decide(actor, "read", form, app).allowed or decide(actor, "create", form, app).allowed
    }
    return {
        **summary(app, number, actor, language),
        "currency": app.currency,
        "written_in": app.written_in,
        "languages": list(app.languages),
        "menu": _menu(app, actor, language),
        "forms": forms,
        "views": {
            view.id: _view(app, view, forms[view.form], language) for view in app.views.values() if view.form in forms
        },
        "dashboards": {
            dashboard.id: _dashboard(app, dashboard, language)
            for dashboard in app.dashboards.values()
            if may_see_dashboard(actor, app, dashboard.id)
        },
        "rules": {
            rule.id: {
                "id": rule.id,
                "label": app.label_of(f"rule/{rule.id}", language),
                "help": app.say(f"rule/{rule.id}/help", language),
                "enabled": rule.enabled,
                "form": rule.trigger.form,
                "event": rule.trigger.event,
                "steps": [step.type.name for step in rule.walk()],
            }
            for rule in app.rules.values()
            if rule.trigger.form in forms
        },
        "roles": {
            role.id: {"id": role.id, "label": app.label_of(f"role/{role.id}", language)} for role in app.roles.values()
        },
    }


def _menu(app: App, actor: Actor, language: str) -> list[dict[str, Any]]:
    shown = []
    for section in app.menu:
        items = [_menu_item(app, item, language) for item in section.items if may_open(app, actor, item)]
        if items:
            label = app.label_of(f"app/menu/{section.id}", language)
            shown.append({"id": section.id, "label": label, "icon": section.icon, "items": items})
    listed = {item for section in app.menu for item in section.items}
    rest = [
        _menu_item(app, f"form/{form.id}", language)
        for form in app.forms.values()
        if f"form/{form.id}" not in listed and not app.menu and may_open(app, actor, f"form/{form.id}")
    ]
    if rest:
        shown.append({"id": "forms", "label": app.label_of("app", language), "icon": None, "items": rest})
    return shown


def _menu_item(app: App, item: str, language: str) -> dict[str, Any]:
    kind, _, name = item.partition("/")
    label = app.say(f"form/{name}/label_plural", language) if kind == "form" else None
    icon = app.forms[name].icon if kind == "form" else app.dashboards[name].icon if kind == "dashboard" else None
    return {"kind": kind, "id": name, "label": label or app.label_of(f"{kind}/{name}", language), "icon": icon}


def _form(app: App, form: Form, actor: Actor, language: str) -> dict[str, Any]:
    path = f"form/{form.id}"
    reading, creating, updating = (decide(actor, action, form, app) for action in _ACTIONS)
    everything = reading.everything
    readable = frozenset(form.fields) if everything else reading.visible if reading.allowed else frozenset()
    writable = frozenset(form.fields) if everything else frozenset(creating.writable) | frozenset(updating.writable)
    seen = [field for field in form.fields.values() if field.id in readable or field.id in writable]
    shown_fields = {
        field.id: _field(
            app,
            f"{path}/fields/{field.id}",
            field,
            language,
            read=field.id in readable,
            write=field.id in writable,
            masked=not everything and field.id in reading.masked,
        )
        for field in seen
    }
    plural = app.say(f"{path}/label_plural", language) or app.label_of(path, language)
    return {
        "id": form.id,
        "label": app.label_of(path, language),
        "label_plural": plural,
        "help": app.say(f"{path}/help", language),
        "icon": form.icon,
        "title_fields": [field for field in form.title_fields if field in readable],
        "fields": shown_fields,
        "order": [field for field in form.order if field in shown_fields],
        "layout": [
            {
                "id": section.id,
                "label": app.label_of(f"{path}/layout/{section.id}", language),
                "columns": section.columns,
                "items": [item for item in section.items if item in shown_fields],
                "visible": section.visible.text if section.visible else None,
                "display": section.display,
            }
            for section in form.layout
        ],
        "related": [
            {
                "id": related.id,
                "form": related.form,
                "by": related.by,
                "label": app.say(f"{path}/related/{related.id}/label", language)
                or app.say(f"form/{related.form}/label_plural", language)
                or related.label,
                "columns": list(related.columns),
            }
            for related in form.related
            if related.form in app.forms and decide(actor, "read", app.forms[related.form], app).allowed
        ],
        "views": list(form.views),
        "prints": [
            {"id": layout.id, "label": app.label_of(f"print/{layout.id}", language)}
            for layout in app.layouts.values()
            if layout.kind == "print" and layout.form == form.id
        ],
        "logic": form.reacts,
        "decides": records.deciding(form, frozenset(form.fields) if everything else reading.readable),
        "can": {action: decide(actor, action, form, app).allowed for action in _CAN},
    }


_ACTIONS: tuple[Action, ...] = ("read", "create", "update")
_CAN: tuple[Action, ...] = ("create", "read", "update", "delete", "export")


def _field(
    app: App, path: str, field: Field, language: str, *, read: bool, write: bool, masked: bool = False
) -> dict[str, Any]:
    kind = field.value_type.kind
    stored = field.askable and field.computed != "later" and not masked
    return {
        "id": field.id,
        "type": field.type.name,
        "label": field.say(language),
        "help": app.say(f"{path}/help", language) or field.help,
        "placeholder": field.placeholder,
        "required": field.required,
        "unique": field.unique,
        "readonly": not field.writable or not write,
        "computed": field.computed,
        "search": field.search,
        "masked": masked,
        "settings": {
            **settings_as_json({key: value for key, value in field.settings.items() if key != "fields"}, language),
            **_asks(field),
            **_leads(field),
            **(
                {
                    "fields": {
                        row.id: _field(app, f"{path}/fields/{row.id}", row, language, read=True, write=True)
                        for row in field.fields.values()
                    }
                }
                if field.fields
                else {}
            ),
        },
        "can": {"read": read, "write": write and field.writable},
        "sortable": stored and kind not in UNSORTED and field.surface.sortable,
        "filterable": stored or (field.stores == "link_table" and not masked),
        "operators": list(field.operators),
    }


def shown_settings(apps: AppSnapshot, app_id: str, language: str) -> list[dict[str, Any]]:
    """The settings of an app for those who may change them: fields with the value now and the definition's own."""
    app, values = apps.app(app_id), apps.settings(app_id)
    asked = setting_values(app, {})
    return [
        {
            **_field(app, f"app/settings/{field.id}", field, language, read=True, write=True),
            "value": _json(field, values[field.id]),
            "default": _json(field, asked[field.id]),
        }
        for field in app.settings.values()
    ]


def _json(field: Field, value: Any) -> Any:
    return None if value is None else field.type.to_json(value, field)


def _asks(field: Field) -> dict[str, Any]:
    """What a narrowed relation reads of the record (and the row) that asks: the picker is sent these values."""
    where = field.settings.get("where") if field.target is not None else None
    if where is None:
        return {}
    return {"asks": {root: list(records.read_by(where, root)) for root in ("record", "row")}}


def _leads(field: Field) -> dict[str, Any]:
    """Of a lookup that ends at a record, the form of that record, so that it is shown and asked like a relation."""
    if field.leads_to is None or field.target is not None:
        return {}
    app, form = field.leads_to
    return {"to_app": app, "to": form, "many": field.leads_to_many}


def settings_as_json(value: Any, language: str) -> Any:
    """Settings as plain JSON: options with labels, the fields of rows, expressions as their text."""
    if isinstance(value, Option):
        shown = {"id": value.id, "label": value.say(language), "color": value.color}
        return {**shown, "values": settings_as_json(value.values, language)}
    if isinstance(value, Field):
        return {"type": value.type.name, **settings_as_json(value.settings, language)}
    if isinstance(value, (Expression, Holes)):
        return value.text
    if isinstance(value, Mapping):
        return {str(key): settings_as_json(item, language) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [settings_as_json(item, language) for item in value]
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return str(value)


def _view(app: App, view: View, form: Mapping[str, Any], language: str) -> dict[str, Any]:
    options = settings_as_json(view.options, language)
    columns = options.get("columns") or (form["order"] if view.type.every_field else [])
    label = view.label if view.generated else app.label_of(f"view/{view.id}", language)
    return {
        "id": view.id,
        "form": view.form,
        "label": form["label_plural"] if view.generated else label,
        "type": view.type.name,
        "where": view.where.text if view.where else None,
        "sort": [("-" if descending else "") + name for name, descending in view.sort],
        "lanes": None,
        "card": None,
        "widths": {},
        **options,
        "columns": [column for column in columns if column in form["fields"]],
        "generated": view.generated,
    }


def _dashboard(app: App, dashboard: Dashboard, language: str) -> dict[str, Any]:
    path = f"dashboard/{dashboard.id}"
    return {
        "id": dashboard.id,
        "label": app.label_of(path, language),
        "help": app.say(f"{path}/help", language),
        "filters": [
            {
                "id": filter_.id,
                "type": filter_.type,
                "default": settings_as_json(filter_.default, language),
                "label": app.label_of(f"{path}/filters/{filter_.id}", language),
            }
            for filter_ in dashboard.filters.values()
        ],
        "widgets": {
            widget.id: {
                "id": widget.id,
                "type": widget.type.name,
                "label": app.label_of(f"{path}/widgets/{widget.id}", language),
                "help": app.say(f"{path}/widgets/{widget.id}/help", language),
                "options": settings_as_json(widget.options, language),
            }
            for widget in dashboard.widgets.values()
        },
        "layout": [{"id": name, "width": width} for name, width in dashboard.layout],
    }
