"""Tables over HTTP: several files at once, shown, made an app, run; for builders alone; wrong files told in words."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bootstrap import Engine
from tests.api.conftest import SignIn
from tests.api.test_error_shape import assert_problem

CUSTOMERS = b"name,city\nAcme,Rome\nZeta,Oslo\nNova,Rome\n"
VISITS = b"subject,customer,seen_on\nHello,Acme,2026-03-01\nBye,Zeta,2026-03-02\nAgain,Acme,2026-03-03\n"


def upload(who: Any, *files: tuple[str, bytes], **query: str) -> Any:
    sent = [("file", (name, content, "text/csv")) for name, content in files]
    return who.post("/api/v1/tables", files=sent, params=query)


def test_several_files_become_an_app_and_their_imports_run_one_after_the_other(client: SignIn, engine: Engine) -> None:
    ada = client()
    answer = upload(ada, ("visits.csv", VISITS), ("customers.csv", CUSTOMERS))
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found == ada.get(f"/api/v1/tables/{found['id']}").json()
    assert [sheet["label"] for sheet in found["sheets"]] == ["Visits", "Customers"]
    assert [column["type"] for column in found["sheets"][0]["columns"]] == ["text", "text", "date"]
    assert found["sheets"][0]["columns"][1]["to"] == {"sheet": 1, "column": "name"}
    made = ada.post(f"/api/v1/tables/{found['id']}/app", json={"label": "Our visits", "sheets": found["sheets"]})
    assert made.status_code == 201, made.text
    assert made.json()["app"] == "our_visits"
    assert [one["form"] for one in made.json()["imports"]] == ["customers", "visits"]
    for one in made.json()["imports"]:
        assert ada.post(f"/api/v1/imports/{one['id']}/run").status_code == 202
        engine.settle()
    records = ada.get("/api/v1/apps/our_visits/forms/visits/records", params={"expand": "customer", "sort": "subject"})
    assert [one["customer"]["title"] for one in records.json()["records"]] == ["Acme", "Zeta", "Acme"]


def test_only_builders_may_bring_tables(client: SignIn) -> None:
    assert_problem(upload(client("sun@example.com"), ("visits.csv", VISITS)), 403)
    assert_problem(upload(client("sun@example.com"), ("visits.csv", VISITS), app="shop"), 403)
    assert_problem(upload(client(None), ("visits.csv", VISITS)), 401)


@pytest.mark.parametrize(("language", "words"), [("en", "it is no table"), ("zh-CN", "不是表格文件")])
def test_a_wrong_file_is_told_in_words(client: SignIn, language: str, words: str) -> None:
    answer = upload(client(language=language), ("photo.csv", b"\x89PNG\r\n\x1a\n"))
    assert_problem(answer, 422, "unreadable_file")
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("tables/nothing/app", {"label": "X", "sheets": []}, 404),
        ("apps/shop/tables/nothing", {"sheets": []}, 404),
        ("tables/nothing/app", {"label": "X", "sheets": [{"number": "x"}]}, 422),
        ("tables/nothing/app", {"sheets": []}, 422),
    ],
)
def test_what_is_not_there_is_refused(client: SignIn, path: str, body: dict[str, Any], status: int) -> None:
    assert_problem(client().post(f"/api/v1/{path}", json=body), status)
