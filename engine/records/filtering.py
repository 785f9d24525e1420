"""What a list is asked for, checked against the form and against what the actor may see, as a query for storage."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.access import Actor, Decision
from engine.definition.scopes import form_scope
from engine.errors import FieldError, InvalidExpression, InvalidValues
from engine.expression.expression import Expression, check
from engine.expression.problems import BrokenExpression
from engine.expression.scope import DictScope
from engine.records.permitting import field_label, require
from engine.records.presenting import path_is_open
from engine.records.results import PageQuery
from engine.registry import nearest
from engine.storage.query import Query

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Form
    from engine.records.context import RecordContext

    _Kept = tuple[Actor, Form, tuple[Query, Decision]]

MOST_EXPRESSIONS = 1_000
MOST_SORTS = 5
MOST_QUERIES = 2_000
SYSTEM_SORTABLE = frozenset({"id", "revision", "created_at", "created_by", "updated_at", "updated_by"})
NEVER = check("false", DictScope({}), condition=True)

Rules = Mapping[tuple[str, str], tuple[Expression, ...]]

_expressions: OrderedDict[tuple[int, str], tuple[Form, Expression]] = OrderedDict()
_rules: OrderedDict[Any, tuple[Mapping[str, App], Rules, Mapping[tuple[str, str], frozenset[str]]]] = OrderedDict()


def condition(ctx: RecordContext, form: Form, text: str) -> Expression:
    """A filter as the actor sent it, checked; kept, since lists ask the same again and again.

    Raises InvalidExpression (what is wrong where), InvalidValues (a field that the actor may not filter by).
    """
    found = _parsed(ctx, form, text)
    refuse_hidden(ctx, form, found)
    refuse_unaskable(ctx, form, found)
    return found


def _parsed(ctx: RecordContext, form: Form, text: str) -> Expression:
    key = (id(form), text)
    kept = _expressions.get(key)
    if kept is not None and kept[0] is form:
        return kept[1]
    try:
        made = check(text, form_scope(ctx.app_of(form), form.id, ctx.apps.all()), condition=True)
    except BrokenExpression as broken:
        raise invalid(broken, ctx.language) from None
    _expressions[key] = (form, made)
    if len(_expressions) > MOST_EXPRESSIONS:
        try:
            _expressions.popitem(last=False)
        except KeyError:
            pass  # another thread was faster
    return made


def invalid(broken: BrokenExpression, language: str, path: str = "where") -> InvalidExpression:
    """The error of an expression that cannot be read, with every problem and its place."""
    errors = [
        FieldError(
            path,
            problem.code,
            {**problem.values, "start": problem.place.start, "end": problem.place.end},
            problem.message(language),
        )
        for problem in broken.problems
    ]
    return InvalidExpression(text=broken.text, reason=broken.problems[0].message(language), errors=errors)


def refuse_hidden(ctx: RecordContext, form: Form, expression: Expression, path: str = "where") -> None:
    """Raises InvalidValues when the expression reads what the actor may not see, of this record or of related ones."""
    for names in sorted(expression.fields):
        if not may_probe(ctx, form, names):
            raise hidden(ctx, form, names, path)


def refuse_unaskable(ctx: RecordContext, form: Form, expression: Expression, path: str = "where") -> None:
    """Raises InvalidValues when the expression reads a value that only Python works out: lists are asked in SQL."""
    for names in sorted(expression.fields):
        here: Form | None = form
        for name in names:
            field = here.fields.get(name) if here is not None else None
            if field is None or here is None:
                break
            if field.computed == "read" and not field.askable:
                label = field_label(ctx, here, name)
                raise InvalidValues(errors=[FieldError(path, "value.only_shown", {"field": label})])
            here = ctx.apps.app(field.leads_to[0]).forms.get(field.leads_to[1]) if field.leads_to is not None else None


def may_probe(ctx: RecordContext, form: Form, names: tuple[str, ...]) -> bool:
    """Whether the actor may ask by this path on every record that it can reach."""
    if names[0] in form.fields and not ctx.decide("read", form).may_probe(names[0]):
        return False
    return path_is_open(ctx, form, names)


def hidden(ctx: RecordContext, form: Form, names: tuple[str, ...], path: str) -> InvalidValues:
    """The same answer for every path that is closed: which step closes it is not said."""
    label = field_label(ctx, form, names[0]) if len(names) == 1 else ".".join(names)
    return InvalidValues(errors=[FieldError(path, "access.field_hidden", {"field": label})])


def sort_of(ctx: RecordContext, form: Form, text: str) -> tuple[tuple[str, bool], ...]:
    """`-amount,name` as (field, descending) pairs. Raises InvalidValues."""
    decision = ctx.decide("read", form)
    found: list[tuple[str, bool]] = []
    for part in text.split(","):
        name = part.strip()
        descending, name = name.startswith("-"), name.lstrip("+-").strip()
        if not name or any(name == known for known, _ in found):
            continue
        field = form.fields.get(name)
        only_shown = field is not None and field.computed == "read" and not field.askable
        if (
            name not in SYSTEM_SORTABLE
            and not only_shown
            and (field is None or not field.askable or is_shapeless(field))
        ):
            raise _unknown(form, "sort", name)
        if field is not None and not decision.may_probe(name):
            raise hidden(ctx, form, (name,), "sort")
        if only_shown:
            label = field_label(ctx, form, name)
            raise InvalidValues(errors=[FieldError("sort", "value.only_shown", {"field": label})])
        found.append((name, descending))
    if len(found) > MOST_SORTS:
        raise InvalidValues(errors=[FieldError("sort", "value.too_many_items", {"max": MOST_SORTS})])
    return tuple(found)


def is_shapeless(field: Any) -> bool:
    """Whether there is no order among the field's values (files, addresses)."""
    return not field.shown_columns or any(column.kind == "json" for column in field.shown_columns)


def names_of(form: Form, text: str, path: str) -> tuple[str, ...]:
    """`a,b` as field ids. Raises InvalidValues for names that are no fields."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in form.fields and name not in SYSTEM_SORTABLE:
            raise _unknown(form, path, name)
    return names


def _unknown(form: Form, path: str, name: str) -> InvalidValues:
    values = {"found": name[:80], "nearest": nearest(name, [*form.fields, *SYSTEM_SORTABLE])}
    return InvalidValues(errors=[FieldError(path, "value.unknown_field", values)])


def query_of(ctx: RecordContext, form: Form, asked: PageQuery, *, action: Any = "read") -> tuple[Query, Decision]:
    """The question for storage, with the actor's row rules and fields in it; kept for whoever asks the same again.

    Raises PermissionDenied, InvalidExpression, InvalidValues.
    """
    kept_here = ctx.apps.queries
    key = (id(ctx.actor), id(form), action, ctx.language, asked)
    kept: _Kept | None = kept_here.get(key)
    # A number may be given to another object once the first is gone; while it is kept here it is not.
    if kept is not None and kept[0] is ctx.actor and kept[1] is form:
        return kept[2]
    if len(kept_here) >= MOST_QUERIES:
        kept_here.clear()
    made = _query_of(ctx, form, asked, action)
    kept_here[key] = (ctx.actor, form, made)
    return made


def _query_of(ctx: RecordContext, form: Form, asked: PageQuery, action: Any) -> tuple[Query, Decision]:
    decision = require(ctx, action, form)
    _require_text(asked)
    where: list[Expression] = []
    sort: tuple[tuple[str, bool], ...] = ()
    if asked.view is not None:
        view = ctx.app_of(form).views.get(asked.view)
        if view is None or view.form != form.id:
            known = [view.id for view in ctx.app_of(form).views.values() if view.form == form.id]
            values = {"found": asked.view[:80], "nearest": nearest(asked.view, known)}
            raise InvalidValues(errors=[FieldError("view", "value.unknown_view", values)])
        if view.where is not None:
            where.append(view.where)
        # A view's author may sort by what this reader may not see: then it is simply not sorted by that.
        sort = tuple((name, down) for name, down in view.sort if name not in form.fields or decision.may_probe(name))
    if asked.where:
        where.append(condition(ctx, form, asked.where))
    if asked.sort:
        sort = sort_of(ctx, form, asked.sort)
    fields = names_of(form, asked.fields, "fields") if asked.fields else None
    expand = expanded(ctx, form, asked.expand, decision) if asked.expand else ()
    rules, closed = related_rules(ctx)
    return (
        Query(
            form=form,
            apps=ctx.apps.all(),
            where=tuple(where),
            row_filter=decision.row_filter,
            target_rules=rules,
            hidden=closed,
            fields=shown_fields_of(form, decision, fields),
            conditional={} if decision.everything else _asked(decision.conditional, fields),
            expand=expand,
            sort=sort,
            search=asked.search.strip() if asked.search and asked.search.strip() else None,
            searched=None if decision.everything else decision.readable,
            deleted=asked.deleted,
            limit=asked.limit,
            cursor=asked.cursor,
            offset=asked.offset,
            count=asked.count,  # type: ignore[arg-type]  # the caller has checked its three words
            language=ctx.language,
            titles=asked.format == "objects",
        ),
        decision,
    )


def _require_text(asked: PageQuery) -> None:
    """No database takes NUL or halves of characters; whoever sends them hears it before one is asked."""
    for path in ("where", "sort", "fields", "expand", "search", "cursor", "view"):
        text = getattr(asked, path)
        if text is None:
            continue
        code = "value.nul_character" if "\x00" in text else None
        try:
            text.encode()
        except UnicodeEncodeError:
            code = "value.broken_character"
        if code is not None:
            raise InvalidValues(errors=[FieldError(path, code)])


def _asked(conditional: Mapping[str, Any], fields: tuple[str, ...] | None) -> Mapping[str, Any]:
    return {name: rules for name, rules in conditional.items() if fields is None or name in fields}


def shown_fields_of(form: Form, decision: Decision, fields: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The fields to answer: those asked for, less those that may not be seen at all; None: every field."""
    if decision.everything:
        return fields
    asked = form.fields if fields is None else fields
    seen = [name for name in asked if name in decision.visible or name not in form.fields]
    if fields is None:
        seen += ["created_at", "created_by", "updated_at", "updated_by"]
    return tuple(seen)


def expanded(ctx: RecordContext, form: Form, text: str, decision: Decision) -> tuple[str, ...]:
    """Relations to show with their titles. Raises InvalidValues for what is none, or may not be read."""
    names = names_of(form, text, "expand")
    for name in names:
        field = form.fields.get(name)
        if field is None and name in ("created_by", "updated_by"):
            continue
        if field is None or field.leads_to is None:
            raise _unknown(form, "expand", name)
        if not decision.everything and name not in decision.visible:
            raise hidden(ctx, form, (name,), "expand")
    return names


def related_rules(ctx: RecordContext) -> tuple[Rules, Mapping[tuple[str, str], frozenset[str]]]:
    """What holds for records reached through relations: the actor's row rules by form, and what titles must not show.

    A form that may not be read at all has the rule that never holds.
    """
    apps, actor = ctx.apps.all(), ctx.actor
    if actor.is_admin and actor.scopes is None:
        return {}, {}
    key = (id(apps), actor.is_admin, actor.scopes, frozenset(actor.roles.items()))
    kept = _rules.get(key)
    if kept is not None and kept[0] is apps:
        return kept[1], kept[2]
    rules: dict[tuple[str, str], tuple[Expression, ...]] = {}
    closed: dict[tuple[str, str], frozenset[str]] = {}
    for app in apps.values():
        for form in app.forms.values():
            decision = ctx.decide("read", form)
            if not decision.allowed:
                rules[app.id, form.id] = (NEVER,)
            elif decision.row_filter:
                rules[app.id, form.id] = decision.row_filter
            missing = frozenset(form.title_fields) - decision.readable
            if missing and decision.allowed:
                closed[app.id, form.id] = missing
    _rules[key] = (apps, rules, closed)
    if len(_rules) > 200:
        try:
            _rules.popitem(last=False)
        except KeyError:
            pass  # another thread was faster
    return rules, closed
