"""Versions over HTTP: told in words, gone back to, carried off as a zip and taken in again, copied, purged."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

import pytest

from engine.bootstrap import Engine
from engine.publishing import packages
from tests.api.conftest import SignIn, at
from tests.api.test_drafts import DRAFT, FIELD, done, edit
from tests.api.test_error_shape import assert_problem
from tests.support.engines import world

APP = "/api/v1/apps/shop"


def publish(who: Any, *edits: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A draft of these edits, planned and published; the plan with what publishing answered."""
    done(edit(who, done(who.get(DRAFT))["position"], *edits))
    plan = done(who.post(f"{DRAFT}/plan"))
    assert plan["hash"], plan["problems"]
    answer = done(who.post(f"{DRAFT}/publish", json={"plan": plan["hash"], "destroy": True, **more}))
    return {**plan, **answer}


def test_a_version_that_took_a_field_away_gives_it_back_with_its_values(client: SignIn, engine: Engine) -> None:
    ada = client()
    id = ada.post(at("customer"), json={"name": "Li", "since": "2024-01-02"}).json()["id"]
    gone = publish(ada, {"op": "delete_field", "form": "customer", "field": "since"}, note="No more dates")
    [change] = gone["changes"]
    assert (change["severity"], change["rows"], gone["severity"], gone["backup_first"]) == (
        "destroys",
        1,
        "destroys",
        True,
    )
    assert gone["backup"] and (engine.settings.data_dir / "backups" / gone["backup"]).is_file()
    versions = done(ada.get(f"{APP}/versions"))["versions"]
    assert [(one["number"], one["note"], one["who"], bool(one["changes"])) for one in versions] == [
        (2, "No more dates", "Ada", True), (1, "", "test", False),
    ]  # fmt: skip
    [told] = done(ada.get(f"{APP}/versions/2/changes"))["changes"]
    assert told["path"] == "form/customer/fields/since" and told["kind"] == "removed"
    [back] = done(ada.get(f"{APP}/versions/1/changes?against=2"))["changes"]
    assert back["kind"] == "added"
    plan = done(ada.post(f"{APP}/versions/1/rollback", json={}))
    assert plan["severity"] == "safe"
    again = done(ada.post(f"{APP}/versions/1/rollback", json={"plan": plan["hash"]}))
    assert again["version"] == 3
    assert done(ada.get(at("customer", f"/{id}")))["since"] == "2024-01-02"
    assert engine.store.current().app("shop").texts == world("shop")
    assert_problem(ada.post(f"{APP}/versions/77/rollback", json={}), 404, "not_found")
    assert_problem(ada.post(f"{APP}/versions/1/rollback", json={"plan": "old"}), 409, "plan_has_changed")


def test_a_version_is_taken_up_again_as_a_draft(client: SignIn) -> None:
    ada = client()
    publish(ada, {"op": "set", "at": f"{FIELD}/max", "to": 40})
    draft = done(ada.post(f"{APP}/versions/1/restore"))
    assert draft["definition"]["form"]["customer"]["fields"]["name"]["max"] == 100
    assert [step["label"] for step in draft["steps"]] == ["Took up version 1"]
    assert done(ada.post(f"{DRAFT}/undo", json={"position": 1}))["changes"] == 0


def test_an_app_goes_into_a_zip_and_comes_out_as_it_was(client: SignIn, engine: Engine) -> None:
    ada = client(language="zh-CN")
    answer = ada.get(f"{APP}/export")
    assert answer.headers["content-type"] == "application/zip" and ada.get(f"{APP}/export").content == answer.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read("shop/app.yaml").decode() == world("shop")["app.yaml"]
    assert packages.unpack(answer.content) == world("shop")
    assert_problem(ada.post("/api/v1/apps/import", content=answer.content), 409, "app_installed")
    made = ada.post("/api/v1/apps/import?as=branch&label=分店", content=answer.content)
    assert (made.status_code, made.json()) == (201, {"app": "branch", "version": 1})
    branch = engine.store.current().app("branch")
    assert (
        branch.label_of("app", "zh-CN") == "分店"
        and branch.forms.keys() == engine.store.current().app("shop").forms.keys()
    )
    assert ada.post("/api/v1/apps/branch/forms/customer/records", json={"name": "Li"}).status_code == 201
    copied = ada.post(f"{APP}/copy", json={"label": "二店"})
    assert copied.json() == {"app": "er_dian", "version": 1}
    changed = [
        name for name, text in engine.store.current().app("er_dian").texts.items() if world("shop")[name] != text
    ]
    assert set(changed) <= {"app.yaml", "i18n/zh-CN.yaml"}
    assert_problem(client("sun@example.com").get(f"{APP}/export"), 403)


def zipped(files: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def lying(content: bytes) -> bytes:
    """The same zip, stating everywhere that its files are tiny."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 10) + content[at + 28 :]


GOOD = {"app.yaml": "kind: app\nid: fresh\nlabel: Fresh\n"}
LINK = zipfile.ZipInfo("forms/link.yaml")
LINK.external_attr = 0o120777 << 16
BAD: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"", 422, "package_broken"),
    ("no zip", b"PK\x03\x04 and then nothing", 422, "package_broken"),
    ("a way out", zipped({**GOOD, "../../etc/x.yaml": "a"}), 422, "package_broken"),
    ("an absolute way", zipped({**GOOD, "/tmp/x.yaml": "a"}), 422, "package_broken"),
    ("a way of Windows", zipped({**GOOD, "forms\\x.yaml": "a"}), 422, "package_broken"),
    ("a bomb", zipped({**GOOD, "forms/x.yaml": b"#" * 30_000_000}), 422, "package_broken"),
    ("a bomb that lies", lying(zipped({"forms/x.yaml": b"#" * 30_000_000})), 422, "package_broken"),
    ("a link", zipped({**GOOD, LINK: "/etc/passwd"}), 422, "package_broken"),  # type: ignore[dict-item]  # writestr takes both
    ("one file twice", zipped({**GOOD, "APP.yaml": "kind: app\n"}), 422, "package_broken"),
    ("no UTF-8", zipped({**GOOD, "forms/x.yaml": b"\xff\xfe\x00"}), 422, "package_broken"),
    ("a broken manifest", zipped({**GOOD, "package.json": "{"}), 422, "package_broken"),
    ("a newer engine", zipped({**GOOD, "package.json": '{"needs": 2}'}), 409, "package_newer"),
    ("a newer language", zipped({"app.yaml": GOOD["app.yaml"] + "needs: 2\n"}), 422, "invalid_definition"),
    ("no app", zipped({"forms/x.yaml": "kind: form\nid: x\nlabel: X\nfields: {}\n"}), 422, "invalid_definition"),
    ("broken YAML", zipped({"app.yaml": "kind: [app"}), 422, "invalid_definition"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_package_that_is_none_is_refused_with_the_reason(client: SignIn, engine: Engine) -> None:
    ada = client(language="zh-CN")
    for name, content, status, code in BAD:
        answer = ada.post("/api/v1/apps/import", content=content)
        assert assert_problem(answer, status, code), name
        assert "package_" not in answer.json()["detail"], name
    assert set(engine.store.current().apps) == {"company", "shop"}
    inside = zipped({f"some folder/{name}": text for name, text in GOOD.items()} | {"some folder/.git/x.yaml": "no"})
    assert ada.post("/api/v1/apps/import", content=inside).json() == {"app": "fresh", "version": 1}


def test_where_a_field_is_used_and_what_would_convert_is_told_before(client: SignIn) -> None:
    ada = client()
    for name in ("12", "twelve"):
        ada.post(at("customer"), json={"name": name})
    usage = done(ada.get(f"{APP}/usage?at={FIELD}"))
    assert usage["values"] == 2 and {"form"} <= {one["kind"] for one in usage["used_in"]}
    assert all(one["sentence"] and one["path"] for one in usage["used_in"])
    found = done(ada.get(f"{APP}/conversion?at={FIELD}&type=number"))
    assert (found["rows"], found["converts"], found["fails"]) == (2, 1, 1)
    assert [(one["title"], one["value"]) for one in found["samples"]] == [("twelve", "twelve")]
    assert_problem(ada.get(f"{APP}/usage?at=form/customer/fields/none"), 404)
    assert_problem(ada.get(f"{APP}/conversion?at=form/none/fields/x&type=number"), 404)
    assert_problem(ada.get(f"{APP}/conversion?at={FIELD}&type=none"), 422)


def test_what_was_taken_away_is_kept_until_somebody_purges_it(client: SignIn) -> None:
    ada = client()
    ada.post(at("customer"), json={"name": "Li", "since": "2024-01-02"})
    publish(ada, {"op": "delete_field", "form": "customer", "field": "since"})
    kept = {"form": "customer", "field": "since", "version": 2, "rows": 1}
    assert done(ada.get(f"{APP}/kept"))["kept"] == [kept]
    assert done(ada.post(f"{APP}/purge", json={"form": "customer", "field": "name"}))["purged"] == []
    assert done(ada.post(f"{APP}/purge", json={"form": "customer", "field": "since"}))["purged"] == [kept]
    assert done(ada.get(f"{APP}/kept"))["kept"] == []
    plan = done(ada.post(f"{APP}/versions/1/rollback", json={}))
    done(ada.post(f"{APP}/versions/1/rollback", json={"plan": plan["hash"]}))
    assert done(ada.get(at("customer", "/1")))["since"] is None
    assert_problem(client("sun@example.com").post(f"{APP}/purge", json={}), 403)


def test_a_form_that_goes_takes_its_records_out_of_sight_until_it_is_purged(client: SignIn) -> None:
    ada = client()
    done_record = ada.post(at("product"), json={"code": "A", "name": "B", "price": "1.00"})
    assert done_record.status_code == 201
    fresh = {"op": "add_object", "kind": "form", "tree": {"label": "Box", "fields": {"size": {"type": "text"}}}}
    publish(ada, fresh)
    assert ada.post("/api/v1/apps/shop/forms/box/records", json={"size": "big"}).status_code == 201
    gone = publish(ada, {"op": "delete_object", "at": "form/box"})
    assert [(one["path"], one["rows"]) for one in gone["changes"]] == [("form/box", 1)]
    assert [one["form"] for one in done(ada.post(f"{APP}/purge", json={}))["purged"]] == ["box"]
    publish(ada, fresh)
    assert done(ada.get("/api/v1/apps/shop/forms/box/records"))["records"] == []
