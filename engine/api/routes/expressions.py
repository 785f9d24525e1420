"""Expressions while they are written: what may stand in them, what is wrong with them, what they give."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine import records
from engine.api.answers import in_thread, json_answer
from engine.api.dependencies import Api
from engine.api.problems import language_of
from engine.definition.expressions import functions
from engine.errors import FieldError, InvalidValues
from engine.expression.function import ALIASES, Function, Parameter
from engine.texts import LANGUAGES, catalog

_FORM = "/apps/{app}/forms/{form}"
LONGEST = 100_000


class Written(BaseModel):
    """An expression as it stands in an editor."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(max_length=LONGEST)
    spelled: Literal["labels", "ids"] = Field("labels", description="labels as people write, ids as files hold")
    use: records.Use = Field("value", description="filter: asked of the database; formula: a field's value")
    record: int | None = Field(None, ge=1, lt=2**63, description="the record whose value is wanted")


def router(api: Api) -> APIRouter:
    """The routes of the expression editor."""
    routes = APIRouter(tags=["expressions"])

    @routes.post(_FORM + "/expressions", summary="What an expression means: both spellings, problems, its value")
    async def try_one(request: Request, app: str, form: str, body: Written) -> Response:
        require_characters(body.text)

        def work() -> dict[str, Any]:
            context = api.context(request)
            return records.try_expression(
                context,
                context.form(app, form),
                body.text,
                use=body.use,
                labelled=body.spelled == "labels",
                record=body.record,
            )

        return json_answer(await in_thread(records.reread(work)))

    @routes.get(_FORM + "/vocabulary", summary="The names that may stand in an expression over a form")
    async def vocabulary(
        request: Request,
        app: str,
        form: str,
        of: str | None = Query(None, max_length=200, description="a form that a name leads to, or settings"),
    ) -> Response:
        def work() -> Any:
            context = api.context(request)
            return records.vocabulary(context, context.form(app, form), of)

        return json_answer({"names": await in_thread(records.reread(work))})

    @routes.get("/functions", summary="The functions of expressions, with the words by which they are found")
    async def known_functions(request: Request) -> Response:
        language = language_of(request)

        def work() -> list[dict[str, Any]]:
            api.context(request)
            return [_function(one, language) for one in {one.name: one for one in functions().values()}.values()]

        return json_answer({"functions": await in_thread(work)})

    return routes


def _function(function: Function, language: str) -> dict[str, Any]:
    words = catalog().get(f"function.{function.name}", {})
    return {
        "name": function.name,
        "also": [alias for alias, name in ALIASES.items() if name == function.name],
        "signature": function.signature,
        "parameters": [_parameter(function, one, language) for one in function.parameters],
        "sentence": function.sentence.get(language) or function.sentence["en"],
        # By which it is found in either language: people think of 相加 while the screen is in English.
        "words": [words[one] for one in LANGUAGES if one in words],
        "example": function.examples[0][0] if function.examples else None,
    }


def _parameter(function: Function, one: Parameter, language: str) -> dict[str, Any]:
    """An argument with what it is called; those of plug-ins go by their names."""
    words = catalog().get(f"parameter.{function.name}.{one.name}") or catalog().get(f"parameter.{one.name}", {})
    label = words.get(language) or words.get("en") or one.name
    return {"name": one.name, "label": label, "optional": one.optional, "many": one.many}


def require_characters(text: str) -> None:
    """Raises InvalidValues for a text that no file could hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidValues(errors=[FieldError("text", "value.broken_character")]) from None
