"""Forms and apps out of tables: the files, what is in them, and what people make of that."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.catalog.currencies import usual_in
from engine.exchange.uploads import shown
from engine.texts import say


class LinkTo(BaseModel):
    """What a column names: records of another sheet, by one of its columns or by their title, or of a form."""

    model_config = ConfigDict(extra="forbid")
    sheet: int | None = None
    column: str | None = Field(None, max_length=300)
    form: str | None = Field(None, max_length=60)


class TableColumn(BaseModel):
    """A column as a field; what the answer to the upload says beside these may be sent back and is passed over."""

    model_config = ConfigDict(extra="ignore")
    column: str = Field(max_length=300)
    label: str = Field(max_length=100)
    include: bool = True
    type: str = Field(max_length=40)
    settings: dict[str, Any] | None = Field(None, description="of the type; absent: those that were guessed for it")
    to: LinkTo | None = None


class TableSheet(BaseModel):
    """A sheet as a form."""

    model_config = ConfigDict(extra="ignore")
    number: int
    label: str = Field(max_length=100)
    include: bool = True
    title: str | None = Field(None, max_length=300, description="the column that names the records")
    columns: list[TableColumn] = Field(max_length=2_000)


class TablesAsForms(BaseModel):
    """The sheets that become forms."""

    model_config = ConfigDict(extra="forbid")
    sheets: list[TableSheet] = Field(max_length=100)


class TablesAsApp(TablesAsForms):
    """A new app of these forms."""

    label: str = Field(max_length=100)


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["tables"])
    engine = api.engine

    @routes.post("/tables", status_code=201, summary="Upload tables that are to become forms, and see what is in them")
    async def upload(request: Request, file: list[UploadFile], app: str | None = None) -> Response:
        def work() -> Any:
            context = api.builder(request)
            currency = context.apps.app(app).currency if app is not None else None
            files = [(one.filename or "table", one.file) for one in file]
            found = engine.uploads.start(context, files, app, currency or usual_in(context.language))
            return told(found, context.language)

        return json_answer(await in_thread(work), 201)

    @routes.get("/tables/{table}", summary="Uploaded tables, as long as they are kept")
    async def get(request: Request, table: str) -> Response:
        def work() -> Any:
            context = api.builder(request)
            return told(shown(engine.uploads.get(context, table)), context.language)

        return json_answer(await in_thread(work))

    @routes.post("/tables/{table}/app", status_code=201, summary="Make an app of uploaded tables, live at once")
    async def make_app(request: Request, table: str, body: TablesAsApp) -> Response:
        def work() -> Any:
            sheets = [sheet.model_dump() for sheet in body.sheets]
            return engine.forms_from_tables(api.builder(request), table, sheets, label=body.label, app=None)

        return json_answer(await in_thread(work), 201)

    @routes.post("/apps/{app}/tables/{table}", status_code=201, summary="Add uploaded tables to an app, live at once")
    async def add(request: Request, app: str, table: str, body: TablesAsForms) -> Response:
        def work() -> Any:
            sheets = [sheet.model_dump() for sheet in body.sheets]
            return engine.forms_from_tables(api.builder(request), table, sheets, label="", app=app)

        return json_answer(await in_thread(work), 201)

    return routes


def told(upload: dict[str, Any], language: str) -> dict[str, Any]:
    """An upload with what is wrong with its sheets in words."""
    for sheet in upload["sheets"]:
        sheet["problem"] = sheet["problem"] and say(sheet["problem"], {}, language)
    return upload
