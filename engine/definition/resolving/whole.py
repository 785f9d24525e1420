"""The order in which an app is resolved, and the app object itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.catalog import trees
from engine.catalog.fields.field_type import Option
from engine.definition.app import App
from engine.definition.model import Default, Field, Form, MenuSection, Rule
from engine.definition.resolving import texts, views
from engine.definition.resolving.calendars import resolve_calendars
from engine.definition.resolving.dashboards import DashboardsResolver
from engine.definition.resolving.forms import FormsResolver, _place, base_scope
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.kept import resolve_kept
from engine.definition.resolving.layouts import resolve_layouts
from engine.definition.resolving.meanings import Meanings
from engine.definition.resolving.results import Results
from engine.definition.resolving.roles import RolesResolver
from engine.definition.resolving.rules import RulesResolver
from engine.definition.resolving.shapes import Asking, build_shapes, check_id, shape_of, with_labels
from engine.definition.resolving.width import report_width
from engine.definition.resolving.work import At, Work
from engine.definition.source import Item


def read_head(work: Work, head: Item | None) -> None:
    """What everything else needs of app.yaml: id, currency, language."""
    tree: dict[str, Any] = head.tree if head is not None else {}
    work.app_id = head.id if head is not None else "app"
    currency = tree.get("currency")
    work.currency = currency if isinstance(currency, str) else None
    language = tree.get("language") or {}
    work.written_in = language.get("written_in", "en") if isinstance(language, dict) else "en"


def resolve_whole(work: Work, head: Item | None) -> App | None:
    """Everything in turn; None when there is no app to speak of."""
    for kind, items in work.items.items():
        for id, item in items.items():
            if kind != "i18n":
                check_id(work, id, At(item, ("id",)), reserved=kind in ("form",))
    places = texts.read_translations(work)
    options = options_of(work)
    if head is not None:
        _settings(work, At(head), options)
    known = KnownForms(work, work.others)
    build_shapes(work, known, options)
    results = Results(work, known, {id: item.tree for id, item in work.of("aggregate").items()})
    results.fill()
    calendars = resolve_calendars(work)
    base = base_scope(known, work.settings, calendars)
    meanings = Meanings(work, known, results)
    forms = FormsResolver(work, known, meanings, base).resolve()
    kept = {kind: resolve_kept(work, meanings, base, kind) for kind in ("aggregate", "segment", "page")}
    all_views = views.resolve_views(work, meanings, base)
    rules = RulesResolver(work, meanings, base).resolve()
    roles = RolesResolver(work, meanings, base).resolve()
    dashboards = DashboardsResolver(work, meanings, base).resolve()
    orders = views.order_views(work, forms, all_views)
    forms = {id: replace(form, views=orders[id]) for id, form in forms.items()}
    _states_without_exit(work, forms)
    report_width(work, forms, all_views)
    layouts = resolve_layouts(work, base)
    if head is None:
        return None
    at, tree = At(head), head.tree
    language = tree.get("language") or {}
    label, help = work.label(at, tree), work.text(at, tree, "help")
    menu = _menu(work, at)
    also = tuple(language.get("also") or ())
    texts.compare_translations(work, places, (work.written_in, *(one for one in also if one != work.written_in)))
    home = tree.get("home")
    if isinstance(home, str):
        _reference(work, home, at / "home")
    based_on = tree.get("based_on")
    return App(
        id=head.id,
        label=label,
        version=str(tree.get("version", "1.0.0")),
        written_in=work.written_in,
        also=also,
        currency=work.currency,
        help=help,
        icon=tree.get("icon"),
        color=tree.get("color"),
        home=home,
        menu=menu,
        rule_order=_rule_order(work, at, rules),
        settings=work.settings,
        forms=forms,
        views=all_views,
        rules=rules,
        roles=roles,
        dashboards=dashboards,
        options=options,
        aggregates=kept["aggregate"],
        segments=kept["segment"],
        calendars=calendars,
        pages=kept["page"],
        layouts=layouts,
        i18n=work.translations,
        labels=work.labels,
        based_on=None if based_on is None else str(based_on),
    )


def options_of(work: Work) -> dict[str, tuple[Option, ...]]:
    """The shared lists by id."""
    found = {}
    for id, item in work.of("options").items():
        at = At(item)
        work.label(at, item.tree)
        work.text(at, item.tree, "help")
        written = item.tree.get("options") or ()
        if isinstance(written, str):
            work.problem("options_of_options", at / "options")
            written = ()
        for place, option in enumerate(written):
            if isinstance(option, dict) and isinstance(option.get("id"), str):
                check_id(work, option["id"], at / "options" / place / "id")
        sound = [one for one in written if isinstance(one, str) or "id" in one]
        read = trees.read_tree(sound, Asking(work, at, False))
        found[id] = with_labels(work, f"options/{id}/options", read)
    return found


def _settings(work: Work, at: At, options: dict[str, tuple[Option, ...]]) -> None:
    """Settings of the app are fields without a form."""
    for id, tree in (at.item.tree.get("settings") or {}).items():
        if not isinstance(tree, dict):
            continue
        here = at / "settings" / id
        shape = shape_of(work, id, tree, here, options)
        if not shape.broken and (
            shape.type.computed
            or shape.type.stores(shape) != "column"
            or shape.type.name in ("serial", "relation")
            or shape.type.value_type(shape).kind == "files"
        ):
            work.problem("setting_of_type", here / "type", found=shape.type.name)
            continue
        if not shape.broken and shape.settings.get("where") is not None:
            work.problem("setting_narrowed", here / "where", at_key=True, found=id)
            continue
        default: Default | None = None
        if "default" in tree and not shape.broken:
            from engine.definition.resolving.forms_known import KnownForms
            from engine.definition.resolving.results import Results

            known = KnownForms(work, {})
            value = Meanings(work, known, Results(work, known, {})).literal(shape, tree["default"], here / "default")
            default = None if value is None else Default(literal=value)
        work.settings[id] = Field(
            id,
            shape.type,
            shape.label,
            shape.settings,
            help=work.text(here, tree, "help"),
            required=shape.required,
            default=default,
            labels={work.written_in: shape.label, **work.said_in(f"{here.name}/label")},
            path=here.name,
            place=_place(here),
        )


def _reference(work: Work, name: str, at: At) -> bool:
    """Whether `form/lead`, `view/x`, `dashboard/x`, `page/x` is there."""
    kind, _, id = name.partition("/")
    known = work.of(kind)
    if id in known:
        return True
    everything = [f"{kind}/{id}" for kind in ("form", "view", "dashboard", "page") for id in work.of(kind)]
    work.unknown("unknown_reference", at, name, everything)
    return False


def _menu(work: Work, at: At) -> tuple[MenuSection, ...]:
    sections: list[MenuSection] = []
    for place, written in enumerate(at.item.tree.get("menu") or ()):
        here = at / "menu" / place
        if "id" not in written:
            continue
        if any(section.id == written["id"] for section in sections):
            work.problem("duplicate_id", here / "id", id=written["id"])
        items = tuple(
            name
            for spot, name in enumerate(written.get("items") or ())
            if _reference(work, name, here / "items" / spot)
        )
        sections.append(
            MenuSection(
                written["id"], work.label(At(at.item, ("menu", written["id"])), written), items, written.get("icon")
            )
        )
    if not at.item.tree.get("menu") and work.of("form"):
        dashboards = tuple(f"dashboard/{id}" for id in work.of("dashboard"))
        label = at.item.tree.get("label")
        sections.append(MenuSection("all", str(label), (*dashboards, *(f"form/{id}" for id in work.of("form")))))
    return tuple(sections)


def _rule_order(work: Work, at: At, rules: dict[str, Rule]) -> dict[str, tuple[str, ...]]:
    orders = {}
    for form, names in (at.item.tree.get("rule_order") or {}).items():
        here = at / "rule_order" / form
        if form not in work.shapes:
            work.unknown("unknown_form", here, form, work.shapes, at_key=True)
            continue
        of_form = [rule.id for rule in rules.values() if rule.trigger.form == form]
        good = []
        for place, name in enumerate(names):
            if name not in work.of("rule"):
                work.unknown("unknown_rule", here / place, name, work.of("rule"))
            elif name in rules and name not in of_form:
                work.problem("rule_of_other_form", here / place, found=name, form=form)
            else:
                good.append(name)
        orders[form] = tuple(good)
    return orders


def _states_without_exit(work: Work, forms: dict[str, Form]) -> None:
    """A state that is never left is right for an end; it is worth a word when it is not marked as one."""
    for form in forms.values():
        for field in form.fields.values():
            transitions = field.settings.get("transitions")
            if not transitions:
                continue
            shape = work.shapes[form.id].fields[field.id]
            for option in field.settings["options"]:
                leads_on = [target for target in transitions.get(option.id, ()) if target != option.id]
                if not leads_on and not option.values.get("closed"):
                    work.warn("state_without_exit", shape.at / "transitions", state=option.id, field=field.id)
