"""From the event to what the rule did: once, as the rule, with the reason beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import update

from engine import clock, records
from engine.automation import run_log
from engine.bootstrap import Engine
from engine.catalog.steps.step_type import Outcome, StepContext
from engine.catalog.steps.update import Update
from engine.desk import notifications
from engine.records import RecordContext
from engine.storage import job_rows
from tests.support.engines import person, world

RULE = "thank_for_payment"


def seller(engine: Engine) -> RecordContext:
    return person(engine, "anna@example.com", ("shop", "seller"))


def sent_order(engine: Engine, anna: RecordContext) -> tuple[int, int]:
    """(customer, order) with the order on its way."""
    system = engine.system()
    customer = records.create(
        system, system.form("shop", "customer"), {"name": "Lantern Ltd", "owner": anna.actor.user_id}
    )
    order = records.create(system, system.form("shop", "order"), {"customer": customer.id, "status": "sent"})
    engine.settle()
    return customer.id, order.id


def pay(context: RecordContext, order: int, **more: Any) -> None:
    form = context.form("shop", "order")
    records.update(context, form, order, {"status": "paid", "paid_at": "2026-05-05T10:00:00Z", **more})


def level_of(engine: Engine, customer: int) -> Any:
    context = engine.system()
    return records.get(context, context.form("shop", "customer"), customer)["level"]


def runs(engine: Engine) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = run_log.page(engine.system(), "shop")["runs"]
    return found


def test_a_change_that_meets_the_condition_runs_the_rule_once_and_as_the_rule(engine: Engine) -> None:
    anna = seller(engine)
    customer, order = sent_order(engine, anna)
    pay(engine.system(), order)
    engine.settle()
    engine.settle()
    assert level_of(engine, customer) == "high"
    assert len(runs(engine)) == 1
    context = engine.system()
    changes = records.history(context, context.form("shop", "customer"), customer)["changes"]
    assert [(change["origin"], change["rule"]) for change in changes] == [("rule", f"shop/{RULE}")]
    desk = notifications.of_user(engine.database, anna.actor.user_id or 0)
    assert desk["unread"] == 1
    assert desk["notifications"][0]["text"].endswith("is paid.")
    assert desk["notifications"][0]["source"]["id"] == RULE


def test_the_run_says_why_it_ran_what_had_changed_and_what_it_did(engine: Engine) -> None:
    _, order = sent_order(engine, seller(engine))
    pay(engine.system(), order)
    engine.settle()
    (run,) = runs(engine)
    assert run["state"] == "done" and run["record"]["id"] == order
    assert run["condition"]["text"] == "status = 'paid'" and run["condition"]["result"] is True
    assert [(value["name"], value["value"], value["shown"]) for value in run["condition"]["values"]] == [
        ("status", "paid", "Paid")
    ]
    changed = {change["field"]: (change["old"], change["new"]) for change in run["changed"]}
    assert changed["status"] == ("sent", "paid")
    assert [(step["path"], step["type"], step["state"]) for step in run["steps"]] == [
        ("raise", "update", "done"),
        ("tell", "notify", "done"),
    ]


@pytest.mark.parametrize("values", [{"note": "soon"}, {"status": "open"}, {"shipping": "5.00"}])
def test_a_change_that_does_not_meet_the_condition_starts_nothing(engine: Engine, values: dict[str, Any]) -> None:
    customer, order = sent_order(engine, seller(engine))
    context = engine.system()
    form = context.form("shop", "order")
    if values == {"status": "open"}:
        order = records.create(context, form, {"customer": customer, "status": "open"}).id
        values = {"status": "sent"}
    records.update(context, form, order, values)
    engine.settle()
    assert runs(engine) == []


def test_sample_data_and_undo_start_no_rules(engine: Engine) -> None:
    _, order = sent_order(engine, seller(engine))
    pay(engine.system(origin="sample"), order)
    engine.settle()
    assert runs(engine) == []


class Killed(BaseException):
    """Ends a worker as kill -9 does: nothing after it is written."""


def test_a_worker_killed_inside_a_step_leaves_nothing_and_another_finishes(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, order = sent_order(engine, seller(engine))
    pay(engine.system(), order)
    real = Update.run

    def dies(self: Update, options: Mapping[str, Any], context: StepContext) -> Outcome:
        real(self, options, context)
        raise Killed

    monkeypatch.setattr(Update, "run", dies)
    with pytest.raises(Killed):
        engine.settle()
    assert level_of(engine, customer) == "low", "what the step wrote went with its transaction"
    monkeypatch.setattr(Update, "run", real)
    end_leases(engine)
    engine.settle()
    assert level_of(engine, customer) == "high"
    context = engine.system()
    assert len(records.history(context, context.form("shop", "customer"), customer)["changes"]) == 1


def test_a_worker_killed_between_steps_does_no_step_twice(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = seller(engine)
    customer, order = sent_order(engine, anna)
    pay(engine.system(), order)
    from engine.catalog.steps.notify import Notify

    real = Notify.run

    def dies(self: Notify, options: Mapping[str, Any], context: StepContext) -> Outcome:
        raise Killed

    monkeypatch.setattr(Notify, "run", dies)
    with pytest.raises(Killed):
        engine.settle()
    assert level_of(engine, customer) == "high"
    monkeypatch.setattr(Notify, "run", real)
    end_leases(engine)
    engine.settle()
    context = engine.system()
    assert len(records.history(context, context.form("shop", "customer"), customer)["changes"]) == 1
    assert notifications.of_user(engine.database, anna.actor.user_id or 0)["unread"] == 1


def end_leases(engine: Engine) -> None:
    table = job_rows.job
    past = clock.machine_now().replace(year=2020)
    engine.database.transact(
        lambda tx: tx.connection.execute(update(table).where(table.c.state == "running").values(lease_until=past))
    )


def test_a_step_that_cannot_write_fails_the_run_with_a_reason_and_writes_nothing(engine: Engine) -> None:
    texts = world("shop")
    texts["rules/thank_for_payment.yaml"] = texts["rules/thank_for_payment.yaml"].replace(
        "set: {level: high}", 'set: {level: high, name: ""}'
    )
    engine.publisher.publish(texts, actor="test")
    customer, order = sent_order(engine, seller(engine))
    pay(engine.system(), order)
    engine.settle()
    (run,) = runs(engine)
    assert run["state"] == "failed" and run["error"]["message"]
    assert [(step["path"], step["state"]) for step in run["steps"]] == [("raise", "failed")]
    assert level_of(engine, customer) == "low"


def test_rules_that_start_each_other_in_a_circle_are_cut_off_and_say_so(engine: Engine) -> None:
    texts = world("shop")
    texts["rules/circle.yaml"] = (
        "kind: rule\nid: circle\nlabel: Turns for ever\n"
        "trigger: {event: record.updated, form: customer, changed: [phone]}\n"
        'steps:\n  - {id: turn, update: {record: "=record", set: {phone: "={{}}"}}}\n'
    ).replace('"={{}}"', "\"=record.phone & '1'\"")
    engine.publisher.publish(texts, actor="test")
    customer, _ = sent_order(engine, seller(engine))
    context = engine.system()
    records.update(context, context.form("shop", "customer"), customer, {"phone": "1380000"})
    engine.settle()
    found = runs(engine)
    assert found[0]["state"] == "failed" and found[0]["error"]["code"] == "rules_in_a_circle"
    assert {run["state"] for run in found[1:]} == {"done"}
    assert len(found[0]["chain"]) == len(found) - 1


def test_a_run_keeps_the_version_of_the_rule_it_started_with(engine: Engine) -> None:
    customer, order = sent_order(engine, seller(engine))
    pay(engine.system(), order)
    while engine.dispatcher.run_once():
        pass
    texts = world("shop")
    texts["rules/thank_for_payment.yaml"] = texts["rules/thank_for_payment.yaml"].replace("level: high", "level: low")
    engine.publisher.publish(texts, actor="test")
    engine.settle()
    assert level_of(engine, customer) == "high"
