"""Records over HTTP: raw routes without response models, since they are most of the traffic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from engine import records
from engine.api.answers import Soon, in_thread, json_answer, json_bytes, nothing, read_json, whole_number, words_of
from engine.api.asking import asking_of
from engine.api.problems import language_of
from engine.errors import MalformedRequest
from engine.records import PageQuery, reread

if TYPE_CHECKING:
    from engine.api.dependencies import Api
    from engine.bootstrap import Engine
    from engine.definition.model import Form
    from engine.records import RecordContext

T = TypeVar("T")
BASE = "/api/v1/apps/{app}/forms/{form}/records"
MANY = 1_000
SEVERAL = 10  # more than so many records are written in a thread: nothing breaks off what Python works out for them


def routes(api: Api) -> list[Route]:
    """All routes of one form's records."""
    here = _Records(api)
    return [
        Route(BASE, here.page, methods=["GET"]),
        Route(BASE, here.create, methods=["POST"]),
        Route(BASE, here.update_many, methods=["PATCH"]),
        Route(BASE + "/aggregate", here.aggregate, methods=["POST"]),
        Route(BASE + "/check", here.check, methods=["POST"]),
        Route(BASE + "/defaults", here.defaults, methods=["GET"]),
        Route(BASE.removesuffix("/records") + "/logic", here.logic, methods=["GET"]),
        Route(BASE + "/picker", here.picker, methods=["GET"]),
        Route(BASE + "/{id:int}", here.get, methods=["GET"]),
        Route(BASE + "/{id:int}", here.update, methods=["PATCH"]),
        Route(BASE + "/{id:int}", here.delete, methods=["DELETE"]),
        Route(BASE + "/{id:int}/restore", here.restore, methods=["POST"]),
        Route(BASE + "/{id:int}/history", here.history, methods=["GET"]),
        Route(BASE + "/{id:int}/press/{field}", here.press, methods=["POST"]),
        Route(BASE + "/{id:int}/print/{layout}", here.print, methods=["GET"]),
        Route(BASE + "/{id:int}/why/{field}", here.why, methods=["GET"]),
        Route(BASE + "/why/{field}", here.why_typed, methods=["POST"]),
        Route("/api/v1/apps/{app}/search", here.search, methods=["GET"]),
        Route("/api/v1/changes/{id:int}/undo", here.undo, methods=["POST"]),
    ]


class _Records:
    def __init__(self, api: Api):
        self.api = api
        self.engine = engine = api.engine
        self.soon = Soon(engine.database)

    def context(self, request: Request) -> RecordContext:
        return self.api.context(request)

    def form(self, request: Request, context: RecordContext) -> Form:
        return context.form(request.path_params["app"], request.path_params["form"])

    async def work(self, request: Request, verb: Callable[[RecordContext, Form], T], *, records: int = 1) -> T:
        """Find the caller and the form and do the work, which is about so many `records`."""

        def in_one_go() -> T:
            context = self.context(request)
            return verb(context, self.form(request, context))

        # Requests to one form with the same verb, shape of path and parameters take about the same time.
        given = request.path_params
        kind = (request.method, verb.__qualname__, given["app"], given["form"], *words_of(request))
        if records > SEVERAL:
            return await in_thread(in_one_go)
        if _only_reads(request):
            return await self.soon.do(kind, reread(in_one_go), writes=False)
        return await self.soon.do(kind, in_one_go, writes=True)

    async def page(self, request: Request) -> Response:
        query = page_query(request)
        return json_bytes(await self.work(request, lambda context, form: records.page_json(context, form, query)))

    async def get(self, request: Request) -> Response:
        record_id = record_id_of(request)
        expand = _names(request, "expand")
        fields = _names(request, "fields") or None

        def read(context: RecordContext, form: Form) -> tuple[bytes, int]:
            return records.get_json(context, form, record_id, fields=fields, expand=expand)

        body, revision = await self.work(request, read)
        return json_bytes(body, headers={"ETag": f'"{revision}"'})

    async def create(self, request: Request) -> Response:
        values = await read_json(request, self.engine.settings.max_body_mb)
        key = request.headers.get("idempotency-key")
        words = words_of(request)
        upsert, partial = words.get("upsert"), words.get("partial") == "true"
        if isinstance(values, list):
            bulk = await self.work(
                request,
                lambda context, form: records.create_many(
                    context.once(key), form, values, partial=partial, upsert=upsert
                ),
                records=len(values),
            )
            body: dict[str, Any] = {"ids": bulk.ids, "records": len([i for i in bulk.ids if i is not None])}
            if partial:
                body["errors"] = [self.engine.field_error(item, language_of(request)) for item in bulk.errors]
            return json_answer(body, 201)
        if not isinstance(values, dict):
            raise MalformedRequest(reason="JSON object or list")
        if upsert:
            bulk = await self.work(
                request, lambda context, form: records.create_many(context, form, [values], upsert=upsert)
            )
            return json_answer({"ids": bulk.ids, "created": bulk.created, "updated": bulk.updated}, 201)
        saved = await self.work(request, lambda context, form: records.create(context.once(key), form, values))
        return json_answer(saved.record, 201, {"ETag": f'"{saved.revision}"'})

    async def update(self, request: Request) -> Response:
        values = await _object(request, self.engine)
        record_id = record_id_of(request)
        revision = revision_of(request)
        saved = await self.work(
            request, lambda context, form: records.update(context, form, record_id, values, revision=revision)
        )
        headers = {"ETag": f'"{saved.revision}"'}
        if saved.change_set is not None:
            headers["Change-Set"] = str(saved.change_set)  # what `POST /changes/{id}/undo` takes back
        return json_answer(saved.record, headers=headers)

    async def update_many(self, request: Request) -> Response:
        body = await _object(request, self.engine)
        ids, where, values = body.get("ids"), body.get("where"), body.get("values")
        if not isinstance(values, dict) or (ids is None) == (where is None):
            raise MalformedRequest(reason="values + (ids | where)")
        if ids is not None and not (isinstance(ids, list) and all(_is_id(item) for item in ids)):
            raise MalformedRequest(reason="ids")
        if where is not None and not isinstance(where, str):
            raise MalformedRequest(reason="where")
        bulk = await self.work(
            request,
            lambda context, form: records.update_many(context, form, values, ids=ids, where=where),
            records=SEVERAL + 1 if ids is None else len(ids),
        )
        return json_answer({"updated": bulk.updated, "change_set": bulk.change_set})

    async def delete(self, request: Request) -> Response:
        record_id, revision = record_id_of(request), revision_of(request)
        await self.work(request, lambda context, form: records.delete(context, form, record_id, revision=revision))
        return nothing()

    async def restore(self, request: Request) -> Response:
        record_id = record_id_of(request)
        saved = await self.work(request, lambda context, form: records.restore(context, form, record_id))
        return json_answer(saved.record, headers={"ETag": f'"{saved.revision}"'})

    async def history(self, request: Request) -> Response:
        record_id = record_id_of(request)
        return json_answer(await self.work(request, lambda context, form: records.history(context, form, record_id)))

    async def press(self, request: Request) -> Response:
        record_id, field = record_id_of(request), request.path_params["field"]
        led = await self.work(request, lambda context, form: records.press(context, form, record_id, field))
        return json_answer(led)

    async def print(self, request: Request) -> Response:
        record_id, layout = record_id_of(request), request.path_params["layout"]

        def work() -> records.Printed:
            context = self.context(request)
            return records.print_record(context, self.form(request, context), record_id, layout)

        # A page may be long, and asks the database so seldom that nothing would break it off on the event loop.
        printed = await in_thread(reread(work))
        kind = "html" if printed.is_html else "plain"
        return Response(printed.text, media_type=f"text/{kind}", headers=_PAPER)

    async def why(self, request: Request) -> Response:
        record_id, field = record_id_of(request), request.path_params["field"]
        row = whole_number(words_of(request), "row", None, 1, 2**63 - 1)

        def work(context: RecordContext, form: Form) -> Any:
            return records.why(context, form, field, record_id, row=row)

        return json_answer(await self.work(request, work))

    async def why_typed(self, request: Request) -> Response:
        """The same for values that are only being typed: of a new record, or of `id` with these changes."""
        body = await _object(request, self.engine)
        values, record_id, row = body.get("values", {}), body.get("id"), body.get("row")
        field = request.path_params["field"]
        if not isinstance(values, dict) or not all(one is None or _is_id(one) for one in (record_id, row)):
            raise MalformedRequest(reason="values, id, row")

        def work(context: RecordContext, form: Form) -> Any:
            return records.why(context, form, field, record_id, row=row, values=values)

        return json_answer(await self.work(request, work))

    async def aggregate(self, request: Request) -> Response:
        body = await _object(request, self.engine)
        by, values = body.get("by", []), body.get("values", {"n": "count()"})
        if not _is_texts(by) or not isinstance(values, dict) or not _is_texts(list(values.values())):
            raise MalformedRequest(reason="by: [field], values: {name: expression}")
        where, view = body.get("where"), body.get("view")
        if not _is_texts([item for item in (where, view) if item is not None]):
            raise MalformedRequest(reason="where, view")

        def work(context: RecordContext, form: Form) -> dict[str, Any]:
            groups = records.aggregate(context, form, by=by, values=values, where=where, view=view)
            stale = records.stale_fields(context, form)
            return {"groups": groups, "stale": stale} if stale else {"groups": groups}

        return json_answer(await self.work(request, work))

    async def check(self, request: Request) -> Response:
        body = await _object(request, self.engine)
        values, record_id = body.get("values", {}), body.get("id")
        if not isinstance(values, dict) or not (record_id is None or _is_id(record_id)):
            raise MalformedRequest(reason="values, id")
        checked = await self.work(request, lambda context, form: records.check(context, form, values, record_id))
        language = language_of(request)
        return json_answer(
            {
                "errors": [self.engine.field_error(item, language) for item in checked.errors],
                "fields": {name: state.to_json() for name, state in checked.fields.items()},
                "values": checked.values,
                "rules": checked.rules,
                "sections": checked.sections,
                "locked": checked.locked,
                "rows": {name: [row.to_json() for row in rows] for name, rows in checked.rows.items()},
            }
        )

    async def logic(self, request: Request) -> Response:
        return json_answer(await self.work(request, records.screen_logic))

    async def defaults(self, request: Request) -> Response:
        def work(context: RecordContext, form: Form) -> dict[str, Any]:
            return with_titles(context, form, records.defaults(context, form))

        return json_answer({"values": await self.work(request, work)})

    async def picker(self, request: Request) -> Response:
        words = words_of(request)
        limit, text = whole_number(words, "limit", 20, 1, 100), words.get("search", "")
        sent = asking_of(request)

        def work(context: RecordContext, form: Form) -> Any:
            return records.picker(context, form, text, limit=limit or 20, asking=sent.asking(context) if sent else None)

        return json_answer({"records": await self.work(request, work)})

    async def search(self, request: Request) -> Response:
        words = words_of(request)
        limit, text = whole_number(words, "limit", 20, 1, 100), words.get("q", "")

        def work() -> Any:
            return records.search(self.context(request), request.path_params["app"], text, limit=limit or 20)

        return json_answer({"results": await self.soon.do("search", reread(work), writes=False)})

    async def undo(self, request: Request) -> Response:
        change_set = record_id_of(request)

        def work() -> Any:
            return records.undo(self.context(request), change_set)

        undone = await in_thread(work)
        return json_answer({"undone": undone.undone, "kept": undone.kept})


def with_titles(context: RecordContext, form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with `{"id", "title"}` in place of the ids of single links, so that a screen can show them."""
    shown = dict(values)
    for field in form.fields.values():
        linked = values.get(field.id)
        if field.leads_to is not None and isinstance(linked, int):
            app, target = field.leads_to
            known = context.apps.app(app).forms[target]
            title = records.titles(context, known, [linked]).get(linked)
            if title is not None:
                shown[field.id] = {"id": linked, "title": title}
    return shown


def page_query(request: Request) -> PageQuery:
    """What the query string asks for. Raises MalformedRequest for numbers and choices out of their bounds."""
    params = words_of(request)
    count, format_ = params.get("count", "none"), params.get("format", "objects")
    if count not in ("none", "estimated", "exact") or format_ not in ("objects", "rows"):
        raise MalformedRequest(reason="count, format")
    return PageQuery(
        where=params.get("where") or None,
        sort=params.get("sort") or None,
        fields=params.get("fields") or None,
        expand=params.get("expand") or None,
        search=params.get("search") or None,
        limit=whole_number(params, "limit", 100, 1, MANY) or 100,
        cursor=params.get("cursor") or None,
        offset=whole_number(params, "offset", 0, 0, 2**62) or 0,
        count=count,
        format=format_,
        view=params.get("view") or None,
        deleted=params.get("deleted") == "true",
    )


# What an author wrote may look like anything and do nothing: no scripts, no addresses elsewhere.
_PAPER = {
    "Content-Security-Policy": "sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def record_id_of(request: Request) -> int:
    """The id in the path; one beyond 63 bits names nothing and reads as the last possible id."""
    return min(int(request.path_params["id"]), 2**63 - 1)


def revision_of(request: Request) -> int | None:
    """The revision of If-Match. Raises MalformedRequest for anything else than a quoted whole number or `*`."""
    tag = request.headers.get("if-match")
    if tag is None or tag.strip() == "*":
        return None
    text = tag.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise MalformedRequest(reason=f"If-Match: {tag[:40]}")
    return int(text)


def _only_reads(request: Request) -> bool:
    path = request.scope["path"]
    return request.method == "GET" or path.endswith(("/aggregate", "/check")) or "/records/why/" in path


async def _object(request: Request, engine: Engine) -> dict[str, Any]:
    body = await read_json(request, engine.settings.max_body_mb)
    if not isinstance(body, dict):
        raise MalformedRequest(reason="JSON object")
    return body


def _names(request: Request, name: str) -> tuple[str, ...]:
    listed = words_of(request).get(name)
    return tuple(part.strip() for part in listed.split(",") if part.strip()) if listed else ()


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
