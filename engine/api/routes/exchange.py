"""Files up and down, imports, exports."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.errors import MalformedRequest, TooLarge
from engine.exchange import files
from engine.exchange.exporting import MEDIA, export_csv, export_xlsx, plural_of
from engine.records import PageQuery
from engine.texts import say

# What a browser may show itself; everything else is only ever downloaded.
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"})
# Of files that strangers sent.
GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private, max-age=3600",
}


class Chosen(BaseModel):
    """What people chose for an import."""

    model_config = ConfigDict(extra="forbid")
    mapping: dict[str, Any] | None = None
    options: dict[str, Any] = Field(default_factory=dict)


class Export(BaseModel):
    """Which records, as which file."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["csv", "xlsx"] = "csv"
    where: str | None = Field(None, max_length=4000)
    sort: str | None = Field(None, max_length=1000)
    fields: str | None = Field(None, max_length=4000)
    search: str | None = Field(None, max_length=200)
    view: str | None = Field(None, max_length=60)


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["files"])
    engine = api.engine

    @routes.post("/files", status_code=201, summary="Upload a file, to be put into a record afterwards")
    async def upload(request: Request, file: UploadFile) -> Response:
        limit = engine.settings.max_upload_mb

        def work() -> Any:
            context = api.context(request)
            if file.size is not None and file.size > limit * 1024 * 1024:
                raise TooLarge(limit=limit, unit="MB")
            name, kind = file.filename or "file", file.content_type or ""
            return files.keep(engine.files, context, file.file, name, kind, limit).to_json()

        return json_answer(await in_thread(work), 201)

    @routes.get("/files/{file_id}", summary="Download a file of a record that the caller may read")
    async def download(request: Request, file_id: str, inline: bool = False) -> Response:
        def work() -> Response:
            kept = files.download(engine.files, api.context(request), file_id)
            shown = inline and kept.type in SHOWN
            headers = {
                "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(kept.name)}",
                **GUARDED,
            }
            return FileResponse(kept.path, media_type=kept.type, headers=headers)

        return await in_thread(work)

    @routes.get("/files/{file_id}/thumbnail", summary="A small picture of a picture that the caller may download")
    async def thumbnail(
        request: Request, file_id: str, size: Literal["small", "medium", "large"] = "small"
    ) -> Response:
        def work() -> Response:
            small = files.thumbnail(engine.files, api.context(request), file_id, size)
            return FileResponse(small, media_type="image/webp", headers={**GUARDED, "Content-Disposition": "inline"})

        return await in_thread(work)

    @routes.post("/apps/{app}/forms/{form}/imports", status_code=201, summary="Bring in a table: the file")
    async def start_import(request: Request, app: str, form: str, file: UploadFile) -> Response:
        def work() -> Any:
            context = api.context(request)
            return engine.imports.start(context, context.form(app, form), file.filename or "table", file.file)

        return json_answer(await in_thread(work), 201)

    @routes.get("/imports/{import_id}", summary="An import with its report")
    async def get_import(request: Request, import_id: str) -> Response:
        def work() -> Any:
            context = api.context(request)
            return shown_import(engine.imports.get(context, import_id), context.language)

        return json_answer(await in_thread(work))

    @routes.patch("/imports/{import_id}", summary="Choose how columns become fields")
    async def choose(request: Request, import_id: str, body: Chosen) -> Response:
        return json_answer(
            await in_thread(
                lambda: engine.imports.choose(api.context(request), import_id, body.mapping, _checked(body.options))
            )
        )

    @routes.post("/imports/{import_id}/check", status_code=202, summary="Dry run: everything but the writing")
    async def check_import(request: Request, import_id: str) -> Response:
        job = await in_thread(lambda: engine.imports.run(api.context(request), import_id, dry=True))
        return json_answer({"job": job}, 202)

    @routes.post("/imports/{import_id}/run", status_code=202, summary="Run the import")
    async def run_import(request: Request, import_id: str) -> Response:
        job = await in_thread(lambda: engine.imports.run(api.context(request), import_id, dry=False))
        return json_answer({"job": job}, 202)

    @routes.get("/imports/{import_id}/errors.xlsx", summary="The refused rows with the reasons beside them")
    async def error_sheet(request: Request, import_id: str) -> Response:
        def work() -> Response:
            file = _temporary(".xlsx")
            try:
                engine.imports.error_sheet(api.context(request), import_id, file)
            except BaseException:
                file.unlink(missing_ok=True)
                raise
            return FileResponse(
                file, media_type=MEDIA["xlsx"], filename="errors.xlsx", background=BackgroundTask(file.unlink)
            )

        return await in_thread(work)

    @routes.post("/imports/{import_id}/undo", summary="Take back what an import wrote")
    async def undo_import(request: Request, import_id: str) -> Response:
        return json_answer(await in_thread(lambda: engine.imports.undo(api.context(request), import_id)))

    @routes.post("/apps/{app}/forms/{form}/exports", summary="The records as a file, streamed")
    async def export(request: Request, app: str, form: str, body: Export) -> Response:
        def work() -> Response:
            context = api.context(request)
            found = context.form(app, form)
            query = PageQuery(where=body.where, sort=body.sort, fields=body.fields, search=body.search, view=body.view)
            name = quote(f"{plural_of(context, found)}.{body.format}")
            headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
            if body.format == "csv":
                pieces: Iterator[bytes] = export_csv(context, found, query)
                return StreamingResponse(pieces, media_type=MEDIA["csv"], headers=headers)
            file = _temporary(".xlsx")
            try:
                export_xlsx(context, found, query, file)
            except BaseException:
                file.unlink(missing_ok=True)
                raise
            return FileResponse(file, media_type=MEDIA["xlsx"], headers=headers, background=BackgroundTask(file.unlink))

        return await in_thread(work)

    return routes


def shown_import(row: dict[str, Any], language: str) -> dict[str, Any]:
    """An import as people follow it, its report in their language."""
    report = dict(row["report"] or {})
    report["problems"] = [
        {**problem, "message": problem["message"] or say(problem["code"], problem["values"], language)}
        for problem in report.get("problems", [])
    ]
    return {
        "id": row["id"],
        "app": row["app"],
        "form": row["form"],
        "name": row["file_id"],
        "state": row["state"],
        "job": row["job"],
        "mapping": row["mapping"],
        "options": row["options"],
        "columns": row["columns"],
        "change_set": row["change_set"],
        "report": report,
    }


def _checked(options: dict[str, Any]) -> dict[str, Any]:
    """Options of the kinds that an import knows. Raises MalformedRequest."""
    kinds: dict[str, type] = {"key": str, "header_row": int, "sheet": str, "encoding": str, "delimiter": str}
    for name, value in options.items():
        wanted = kinds.get(name)
        if wanted is None or not (value is None or (isinstance(value, wanted) and not isinstance(value, bool))):
            raise MalformedRequest(reason=f"options.{name}")
    return options


def _temporary(suffix: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix="formwright-", suffix=suffix, delete=False) as file:
        return Path(file.name)
