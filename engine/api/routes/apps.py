"""Apps as screens need them, "+" that adds a field, versions, and the figures of dashboards."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.shown_app import may_see_app, shown_app, shown_settings, summary
from engine.desk import dashboards
from engine.errors import NotFound
from engine.publishing.adding_fields import NewField
from engine.publishing.publisher import BasedOnNeeded
from engine.records import reread


class Formula(BaseModel):
    """A formula with ids, as files hold it, and the type of its values."""

    model_config = ConfigDict(extra="forbid")
    expr: str = Field(max_length=10_000)
    returns: Literal["number", "money", "percent", "text", "date", "datetime", "time", "duration", "yes_no"]
    decimals: int | None = Field(None, ge=0, le=9)


class ChangedFormula(Formula):
    """Another formula for a field."""

    dry: bool = Field(False, description="only say what it would do")


class AddedField(BaseModel):
    """A column added from a table's header."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(max_length=200)
    type: str = Field(max_length=40)
    options: list[str] = Field(default_factory=list, max_length=500, description="labels, one an option")
    after: str | None = Field(None, max_length=60, description="the field it stands after")
    view: str | None = Field(None, max_length=60, description="the view it was added in")
    formula: Formula | None = None
    dry: bool = Field(False, description="only say what it would do")


class BlankApp(BaseModel):
    """A new app of one's own with its first form."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(max_length=100)
    form: str = Field(max_length=100, description="what the first form is called")


class Files(BaseModel):
    """The files of a definition, by name."""

    model_config = ConfigDict(extra="forbid")
    files: dict[str, str]
    based_on: int | None = Field(None, ge=0, description="the version that the files came from")
    replace: int | None = Field(None, ge=0, description="the live version, to be replaced as it is")
    merge: bool = Field(False, description="take both sides where live has moved on and they do not meet")
    destroy: bool = False
    plan: str | None = None
    note: str = Field("", max_length=2000)
    kind: Literal["publish"] = "publish"


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["apps"])
    engine = api.engine

    @routes.get("/apps", summary="The apps that the caller may use")
    async def apps(request: Request) -> Response:
        def work() -> Any:
            context = api.context(request)
            snapshot = engine.store.current()
            return [
                summary(app, snapshot.number(app.id), context.actor, context.language)
                for app in snapshot.all().values()
                if app.id != "company" and may_see_app(app, context.actor)
            ]

        return json_answer({"apps": await in_thread(work)})

    @routes.post("/apps", status_code=201, summary="Make an app with one form, live at once")
    async def make(request: Request, body: BlankApp) -> Response:
        def work() -> Any:
            context = api.builder(request)
            app, form = engine.blank_apps.make(body.label, body.form, context.actor.key, context.language)
            return {"app": app, "form": form}

        return json_answer(await in_thread(work), 201)

    @routes.get("/apps/{app}", summary="One app, resolved for the caller and his language")
    async def one(request: Request, app: str) -> Response:
        def work() -> Any:
            context = api.context(request)
            snapshot = engine.store.current()
            found = snapshot.app(app)
            if not may_see_app(found, context.actor):
                raise NotFound(what="app", id=app)
            return shown_app(found, snapshot.number(app), context.actor, context.language)

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/forms/{form}/fields", status_code=201, summary="Add a field, live at once")
    async def add_field(request: Request, app: str, form: str, body: AddedField) -> Response:
        def work() -> Any:
            context = api.builder(request)
            formula = None if body.formula is None else body.formula.model_dump()
            wanted = NewField(body.label, body.type, tuple(body.options), body.after, body.view, formula)
            if body.dry:
                return asdict(engine.formulas.foresee_new(app, form, wanted, context.language))
            field, version = engine.adding.add(app, form, wanted, context.actor.key, context.language)
            return {"field": field, "version": version}

        return json_answer(await in_thread(work), 200 if body.dry else 201)

    @routes.get("/apps/{app}/forms/{form}/fields/{field}/formula", summary="The formula of a field, with ids")
    async def formula(request: Request, app: str, form: str, field: str) -> Response:
        def work() -> Any:
            api.builder(request)
            found = engine.store.current().app(app).forms.get(form)
            declared = found.fields.get(field) if found is not None else None
            if declared is None or declared.type.name != "formula" or declared.expression is None:
                raise NotFound(what="formula", id=f"{form}.{field}")
            settings = declared.settings
            return {
                "expr": declared.expression.text,
                "returns": settings.get("returns"),
                "decimals": settings.get("decimals"),
            }

        return json_answer(await in_thread(work))

    @routes.put(
        "/apps/{app}/forms/{form}/fields/{field}/formula", summary="Change the formula of a field, live at once"
    )
    async def change_formula(request: Request, app: str, form: str, field: str, body: ChangedFormula) -> Response:
        def work() -> Any:
            context = api.builder(request)
            settings = body.model_dump(exclude={"dry"})
            if body.dry:
                return asdict(engine.formulas.foresee_change(app, form, field, settings, context.language))
            return {"version": engine.formulas.change(app, form, field, settings, context.actor.key)}

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/settings", summary="The settings of an app, which expressions read, as they are now")
    async def settings(request: Request, app: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return shown_settings(engine.store.current(), app, context.language)

        return json_answer({"settings": await in_thread(work)})

    @routes.patch("/apps/{app}/settings", summary="Change settings of an app; null goes back to the definition's value")
    async def change_settings(request: Request, app: str, values: dict[str, Any]) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return shown_settings(engine.app_settings.change(app, values), app, context.language)

        return json_answer({"settings": await in_thread(work)})

    @routes.post("/apps/{app}/plan", summary="What publishing these files would do; writes nothing")
    async def plan(request: Request, app: str, body: Files) -> Response:
        def work() -> Any:
            context = api.builder(request)
            prepared = engine.publisher.prepare(_own(app, body.files))
            return {
                "live": prepared.number,
                "plan": prepared.plan.hash,
                "destroys_data": prepared.plan.destroys_data,
                "lines": prepared.plan.describe(context.language),
                "changes": [change.describe(context.language) for change in prepared.changes],
            }

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/publish", summary="Make these files the live version")
    async def publish(request: Request, app: str, body: Files) -> Response:
        def work() -> Any:
            context = api.builder(request)
            files = _own(app, body.files)
            based_on = body.based_on if body.based_on is not None else body.replace
            if based_on is None and app in engine.store.current().apps:
                raise BasedOnNeeded(app=app)
            published = engine.publisher.publish(
                files,
                actor=context.actor.key,
                note=body.note,
                based_on=based_on,
                replace=body.replace,
                merging=body.merge,
                destroy=body.destroy,
                plan_hash=body.plan,
            )
            answer = {"app": published.app.id, "version": published.number, "job": published.job}
            return answer if published.filling is None else {**answer, "filling": published.filling}

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/files", summary="The files of the live version, as they were written")
    async def files(request: Request, app: str) -> Response:
        def work() -> Any:
            api.builder(request)
            snapshot = engine.store.current()
            return {"version": snapshot.number(app), "files": dict(snapshot.app(app).texts)}

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/dashboards/{dashboard}/data", summary="The figures of a dashboard")
    async def figures(request: Request, app: str, dashboard: str) -> Response:
        chosen = dict(request.query_params)

        def work() -> Any:
            return dashboards.data(api.context(request), app, dashboard, chosen)

        return json_answer(await in_thread(reread(work)))

    def _own(app: str, files: dict[str, str]) -> dict[str, str]:
        checked, _ = engine.publisher.check(files)
        if checked.id != app:
            raise NotFound(what="app", id=checked.id)
        return files

    return routes
