"""Templates, jobs, runs, notifications: work that goes on beside the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer, whole_number
from engine.api.dependencies import Api
from engine.api.problems import language_of
from engine.automation import run_log
from engine.desk import notifications
from engine.errors import NotSignedIn
from engine.jobs import queue
from engine.jobs.job import Job, UnknownJob
from engine.publishing.templates import TemplateInstalled
from engine.texts import say


class Install(BaseModel):
    """How to install a template."""

    model_config = ConfigDict(extra="forbid")
    sample_data: bool = False


class Read(BaseModel):
    """Which notifications were read."""

    model_config = ConfigDict(extra="forbid")
    ids: list[int] | str = Field(description='ids, or "all"')


def job_as_json(job: Job, language: str) -> dict[str, Any]:
    """A job as people follow it."""
    error = job.error
    return {
        "id": job.id,
        "type": job.type,
        "state": job.state,
        "label": say(f"job_{job.type}", {"label": job.label}, language),
        "progress": {
            "done": job.done,
            "total": job.total,
            "step": job.step,
            "step_label": say(f"step_{job.step}", {}, language) if job.step else None,
        },
        "result": job.result,
        "error": None if error is None else _error_as_json(error, language),
        "created_at": job.created_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
    }


def _error_as_json(error: Mapping[str, Any], language: str) -> dict[str, Any]:
    values = dict(error.get("values") or {})
    return {
        "code": error["code"],
        "title": say(error["code"], values, language),
        "errors": [
            {"path": item["path"], "code": item["code"], "message": say(item["code"], item["values"], language)}
            for item in error.get("errors", [])
        ],
    }


def router(api: Api) -> APIRouter:
    routes = APIRouter()
    engine = api.engine

    @routes.get("/templates", tags=["templates"], summary="The gallery")
    async def gallery(request: Request) -> Response:
        def work() -> Any:
            api.signing.caller(request)
            return engine.templates.shown(language_of(request))

        return json_answer({"templates": await in_thread(work)})

    @routes.post("/templates/{template}/install", tags=["templates"], status_code=202, summary="Install a template")
    async def install(request: Request, template: str, body: Install) -> Response:
        def work() -> int:
            actor = api.builder(request).actor
            found = engine.templates.get(template)
            label = engine.templates.label(found, language_of(request))
            if found.id in engine.store.current().apps:
                raise TemplateInstalled(template=label)
            options = {
                "template": found.id,
                "sample_data": body.sample_data,
                "language": language_of(request),
            }
            by = {"key": actor.key, "user_id": actor.user_id}
            return engine.database.transact(
                lambda tx: queue.enqueue(tx, "install", options, actor=by, label=label, key=f"install/{found.id}"),
                lock="none",
            )

        return json_answer({"job": await in_thread(work)}, 202)

    def own_job(request: Request, job_id: int) -> Job:
        actor = api.signing.caller(request).actor
        job = queue.get(engine.database, job_id)
        if not actor.is_admin and job.actor.get("key") != actor.key:
            raise UnknownJob(what="job", id=job_id)
        return job

    @routes.get("/jobs", tags=["jobs"], summary="The newest jobs")
    async def list_jobs(request: Request) -> Response:
        def work() -> list[Job]:
            actor = api.signing.caller(request).actor
            found = queue.recent(engine.database)
            return [job for job in found if job.type != "run" and (actor.is_admin or job.actor.get("key") == actor.key)]

        language = language_of(request)
        return json_answer({"jobs": [job_as_json(job, language) for job in await in_thread(work)]})

    @routes.get("/jobs/{job_id}", tags=["jobs"], summary="How a job is getting on")
    async def get_job(request: Request, job_id: int) -> Response:
        job = await in_thread(lambda: own_job(request, _bounded(job_id)))
        return json_answer(job_as_json(job, language_of(request)))

    @routes.post("/jobs/{job_id}/cancel", tags=["jobs"], summary="Ask a job to stop")
    async def cancel_job(request: Request, job_id: int) -> Response:
        def work() -> Job:
            own_job(request, _bounded(job_id))
            return queue.cancel(engine.database, _bounded(job_id))

        return json_answer(job_as_json(await in_thread(work), language_of(request)))

    @routes.get("/apps/{app}/runs", tags=["automation"], summary="What rules did, newest first")
    async def runs(
        request: Request,
        app: str,
        rule: str | None = None,
        record: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
    ) -> Response:
        limit = whole_number(request.query_params, "limit", 50, 1, 200) or 50

        def work() -> Any:
            context = api.context(request)
            return run_log.page(context, app, rule=rule, record=record, state=state, cursor=cursor, limit=limit)

        return json_answer(await in_thread(work))

    @routes.get("/apps/{app}/runs/{run_id}", tags=["automation"], summary="One run with its steps")
    async def run(request: Request, app: str, run_id: int) -> Response:
        return json_answer(await in_thread(lambda: run_log.one(api.context(request), app, _bounded(run_id))))

    def own_user(request: Request) -> int:
        user = api.signing.caller(request).actor.user_id
        if user is None:
            raise NotSignedIn()
        return user

    @routes.get("/me/notifications", tags=["desk"], summary="The caller's notifications, newest first")
    async def list_notifications(request: Request, unread: bool = False) -> Response:
        limit = whole_number(request.query_params, "limit", 50, 1, 200) or 50
        return json_answer(
            await in_thread(
                lambda: notifications.of_user(engine.database, own_user(request), unread=unread, limit=limit)
            )
        )

    @routes.post("/me/notifications/read", tags=["desk"], summary="Mark notifications as read")
    async def read_notifications(request: Request, body: Read) -> Response:
        ids = body.ids if isinstance(body.ids, list) else None

        def work() -> int:
            user = own_user(request)
            notifications.mark_read(engine.database, user, None if ids is None else [_bounded(i) for i in ids])
            return notifications.unread(engine.database, user)

        return json_answer({"unread": await in_thread(work)})

    return routes


def _bounded(number: int) -> int:
    """An id of a path; one beyond 63 bits names nothing and reads as the last possible id."""
    return max(-1, min(number, 2**63 - 1))
