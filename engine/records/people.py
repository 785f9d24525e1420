"""People as accounts and as records of company.user at once: who acts, who joins, who sets up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.access import Actor
from engine.errors import FieldError, InvalidValues
from engine.people import accounts, membership, passwords, setup
from engine.people.accounts import Account
from engine.people.tokens import Token
from engine.records.create import create
from engine.records.people_import import PeopleImport, import_people
from engine.records.update import update
from engine.storage import rows, setting_rows
from engine.storage.referring import referrers

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import AppSource, RecordContext
    from engine.storage.database import Transaction

__all__ = [
    "PeopleImport",
    "actor_of",
    "actor_of_token",
    "add_person",
    "change_person",
    "import_people",
    "list_people",
    "set_up",
]

COMPANY = "company"


def actor_of(tx: Transaction, apps: AppSource, account_id: int) -> Actor:
    """The person behind an account, with the roles held and the departments as they are now. Raises NotFound."""
    account = accounts.by_id(tx, account_id)
    company = apps.app(COMPANY)
    values = rows.read(tx, company.forms["user"], account.user_id) or {}
    me = {
        **values,
        "id": account.user_id,
        "departments": _departments(tx, company.forms["department"], account, values),
    }
    return Actor(
        kind="person",
        name=account.name,
        user_id=account.user_id,
        account_id=account.id,
        roles=membership.roles_of(tx, account.user_id),
        is_admin=account.is_admin,
        language=account.language,
        me=me,
    )


def actor_of_token(tx: Transaction, apps: AppSource, token: Token) -> Actor:
    """Whoever a token stands for: its owner within its scopes, or a service with roles of its own."""
    if token.account_id is not None:
        return replace(actor_of(tx, apps, token.account_id), scopes=token.scopes)
    return Actor(kind="service", name=token.name, roles=token.roles, scopes=token.scopes)


def _departments(tx: Transaction, form: Form, account: Account, me: Mapping[str, Any]) -> tuple[int, ...]:
    """Own departments, and for heads those they lead with all below; a circle of departments ends."""
    found = {id for id in (me.get("department"), *(me.get("departments") or ())) if id is not None}
    level = {record for record, _ in referrers(tx, form, form.fields["head"], [account.user_id])}
    while level:
        found |= level
        below = {record for record, _ in referrers(tx, form, form.fields["parent"], level)}
        level = below - found
    return tuple(sorted(found))


def add_person(
    ctx: RecordContext,
    name: str,
    email: str,
    *,
    password: str | None = None,
    department: int | None = None,
    roles: Iterable[tuple[str, str]] = (),
    is_admin: bool = False,
    language: str | None = None,
) -> Account:
    """A new record in company.user with an account and roles ((app, role) pairs).

    Raises InvalidValues, Conflict (e-mail taken), PermissionDenied.
    """
    if password is not None:
        passwords.check(password, email)
    accounts.checked_language(language)
    held = list(roles)

    def work(ctx: RecordContext, tx: Transaction) -> Account:
        check_roles(ctx, held)
        form = ctx.apps.app(COMPANY).forms["user"]
        values = {"name": name, "email": email, "department": department, "active": True}
        saved = create(ctx.inside(tx), form, values)
        account = accounts.create(
            tx,
            user_id=saved.id,
            email=email,
            name=str(name).strip(),
            now=ctx.clock.moment,
            password=password,
            is_admin=is_admin,
            language=language,
        )
        for app, role in held:
            membership.grant(tx, saved.id, app, role)
        return account

    return ctx.write(work)


def change_person(
    ctx: RecordContext,
    user_id: int,
    *,
    password: str | None = None,
    is_admin: bool | None = None,
    roles: Iterable[tuple[str, str]] | None = None,
    **values: Any,
) -> Account | None:
    """Changes the record (`name`, `email`, `department`, `manager`, `active` …), the account and the roles held.

    `roles` replaces the roles in all apps. Somebody without an account gets one when a password is given. Raises
    NotFound, InvalidValues, Conflict, PermissionDenied.
    """
    held = None if roles is None else list(roles)

    def work(ctx: RecordContext, tx: Transaction) -> Account | None:
        inside = ctx.inside(tx)
        form = inside.apps.app(COMPANY).forms["user"]
        if values:
            update(inside, form, user_id, values)
        account = accounts.by_user(tx, user_id)
        if account is None and password is not None:
            person = rows.read(tx, form, user_id) or {}
            account = accounts.create(
                tx, user_id=user_id, email=str(person.get("email")), name=str(person.get("name")), now=ctx.clock.moment
            )
        if account is not None:
            if is_admin is not None:
                account = accounts.change(tx, account.id, is_admin=is_admin)
            if password is not None:
                accounts.set_password(tx, account.id, password)
        if held is not None:
            check_roles(inside, held)
            for app in {app for app, _ in held} | set(membership.roles_of(tx, user_id)):
                membership.set_roles(tx, user_id, app, [role for of, role in held if of == app])
        return account

    return ctx.write(work)


def check_roles(ctx: RecordContext, roles: Iterable[tuple[str, str]]) -> None:
    """Raises InvalidValues for a role that no app has."""
    known = [f"{app.id}/{role}" for app in ctx.apps.all().values() for role in app.roles]
    errors = [
        FieldError("roles", "people.unknown_role", {"role": f"{app}/{role}", "known": known})
        for app, role in roles
        if f"{app}/{role}" not in known
    ]
    if errors:
        raise InvalidValues(errors=errors)


def list_people(ctx: RecordContext, search: str | None = None) -> list[dict[str, Any]]:
    """Everybody by name: `{id, name, email, department, department_name, active, is_admin, has_account, roles}`."""
    from engine.records.listing import page
    from engine.records.results import PageQuery

    form = ctx.form(COMPANY, "user")
    query = PageQuery(sort="name", search=search, limit=1_000, expand="department,manager")
    found = page(ctx, form, query).records
    by_user, held = ctx.read(lambda tx: ({a.user_id: a for a in accounts.every(tx)}, membership.everybody(tx)))
    apps = ctx.apps.all()
    people = []
    for record in found:
        account = by_user.get(record["id"])
        department = record.get("department") or {}
        people.append(
            {
                "id": record["id"],
                "name": record.get("name"),
                "email": record.get("email"),
                "department": department or None,
                "manager": record.get("manager"),
                "active": bool(record.get("active")),
                "is_admin": account is not None and account.is_admin,
                "has_account": account is not None,
                "roles": [
                    {"app": app, "role": role, "label": apps[app].label_of(f"role/{role}", ctx.language)}
                    for app, role in held.get(record["id"], ())
                    if app in apps and role in apps[app].roles
                ],
            }
        )
    return people


def set_up(
    ctx: RecordContext,
    *,
    code: str,
    company: str,
    name: str,
    email: str,
    password: str,
    language: str | None = None,
    timezone: str | None = None,
) -> Account:
    """The first administrator, who knows the code that the server printed; the company's name and time zone.

    Raises PermissionDenied (wrong code, or set up already), InvalidValues.
    """
    passwords.check(password, email)
    if timezone is not None:
        _check_zone(timezone)

    def work(ctx: RecordContext, tx: Transaction) -> Account:
        setup.use_code(tx, code, ctx.clock.moment)
        setting_rows.put(tx, "company_name", company.strip()[:200])
        if timezone is not None:
            setting_rows.put(tx, "company_zone", timezone)
            tx.move_epoch()
        return add_person(ctx.inside(tx), name, email, password=password, is_admin=True, language=language)

    return ctx.write(work)


def _check_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise InvalidValues(errors=[FieldError("timezone", "people.unknown_zone", {"zone": zone[:80]})]) from None
