"""Views: the query half and the keys of the type."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definition.model import Form, View
from engine.definition.problem import Place
from engine.definition.resolving.forms import _place
from engine.definition.resolving.forms_known import leads_to
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.work import At, Work
from engine.expression.expression import Expression
from engine.registry import UnknownName


def resolve_views(work: Work, meanings: Meanings, base: AppScope) -> dict[str, View]:
    """All written views that can be shown."""
    views = {}
    for id, item in work.of("view").items():
        at, tree = At(item), item.tree
        label = work.label(at, tree)
        form = tree.get("form")
        if not isinstance(form, str) or form not in work.shapes:
            if isinstance(form, str):
                work.unknown("unknown_form", at / "form", form, work.shapes)
            continue
        try:
            type = work.catalog.views.get(str(tree.get("type")))
        except UnknownName:
            continue
        if type.comes_later:
            work.later("comes_later", at / "type", what="@word.view", found=type.name)
        full = f"{work.app_id}.{form}"
        env = Env(base.on(full), full)
        where = work.condition(tree["where"], at / "where", base.on(full)) if "where" in tree else None
        if where is not None:
            needs_computed(work, at / "where", full, where, meanings, in_lists=True)
        sort = meanings.resolve({"items": {"x-means": "sort"}}, tree.get("sort") or [], at / "sort", env)
        views[id] = View(
            id=id,
            form=form,
            label=label,
            type=type,
            where=where,
            sort=tuple(one for one in sort or () if one is not None),
            options=meanings.properties(type.schema, tree, at, env),
            help=work.text(at, tree, "help"),
            place=_place(at),
        )
    return views


def needs_computed(
    work: Work, at: At, full: str, expression: Expression, meanings: Meanings, *, in_lists: bool = False
) -> bool:
    """Reports a condition over values that this version does not compute yet; True when it cannot be used.

    `in_lists`: it narrows a list, which the database has to do.
    """
    for path in sorted(expression.fields):
        here: str | None = full
        for name in path:
            field = meanings.known.fields(here).get(name) if here else None
            if field is None:
                break
            if in_lists and field.computed == "read" and not field.in_sql:
                work.problem("only_shown", at, field=".".join(path))
                return True
            if field.type.computed and field.computed == "later":
                work.later("uses_later", at, field=".".join(path))
                return True
            here = leads_to(field)
    return False


def order_views(work: Work, forms: Mapping[str, Form], views: dict[str, View]) -> dict[str, tuple[str, ...]]:
    """For each form its views in order; a form without any gets a table of all fields."""
    orders: dict[str, tuple[str, ...]] = {}
    table = work.catalog.views.get("table")
    for id, form in forms.items():
        own = [view.id for view in views.values() if view.form == id]
        at = work.shapes[id].at
        wanted = []
        for place, name in enumerate(at.item.tree.get("views") or ()):
            if name not in own:
                work.unknown("unknown_view", at / "views" / place, name, own)
            else:
                wanted.append(name)
        if not own:
            made = f"{id}_all"
            while made in views:
                made += "_"
            columns = [field for field in form.order if form.fields[field].stores != "row_table"]
            views[made] = View(
                made, id, form.label_plural, table, options={"columns": columns}, generated=True, place=Place(form.file)
            )
            own = [made]
        orders[id] = (*dict.fromkeys(wanted), *sorted(name for name in own if name not in wanted))
    return orders
