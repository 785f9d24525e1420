"""The one answer to "may this actor do this with this form": a pure union over the actor's roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from engine.access.actor import Actor
from engine.access.decision import Decision, Granted, Reason, distinct
from engine.definition.app import App
from engine.definition.model import Form
from engine.definition.roles import Role
from engine.expression.expression import Expression
from engine.texts import LANGUAGES

Action = Literal["create", "read", "update", "delete", "restore", "export"]

# A deleted record is brought back by whoever may delete it.
_GRANTED_BY: Mapping[str, str] = {"restore": "delete"}
_WRITES = frozenset({"create", "update", "delete", "restore"})


def decide(actor: Actor, action: Action, form: Form, app: App) -> Decision:
    """Whether `actor` may do `action` with records of `form` (of `app`), on which rows and with which fields.

    Roles only grant: what one role gives, another cannot take. Nobody without a role sees anything; admins and
    the engine itself may do everything.
    """
    if not _in_scope(actor, action, app.id):
        return Decision(False, Reason("access.out_of_scope", {"app": app.id}))
    if actor.is_admin:
        return _everything(actor, form)
    held = actor.holds(app.id)
    roles = [role for id, role in app.roles.items() if id in held]
    if not roles:
        return Decision(False, Reason("access.no_role", {"app": _app_label(app)}))
    grants = tuple(_granted(roles, _GRANTED_BY.get(action, action), form))
    names: dict[str, Any] = {"roles": [_role_label(app, role) for role in roles], "form": _form_label(app, form)}
    if not grants:
        return Decision(False, Reason(f"access.not_granted.{action}", _by_language(names)))
    if action == "export":
        grants = _narrowed(grants, tuple(_granted(roles, "read", form)))
        if not grants:
            return Decision(False, Reason("access.not_granted.read", _by_language(names)))
    readable, conditional, masked = _fields(grants)
    deciding = [app.roles[grant.role] for grant in grants]
    return Decision(
        True,
        Reason("access.granted", _by_language({"roles": [_role_label(app, role) for role in deciding]})),
        grants=grants,
        readable=readable,
        conditional=conditional,
        masked=masked,
    )


def may_see_dashboard(actor: Actor, app: App, dashboard: str) -> bool:
    """Whether a dashboard is offered: a role of the actor lists it, or lists none and may read all its forms."""
    if not _in_scope(actor, "read", app.id):
        return False
    if actor.is_admin:
        return True
    held = actor.holds(app.id)
    return any(id in held and _opens(role, app, dashboard) for id, role in app.roles.items())


def may_edit_app(actor: Actor) -> bool:
    """Whether the actor may change definitions (fields, views, rules): admins only."""
    return actor.is_admin and actor.scopes is None


def _opens(role: Role, app: App, dashboard: str) -> bool:
    if role.dashboards is not None:
        return dashboard in role.dashboards
    forms = {series.form for widget in app.dashboards[dashboard].widgets.values() for series in widget.series}
    return all(form in role.forms and role.forms[form].read is not False for form in forms)


def _in_scope(actor: Actor, action: str, app: str) -> bool:
    """A token's scopes are `app:read`, `app:write` (which includes reading) or the same with `*`."""
    if actor.scopes is None:
        return True
    wanted = {f"{app}:write", "*:write"}
    if action not in _WRITES:
        wanted |= {f"{app}:read", "*:read"}
    return not wanted.isdisjoint(actor.scopes)


def _everything(actor: Actor, form: Form) -> Decision:
    names = frozenset(form.fields)
    grant = Granted("admin", None, names, frozenset(), dict.fromkeys(names, True))
    reason = Reason("access.admin" if actor.kind == "person" else "access.system", {"name": actor.name})
    return Decision(True, reason, everything=True, grants=(grant,), readable=names)


def _granted(roles: Iterable[Role], action: str, form: Form) -> Iterable[Granted]:
    for role in roles:
        grant = role.forms.get(form.id)
        rows: Any = getattr(grant, action) if grant is not None else False
        if grant is None or rows is False or rows is None:
            continue
        readable, masked = set[str](), set[str]()
        writable: dict[str, Literal[True] | Expression] = {}
        for name in form.fields:
            field = grant.field(name)
            # What the form itself hides opens only to roles that name it.
            hidden = "masked" in form.fields[name].marks and name not in grant.fields
            if field.masked or (hidden and field.read):
                masked.add(name)
            elif field.read:
                readable.add(name)
            if field.write is True or isinstance(field.write, Expression):
                writable[name] = field.write
        yield Granted(
            role.id, rows if isinstance(rows, Expression) else None, frozenset(readable), frozenset(masked), writable
        )


def _narrowed(exports: tuple[Granted, ...], reads: tuple[Granted, ...]) -> tuple[Granted, ...]:
    """What may be exported is never more than what may be read: the reading side of the roles that may export."""
    exporting = {grant.role for grant in exports}
    return tuple(grant for grant in reads if grant.role in exporting)


def _fields(
    grants: tuple[Granted, ...],
) -> tuple[frozenset[str], Mapping[str, tuple[Expression, ...]], frozenset[str]]:
    """Readable, conditional and masked fields of a union of roles.

    A field is readable without condition when the roles that open it reach every row that any role reaches;
    else it is open only where the row rule of such a role holds, so that two roles never add up to more than
    each of them gives.
    """
    all_rows = any(grant.rows is None for grant in grants)
    rules = {grant.rows.text for grant in grants if grant.rows is not None}

    def covers(openers: list[Granted]) -> bool:
        if any(grant.rows is None for grant in openers):
            return True
        return not all_rows and {grant.rows.text for grant in openers if grant.rows is not None} >= rules

    readable, masked = set[str](), set[str]()
    conditional: dict[str, tuple[Expression, ...]] = {}
    for name in dict.fromkeys(name for grant in grants for name in (*grant.readable, *grant.masked)):
        plain = [grant for grant in grants if name in grant.readable]
        either = [grant for grant in grants if name in grant.readable or name in grant.masked]
        if plain and covers(plain):
            readable.add(name)
        elif plain:
            conditional[name] = distinct(grant.rows for grant in plain)
        elif covers(either):
            masked.add(name)
        # Masked on some rows only: left out, the mask of a row one may not see would tell of it.
    return frozenset(readable), conditional, frozenset(masked)


def _labels(app: App, path: str) -> Mapping[str, str]:
    return {language: app.label_of(path, language) for language in LANGUAGES}


def _app_label(app: App) -> Mapping[str, str]:
    return {language: app.say("app/label", language) or app.label for language in LANGUAGES}


def _role_label(app: App, role: Role) -> Mapping[str, str]:
    return _labels(app, f"role/{role.id}")


def _form_label(app: App, form: Form) -> Mapping[str, str]:
    return _labels(app, f"form/{form.id}")


def _by_language(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lists of labels as one text per language, so that a reason can be said in either."""
    said: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list):
            said[name] = {language: ", ".join(label[language] for label in value) for language in LANGUAGES}
        else:
            said[name] = value
    return said
