"""The CRM installed with its sample data, on both databases and on three dates: everything shows something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine import clock, records
from engine.bootstrap import Engine
from engine.desk import dashboards
from engine.records import PageQuery, RecordContext
from engine.settings import Settings
from engine.storage.database import Transaction

ADMIN = "admin@example.com"
APP = "crm"


@contextmanager
def installed(folder: Path, url: str, day: date, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An installation made on `day`, with the CRM and its sample data."""
    offset = datetime(day.year, day.month, day.day, 4, tzinfo=UTC) - datetime.now(UTC)
    monkeypatch.setattr(clock, "moved", offset)
    engine = Engine(Settings(data_dir=folder, database_url=url, admin_email=ADMIN, admin_password="a-long-password"))
    try:
        job = engine.install("crm", sample_data=True, language="zh-CN")
        assert job.state == "done", job.error
        yield engine
    finally:
        engine.close()


def seen_by(engine: Engine, email: str) -> RecordContext:
    """What somebody of the sample company (or the admin) may do."""

    def actor(tx: Transaction) -> Any:
        account = records_account(tx, email)
        return engine.actor_of(tx, account)

    with engine.database.read() as tx:
        return engine.context(actor(tx))


def records_account(tx: Transaction, email: str) -> Any:
    from engine.people import accounts

    found = accounts.by_email(tx, email)
    assert found is not None
    return found


def check_everything(engine: Engine) -> None:
    admin = seen_by(engine, ADMIN)
    app = admin.apps.app(APP)
    counts = {name: records.count(admin, form, PageQuery()) for name, form in app.forms.items()}
    assert counts["customer"] >= 220 and counts["order"] >= 680 and all(counts.values()), counts
    empty = [
        view.id
        for view in app.views.values()
        if not view.generated and not records.count(admin, app.forms[view.form], PageQuery(view=view.id))
    ]
    assert empty == []
    for view in app.views.values():
        if view.type.name == "kanban":
            by = view.options["lanes"]["by"]
            groups = records.aggregate(admin, app.forms[view.form], by=[by], values={"n": "count()"}, view=view.id)
            lanes = {option.id for option in app.forms[view.form].fields[by].settings["options"]}
            assert {group[by] for group in groups if group["n"]} == lanes, view.id
    for dashboard in app.dashboards:
        widgets = dashboards.data(admin, APP, dashboard, {})["widgets"]
        for id, widget in widgets.items():
            assert "error" not in widget, (id, widget)
            if "value" in widget:
                assert float(widget["value"]) > 0, id
            else:
                filled = [
                    point for point in widget["points"] if any(float(value or 0) for value in point["values"].values())
                ]
                assert len(filled) > 2, (id, widget["points"])


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 6, 30), date(2024, 2, 29)])
def test_no_chart_no_list_and_no_board_is_empty(
    day: date, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with installed(tmp_path, sqlite_url, day, monkeypatch) as engine:
        check_everything(engine)


def test_the_installed_crm_works_on_both_databases(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with installed(tmp_path, database_url, date(2026, 11, 28), monkeypatch) as engine:
        check_everything(engine)
        a_sales_rep_sees_the_own_department(engine)
        the_three_rules_do_their_work(engine)
        every_record_can_be_saved_again(engine)


def every_record_can_be_saved_again(engine: Engine) -> None:
    """Each record is sent back as it was read: the form's own rules accept it, and nothing of it changes."""
    admin = seen_by(engine, ADMIN)
    for name, form in admin.apps.app(APP).forms.items():
        page = records.page(admin, form, PageQuery(limit=1000)).records

        def again(tx: Transaction, form: Any = form, page: Any = page) -> list[int]:
            return [records.update(admin.inside(tx), form, one["id"], dict(one)).revision for one in page]

        assert engine.database.transact(again) == [one["revision"] for one in page], name


def a_sales_rep_sees_the_own_department(engine: Engine) -> None:
    rep, admin = seen_by(engine, "zhao.ming@example.com"), seen_by(engine, ADMIN)
    deals = admin.apps.app(APP).forms["opportunity"]
    own, all = records.count(rep, deals, PageQuery()), records.count(admin, deals, PageQuery())
    assert 0 < own < all
    customer = records.page(rep, rep.form(APP, "customer"), PageQuery(limit=1)).records[0]
    assert "credit_limit" not in customer
    assert dashboards.data(rep, APP, "sales", {})["widgets"]["by_stage"]["points"]


def the_three_rules_do_their_work(engine: Engine) -> None:
    rep = seen_by(engine, "zhao.ming@example.com")
    manager = seen_by(engine, "lin.wei@example.com")
    forms = {
        name: manager.form(APP, name)
        for name in ("opportunity", "task", "interaction", "follow_up", "feedback", "customer")
    }
    zhao = rep.actor.user_id
    mine = PageQuery(where="stage = 'contract' and owner = me", limit=1)
    deals = records.page(rep, rep.form(APP, "opportunity"), mine).records
    deal = (
        deals[0]
        if deals
        else records.page(manager, forms["opportunity"], PageQuery(where="stage = 'contract'", limit=1)).records[0]
    )
    records.update(manager, forms["opportunity"], deal["id"], {"stage": "won", "owner": zhao})
    talk = {
        "subject": "Call", "customer": deal["customer"], "way": "phone", "started_at": "2026-11-27T02:00:00Z",
        "next_at": "2026-12-01T02:00:00Z", "next_way": "visit", "next_content": "Show the product",
    }  # fmt: skip
    talked = records.create(manager, forms["interaction"], talk)
    complaint = {
        "subject": "Unstable readings", "customer": deal["customer"], "kind": "complaint", "topic": "product_quality",
        "channel": "email", "description": "The readings drift.", "severity": "high",
    }  # fmt: skip
    complained = records.create(manager, forms["feedback"], complaint)
    engine.settle()
    handover = records.page(
        manager, forms["task"], PageQuery(where=f"opportunity = {deal['id']} and kind = 'delivery' and status = 'open'")
    ).records
    assert [(task["due_on"], task["owner"], task["customer"]) for task in handover] == [
        ("2026-12-01", zhao, deal["customer"])
    ]
    plans = records.page(manager, forms["follow_up"], PageQuery(where=f"came_from = {talked.id}")).records
    assert [(plan["subject"], plan["way"], plan["planned_at"]) for plan in plans] == [
        ("Show the product", "visit", "2026-12-01T02:00:00Z")
    ]
    solving = records.page(manager, forms["task"], PageQuery(where=f"feedback = {complained.id}")).records
    owner = records.get(manager, forms["customer"], deal["customer"])["owner"]
    assert [(task["kind"], task["owner"], task["due_on"]) for task in solving] == [("complaint", owner, "2026-11-29")]
    assert records.get(manager, forms["feedback"], complained.id)["owner"] == owner
