"""Which relation asks a picker for choices, and for which record, out of the query string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from engine.api.answers import parse_json, whole_number
from engine.errors import MalformedRequest
from engine.records import Asking, RecordContext


@dataclass(frozen=True)
class Sent:
    """What was sent, before its form is looked up."""

    app: str
    form: str
    field: str
    record: int | None
    values: dict[str, Any]
    row: dict[str, Any]

    def asking(self, context: RecordContext) -> Asking:
        """Raises NotFound when the actor knows no such form."""
        return Asking(context.form(self.app, self.form), self.field, self.record, self.values, self.row)


def asking_of(request: Request) -> Sent | None:
    """`asking=crm/order/lines.product`, with `record=17`, `values={…}` and `row={…}` of it.

    Raises MalformedRequest.
    """
    params = request.query_params
    asked = params.get("asking")
    if not asked:
        if any(params.get(name) for name in ("record", "values", "row")):
            raise MalformedRequest(reason="asking")
        return None
    parts = asked.split("/")
    if len(parts) != 3 or not all(parts):
        raise MalformedRequest(reason="asking: app/form/field")
    record = whole_number(request.query_params, "record", None, 1, 2**63 - 1)
    return Sent(parts[0], parts[1], parts[2], record, _object(request, "values"), _object(request, "row"))


def _object(request: Request, name: str) -> dict[str, Any]:
    text = request.query_params.get(name)
    found = parse_json(text.encode(errors="surrogatepass")) if text else {}
    if not isinstance(found, dict):
        raise MalformedRequest(reason=f"{name}: JSON object")
    return found
