"""The versions of apps, and what is done with whole apps: compared, gone back to, carried off, taken in, copied."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer, read_body
from engine.api.dependencies import Api
from engine.api.shown_draft import shown_draft, shown_outlook
from engine.publishing.planning import as_json

# The number of a version; what is larger than any is no number of one.
LARGEST = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=LARGEST)]


class GoingBack(BaseModel):
    """Going back to a version: without a plan it is only said what that would do."""

    model_config = ConfigDict(extra="forbid")
    plan: str | None = Field(None, max_length=80, description="the hash of the plan that was looked at")
    note: str = Field("", max_length=2000)
    destroy: bool = Field(False, description="data may go out of sight")


class Copied(BaseModel):
    """A copy of an app."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(min_length=1, max_length=200)


class Purged(BaseModel):
    """What is done away with for good: everything kept of an app, of a form, or of one field."""

    model_config = ConfigDict(extra="forbid")
    form: str | None = Field(None, max_length=60)
    field: str | None = Field(None, max_length=120)


def router(api: Api) -> APIRouter:
    """The routes of versions and of whole apps."""
    routes = APIRouter(tags=["versions"])
    engine = api.engine

    @routes.get("/apps/{app}/versions", summary="The versions of an app, newest first")
    async def versions(request: Request, app: str) -> Response:
        def work() -> Any:
            api.builder(request)
            return [
                {
                    "number": one.row.number,
                    "at": one.row.at,
                    "by": one.row.actor,
                    "who": engine.name_of(one.row.actor),
                    "note": one.row.note,
                    "kind": one.row.kind,
                    "changes": one.changes,
                }
                for one in engine.versions.listed(app)
            ]

        return json_answer({"versions": await in_thread(work)})

    @routes.get("/apps/{app}/versions/{number}/changes", summary="What a version changed, in words")
    async def changes(
        request: Request, app: str, number: Number, against: int | None = Query(None, ge=0, le=2**31 - 1)
    ) -> Response:
        def work() -> Any:
            context = api.builder(request)
            found = engine.versions.changes(app, number, against, context.language)
            return {"changes": [as_json(one) for one in found]}

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/versions/{number}/files", summary="The files of a version, as they were written")
    async def files(request: Request, app: str, number: Number) -> Response:
        def work() -> Any:
            api.builder(request)
            return {"version": number, "files": dict(engine.versions.texts(app, number))}

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/versions/{number}/restore", summary="Make a version the caller's draft")
    async def restore(request: Request, app: str, number: Number) -> Response:
        def work() -> Any:
            context = api.builder(request)
            draft = engine.versions.restore(app, number, context.actor.key)
            return shown_draft(engine.drafts, draft, (), context.language, engine.name_of)

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/versions/{number}/rollback", summary="Go back to a version: first the plan, then by it")
    async def rollback(request: Request, app: str, number: Number, body: GoingBack) -> Response:
        def work() -> Any:
            context = api.builder(request)
            if body.plan is None:
                outlook = engine.versions.foresee_rollback(app, number, context.language)
                sources = engine.publisher.load(engine.versions.texts(app, number))
                return shown_outlook(outlook, sources, context.language)
            published, kept = engine.versions.roll_back(
                app, number, body.plan, actor=context.actor.key, note=body.note, destroy=body.destroy
            )
            return {
                "version": published.number,
                "backup": None if kept is None else kept.name,
                "job": published.job,
                "filling": published.filling,
            }

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/export", summary="The app as a zip of its files")
    async def export(request: Request, app: str) -> Response:
        def work() -> bytes:
            api.builder(request)
            return engine.packages.export(app)

        named = {"Content-Disposition": f'attachment; filename="{app}.zip"'}
        return Response(await in_thread(work), media_type="application/zip", headers=named)

    @routes.post("/apps/import", status_code=201, summary="Take in an app from a zip of its files")
    async def take_in(
        request: Request,
        id: str | None = Query(None, alias="as", max_length=40, description="another id, for a copy"),
        label: str | None = Query(None, max_length=200),
    ) -> Response:
        actor = (await in_thread(lambda: api.builder(request))).actor.key
        content = await read_body(request, engine.settings.max_upload_mb)
        published = await in_thread(lambda: engine.packages.take_in(content, actor, id=id, label=label))
        return json_answer({"app": published.app.id, "version": published.number}, 201)

    @routes.post("/apps/{app}/copy", status_code=201, summary="Copy an app, without its records")
    async def copy(request: Request, app: str, body: Copied) -> Response:
        def work() -> Any:
            context = api.builder(request)
            published = engine.packages.copy(app, body.label, context.actor.key)
            return {"app": published.app.id, "version": published.number}

        return json_answer(await in_thread(work), 201)

    @routes.get("/apps/{app}/usage", summary="Where a part of the definition is used, and how many values there are")
    async def usage(request: Request, app: str, at: str = Query(max_length=400)) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return engine.looking.used(app, context.actor.key, at, context.language)

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/conversion", summary="What another type would do to the values of a field")
    async def conversion(
        request: Request, app: str, at: str = Query(max_length=400), type: str = Query(max_length=40)
    ) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return engine.looking.conversion(app, at, type, context.language)

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/kept", summary="What was taken away and is kept: it can come back, or be purged")
    async def kept(request: Request, app: str) -> Response:
        def work() -> Any:
            api.builder(request)
            return {"kept": [asdict(one) for one in engine.looking.kept(app)]}

        return json_answer(await in_thread(work))

    @routes.post("/apps/{app}/purge", summary="Do away with what is kept, for good; admins only")
    async def purge(request: Request, app: str, body: Purged) -> Response:
        def work() -> Any:
            api.builder(request)
            return {"purged": [asdict(one) for one in engine.looking.purge(app, body.form, body.field)]}

        return json_answer(await in_thread(work))

    return routes
