"""People from a CSV file: made or changed by e-mail address, departments by name, roles by app and id."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.errors import FormwrightError, MalformedRequest
from engine.people import accounts, membership
from engine.people.accounts import normal_email
from engine.records.create import create
from engine.records.finding import find_by_key_in
from engine.records.update import update
from engine.registry import nearest

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.records.context import RecordContext
    from engine.storage.database import Transaction

# The columns by their names in either language.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "姓名"),
    "email": ("email", "e-mail", "mail", "邮箱"),
    "department": ("department", "部门"),
    "manager": ("manager", "上级"),
    "roles": ("roles", "role", "角色"),
    "active": ("active", "在职"),
}
NEEDED = ("name", "email")
_NO = frozenset({"no", "false", "0", "n", "否"})


@dataclass
class PeopleImport:
    """What came of it; a problem is `{row, code, values}`, rows counted as a spreadsheet does (the header is 1)."""

    created: int = 0
    updated: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    def say(self, row: int, code: str, **values: Any) -> None:
        self.problems.append({"row": row, "code": code, "values": values})


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Mapping[str, str]


def import_people(ctx: RecordContext, content: bytes) -> PeopleImport:
    """Reads `name,email,department,manager,roles,active` (roles like `crm/sales_rep; crm/manager`).

    Rows without a problem are done, the others reported; an unknown department is a problem, not made. A cell that is
    empty leaves what is there. Raises MalformedRequest when it is no CSV or a needed column is missing.
    """
    rows = _read(content)
    done = PeopleImport()

    def work(ctx: RecordContext, tx: Transaction) -> PeopleImport:
        done.created = done.updated = 0
        done.problems.clear()
        inside = ctx.begin_change_set(tx, "people")
        form = inside.apps.app("company").forms["user"]
        departments = _departments(inside, tx)
        seen: dict[str, int] = {}
        managers: list[tuple[_Row, int]] = []
        for row in rows:
            email = normal_email(row.cells.get("email", ""))
            if email in seen:
                done.say(row.number, "people.email_twice", first=seen[email])
                continue
            seen[email] = row.number
            user = _one(inside, tx, form, row, email, departments, done)
            if user is not None and row.cells.get("manager"):
                managers.append((row, user))
        for row, user in managers:  # in a second pass: a manager may stand further down
            _set_manager(inside, tx, form, row, user, done)
        done.problems.sort(key=lambda problem: problem["row"])
        return done

    return ctx.write(work)


def _read(content: bytes) -> list[_Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise MalformedRequest(reason="UTF-8 / GB18030") from None
    if "\x00" in text:
        raise MalformedRequest(reason="NUL")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise MalformedRequest(reason=str(error)) from None
    if not table:
        raise MalformedRequest(reason="0 B")
    by_name = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    header = [by_name.get(cell.strip().casefold(), "") for cell in table[0]]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        found = ", ".join(cell.strip()[:40] for cell in table[0][:20])
        raise MalformedRequest(reason=f"{', '.join(missing)} ∉ {found}")
    return [
        _Row(number, {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def _departments(ctx: RecordContext, tx: Transaction) -> Mapping[str, Sequence[int]]:
    from engine.records.listing import page
    from engine.records.results import PageQuery

    found: dict[str, list[int]] = {}
    form = ctx.apps.app("company").forms["department"]
    for record in page(ctx, form, PageQuery(fields="name", limit=1_000)).records:
        found.setdefault(str(record["name"]).strip().casefold(), []).append(record["id"])
    return found


def _one(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    row: _Row,
    email: str,
    departments: Mapping[str, Sequence[int]],
    done: PeopleImport,
) -> int | None:
    cells, before = row.cells, len(done.problems)
    if not cells.get("name"):
        done.say(row.number, "people.no_name")
    if not email:
        done.say(row.number, "people.no_email")
    values: dict[str, Any] = {"name": cells.get("name"), "email": cells.get("email")}
    wanted = cells.get("department", "").casefold()
    if wanted:
        ids = departments.get(wanted, ())
        if len(ids) == 1:
            values["department"] = ids[0]
        elif ids:
            done.say(row.number, "people.unclear_department", department=cells["department"])
        else:
            near = ", ".join(nearest(wanted, departments))
            done.say(row.number, "people.unknown_department", department=cells["department"], nearest=near)
    if cells.get("active"):
        values["active"] = cells["active"].casefold() not in _NO
    roles = _roles(ctx, row, done)
    if len(done.problems) > before:
        return None
    try:
        with tx.savepoint():
            return _save(ctx, tx, form, values, email, roles, done)
    except FormwrightError as trouble:
        for error in trouble.errors:
            done.say(row.number, error.code, **error.values)
        if not trouble.errors:
            done.say(row.number, trouble.code, **trouble.values)
        return None


def _save(
    ctx: RecordContext,
    tx: Transaction,
    form: Form,
    values: Mapping[str, Any],
    email: str,
    roles: Sequence[tuple[str, str]],
    done: PeopleImport,
) -> int:
    user = find_by_key_in(ctx, tx, form, {"email": email})
    if user is None:
        user = create(ctx, form, {"active": True, **values}).id
        accounts.create(tx, user_id=user, email=email, name=values["name"], now=ctx.clock.moment)
        done.created += 1
    else:
        update(ctx, form, user, values)
        if accounts.by_user(tx, user) is None:
            accounts.create(tx, user_id=user, email=email, name=values["name"], now=ctx.clock.moment)
        done.updated += 1
    for app, role in roles:
        membership.grant(tx, user, app, role)
    return user


def _roles(ctx: RecordContext, row: _Row, done: PeopleImport) -> list[tuple[str, str]]:
    known = {f"{app.id}/{role}": (app.id, role) for app in ctx.apps.all().values() for role in app.roles}
    found = []
    for written in row.cells.get("roles", "").replace("；", ";").replace("、", ";").replace("|", ";").split(";"):
        name = written.strip()
        if not name:
            continue
        matching = [pair for key, pair in known.items() if name == key or key.endswith(f"/{name}")]
        if len(matching) == 1:
            found.append(matching[0])
        else:
            done.say(row.number, "people.unknown_role", role=name, known=sorted(known))
    return found


def _set_manager(ctx: RecordContext, tx: Transaction, form: Form, row: _Row, user: int, done: PeopleImport) -> None:
    manager = find_by_key_in(ctx, tx, form, {"email": normal_email(row.cells["manager"])})
    if manager is None:
        done.say(row.number, "people.unknown_manager", manager=row.cells["manager"])
    else:
        update(ctx, form, user, {"manager": manager})
