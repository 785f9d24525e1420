"""The one shape of every error that leaves over HTTP: problem+json, in the caller's language."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

import orjson
import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.errors import FieldError, FormwrightError, InvalidDefinition, Kind, TooMany
from engine.texts import choose_language, say

log = structlog.get_logger("api")

STATUS = {
    Kind.MALFORMED: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.INVALID: 422,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}

CODE_OF_STATUS = {404: "no_such_address", 405: "method_not_allowed", 400: "malformed_request", 413: "too_large"}


class ProblemResponse(Response):
    """application/problem+json."""

    media_type = "application/problem+json"


def language_of(request: Request) -> str:
    """The language the caller wants its sentences in."""
    for name, value in request.scope["headers"]:
        if name == b"accept-language":
            return choose_language(value.decode("latin-1"))
    return choose_language(None)


def problem(
    status: int,
    code: str,
    language: str,
    values: dict[str, Any] | None = None,
    *,
    errors: Sequence[dict[str, Any]] = (),
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> ProblemResponse:
    """One problem: `type, title, status, detail, code, errors` and members of its own."""
    sentence = say(code, values, language)
    body = {
        "type": f"urn:formwright:problem:{code}",
        "title": sentence,
        "status": status,
        "detail": sentence,
        "code": code,
        "errors": list(errors),
        **(extra or {}),
    }
    try:
        sent = orjson.dumps(body, default=str)
    except TypeError:  # halves of characters in what the client sent, which the answer quotes
        sent = json.dumps(body, default=str).encode()
    return ProblemResponse(sent, status, headers=headers)


def problem_of(error: FormwrightError, language: str) -> ProblemResponse:
    """The problem an engine error makes."""
    values = {name: _shown(value, language) for name, value in error.values.items()}
    errors = [field_error(item, language) for item in error.errors]
    if isinstance(error, InvalidDefinition):
        errors = [definition_problem(item, language) for item in error.problems]
    headers = {"Retry-After": str(error.values.get("seconds", 30))} if isinstance(error, TooMany) else None
    return problem(STATUS[error.kind], error.code, language, values, errors=errors, extra=error.extra, headers=headers)


def field_error(error: FieldError, language: str) -> dict[str, Any]:
    """One entry of `errors`."""
    values = {name: _shown(value, language) for name, value in error.values.items()}
    return {"path": error.path, "code": error.code, "message": error.message or say(error.code, values, language)}


def definition_problem(item: Any, language: str) -> dict[str, Any]:
    """One entry of `errors` for a problem in a definition: where it stands and what to do."""
    return {
        "path": item.path,
        "code": item.code,
        "message": item.message(language),
        "severity": item.severity,
        "file": item.place.file if item.place else None,
        "line": item.place.line if item.place else None,
    }


def _shown(value: Any, language: str) -> Any:
    """Values that are themselves sentences (a reason with its own code) are said in the same language."""
    code = getattr(value, "code", None)
    if isinstance(code, str):
        return say(code, getattr(value, "values", {}), language)
    return value


async def on_engine_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, FormwrightError)
    return problem_of(error, language_of(request))


async def on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = CODE_OF_STATUS.get(error.status_code, "malformed_request")
    values = {"reason": error.detail, "method": request.method, "path": request.url.path}
    return problem(error.status_code, code, language_of(request), values, headers=dict(error.headers or {}))


async def on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    language = language_of(request)
    errors = []
    status = 422
    for item in error.errors():
        place = [str(part) for part in item["loc"] if part != "body"]
        code = f"request_{item['type']}"
        if item["type"] in ("json_invalid", "model_attributes_type"):
            status = 400
        values = {"limit": next(iter((item.get("ctx") or {}).values()), ""), "found": str(item.get("input"))[:80]}
        known = say(code, values, language)
        message = known if known != code else say("request_wrong_value", values, language)
        errors.append(
            {"path": ".".join(place), "code": code if known != code else "request_wrong_value", "message": message}
        )
    return problem(
        status,
        "malformed_request" if status == 400 else "invalid_values",
        language,
        {"reason": errors[0]["message"] if errors else ""},
        errors=errors,
    )


async def on_crash(request: Request, error: Exception) -> Response:
    """A bug of ours: logged under an id that the answer names, nothing of it shown."""
    log_id = secrets.token_hex(4)
    log.error("request_crashed", id=log_id, path=request.url.path, method=request.method, exc_info=error)
    return problem(500, "internal", language_of(request), {"id": log_id})
