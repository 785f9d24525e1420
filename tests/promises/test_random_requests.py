"""Whatever a client sends, the answer is an answer: never a 500, and an error always has the one shape."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.support import seeds
from tests.support.server import ADMIN_EMAIL, ADMIN_PASSWORD, Server
from tests.support.sizes import sized

pytestmark = pytest.mark.api_fuzz

# These end the session, never end themselves, or take minutes; tests of their own cover them.
LEFT_OUT = ("/auth/", "/events", "/install", "/backup", "/openapi.json")
EXAMPLES = sized(10, 200)
OPERATIONS = sized(60, 10_000)
PROBLEM = {"type", "title", "status", "code"}


@pytest.fixture
def signed_in(fresh_server: Server) -> Iterator[httpx.Client]:
    with fresh_server.client(ADMIN_EMAIL, ADMIN_PASSWORD) as client:
        yield client


Operation = Any  # its own five type parameters would say nothing here


def _sample(operations: list[Operation]) -> list[Operation]:
    """Every operation that is not of one form, and of the forms as many as the size allows, by the seed."""
    kept = [one for one in operations if not any(word in one.path for word in LEFT_OUT)]
    general = [one for one in kept if "/forms/" not in one.path or "{form}" in one.path]
    special = [one for one in kept if one not in general]
    random.Random(seeds.settle()).shuffle(special)
    return [*general, *special][:OPERATIONS]


_FORMS = ("customer", "contact", "opportunity", "order", "task", "feedback", "nowhere")


def _aim(case: Any) -> None:
    """Turns three of four requests to places that exist: a random id is almost never one that is there."""
    chance = random.Random(str(case.path_parameters))
    for name in list(case.path_parameters or {}):
        if chance.random() < 0.75:
            known = {"app": "crm", "form": chance.choice(_FORMS), "dashboard": "sales"}
            if name in known:
                case.path_parameters[name] = known[name]
            elif name.endswith("id"):
                case.path_parameters[name] = chance.randrange(1, 40)


def _wrong(answer: schemathesis.Response) -> str | None:
    """What is wrong with an answer, None when nothing is."""
    if answer.status_code >= 500:
        return f"{answer.status_code}: {answer.text[:500]}"
    if answer.status_code < 400:
        return None
    kind = " ".join(answer.headers.get("content-type") or [])
    if not kind.startswith("application/problem+json"):
        return f"{answer.status_code} without a problem: {kind} {answer.text[:200]}"
    missing = PROBLEM - set(answer.json())
    return f"{answer.status_code} lacks {sorted(missing)}" if missing else None


def test_random_requests_from_the_openapi_page_get_answers(fresh_server: Server, signed_in: httpx.Client) -> None:
    described = signed_in.get("openapi.json")
    assert described.status_code == 200
    schema = schemathesis.openapi.from_dict(described.json())
    operations = _sample([found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)])
    assert len(operations) > 20
    wrong: dict[str, str] = {}
    statuses: Counter[int] = Counter()

    @hypothesis.settings(max_examples=EXAMPLES, phases=[hypothesis.Phase.generate])
    def ask(case: Any, name: str) -> None:
        _aim(case)
        headers = {"X-CSRF-Token": signed_in.headers["X-CSRF-Token"], "Cookie": _cookies(signed_in)}
        answer = case.call(base_url=fresh_server.url, headers=headers, timeout=60)
        statuses[answer.status_code] += 1
        trouble = _wrong(answer)
        if trouble is not None:
            wrong[name] = f"{trouble}\n    {case.as_curl_command()[:400]}"

    for operation in operations:
        name = f"{operation.method.upper()} {operation.path}"
        good, bad = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)
        hypothesis.given(case=good | bad, name=hypothesis.strategies.just(name))(ask)()
        assert fresh_server.process.poll() is None, f"The server ended at {name}:\n{fresh_server.said()[-2000:]}"
    assert signed_in.get("me").status_code == 200
    # Requests that are all refused at the door would prove nothing.
    assert sum(count for status, count in statuses.items() if status < 300) > len(operations), statuses
    assert not wrong, "\n".join(f"{name}: {trouble}" for name, trouble in sorted(wrong.items()))


def _cookies(client: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())
