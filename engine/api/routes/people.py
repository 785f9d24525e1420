"""People, their roles, and bringing in many of them: for admins."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer, nothing, read_body
from engine.api.dependencies import Api
from engine.api.problems import language_of
from engine.errors import NotFound
from engine.people import membership
from engine.records import people as record_people
from engine.texts import say


class NewPerson(BaseModel):
    """Somebody new; without a password he cannot sign in yet."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(min_length=3, max_length=320)
    password: str | None = Field(None, min_length=8, max_length=1000)
    department: int | None = None
    roles: list[dict[str, str]] = Field(default_factory=list, description='[{"app": …, "role": …}]')
    is_admin: bool = False


class ChangedPerson(BaseModel):
    """What may change; what is absent stays."""

    model_config = ConfigDict(extra="forbid")
    name: str | None = Field(None, min_length=1, max_length=200)
    password: str | None = Field(None, min_length=8, max_length=1000)
    department: int | None = None
    manager: int | None = None
    active: bool | None = None
    is_admin: bool | None = None
    roles: list[dict[str, str]] | None = None


class Members(BaseModel):
    """Everybody who holds a role."""

    model_config = ConfigDict(extra="forbid")
    users: list[int]


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["people"])
    engine = api.engine

    def admin(request: Request) -> Any:
        caller = api.signing.admin(request)
        return engine.context(caller.actor, origin="screen" if caller.csrf else "api", language=language_of(request))

    @routes.get("/users", summary="Everybody, with departments and roles")
    async def users(request: Request, search: str = "") -> Response:
        return json_answer(
            {"users": await in_thread(lambda: record_people.list_people(admin(request), search or None))}
        )

    @routes.post("/users", status_code=201, summary="Add somebody")
    async def add(request: Request, body: NewPerson) -> Response:
        def work() -> Any:
            context = admin(request)
            account = record_people.add_person(
                context,
                body.name,
                body.email,
                password=body.password,
                department=body.department,
                roles=[(role.get("app", ""), role.get("role", "")) for role in body.roles],
                is_admin=body.is_admin,
            )
            return {"id": account.user_id, "email": account.email, "name": account.name}

        return json_answer(await in_thread(work), 201)

    @routes.patch("/users/{user_id}", summary="Change somebody")
    async def change(request: Request, user_id: int, body: ChangedPerson) -> Response:
        def work() -> None:
            if not 0 < user_id < 2**63:
                raise NotFound(what="user", id=user_id)
            values = body.model_dump(exclude_unset=True)
            if values.get("roles") is not None:
                values["roles"] = [(role.get("app", ""), role.get("role", "")) for role in values["roles"]]
            record_people.change_person(admin(request), user_id, **values)

        await in_thread(work)
        return nothing()

    @routes.put("/apps/{app}/roles/{role}/members", summary="Say who holds a role")
    async def members(request: Request, app: str, role: str, body: Members) -> Response:
        def work() -> None:
            admin(request)
            if role not in engine.store.current().app(app).roles:
                raise NotFound(what="role", id=role)
            engine.database.transact(lambda tx: membership.set_members(tx, app, role, body.users))

        await in_thread(work)
        return nothing()

    @routes.post("/users/import", summary="Bring in people from a CSV file")
    async def import_people(request: Request) -> Response:
        content = await read_body(request, engine.settings.max_body_mb)
        language = language_of(request)
        done = await in_thread(lambda: record_people.import_people(admin(request), content))
        problems = [
            {"row": item["row"], "code": item["code"], "message": say(item["code"], item["values"], language)}
            for item in done.problems
        ]
        return json_answer({"created": done.created, "updated": done.updated, "problems": problems})

    return routes
