"""The life of a record: made, changed, deleted, restored; with checks, computed values, history and events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest

from engine import records
from engine.errors import InvalidValues, NotFound, PermissionDenied, StaleRevision
from engine.events import RecordEvent
from engine.records.delete import DeleteRestricted
from engine.storage.errors import UniqueViolation
from tests.records.world import World


@pytest.fixture
def customer(world: World) -> int:
    return records.create(world.mei, world.form("customer"), {"name": "Acme", "code": "A 1"}).id


def _deal(world: World, customer: Any, /, **values: Any) -> records.Saved:
    return records.create(world.mei, world.form("deal"), {"name": "Big one", "customer": customer, **values})


def _errors(caught: pytest.ExceptionInfo[Any]) -> list[tuple[str, str]]:
    return [(error.path, error.code) for error in caught.value.errors]


def _events(world: World) -> list[Any]:
    """What stands in the outbox, in order, whether or not another transaction on the server holds readers back."""
    with world.database.read() as tx:
        bodies = [row[0] for row in tx.execute("SELECT body FROM fw_outbox ORDER BY seq").fetchall()]
    found = [orjson.loads(body) for body in bodies]
    return [RecordEvent(**{name: value for name, value in body.items() if name != "schema"}) for body in found]


def test_a_new_record_gets_its_number_its_defaults_and_its_formulas(world: World, customer: int) -> None:
    made = _deal(world, customer, amount="1054.5")
    found = dict(made.record)
    assert made.revision == 1
    assert found["number"] == "D-2026-0001"
    assert (found["stage"], found["probability"], found["amount"]) == ("open", "0.100000", "1054.50")
    assert found["weighted"] == "105.45"
    assert (found["active"], found["owner"], found["close_date"]) == (True, world.mei.actor.user_id, None)
    assert found["created_by"] == world.mei.actor.user_id
    assert found["created_at"] == "2026-03-02T01:30:00Z"
    assert found["_title"] == "D-2026-0001 Big one"
    assert records.get(world.mei, world.form("deal"), made.id) == found


def test_numbers_start_again_each_year_and_are_never_given_twice(world: World, customer: int) -> None:
    deal = world.form("deal")
    first = _deal(world, customer)
    records.delete(world.mei, deal, first.id)
    assert _deal(world, customer).record["number"] == "D-2026-0002"
    later = world.at(world.mei, datetime(2027, 1, 1, tzinfo=UTC))
    new_year = records.create(later, deal, {"name": "x", "customer": customer})
    assert new_year.record["number"] == "D-2027-0001"


def test_an_administrator_may_give_a_number_which_is_then_passed_over(world: World, customer: int) -> None:
    values = {"name": "x", "customer": customer, "number": "D-2026-0007"}
    assert records.create(world.admin, world.form("deal"), values).record["number"] == "D-2026-0007"
    assert _deal(world, customer).record["number"] == "D-2026-0008"
    assert records.create(world.mei, world.form("deal"), {**values, "number": "D-1"}).record["number"] == "D-2026-0009"


def test_a_followed_default_goes_along_until_somebody_types_a_value_of_their_own(world: World, customer: int) -> None:
    deal = world.form("deal")
    made = _deal(world, customer, amount=100)
    moved = records.update(world.mei, deal, made.id, {"stage": "offer"})
    assert (moved.record["probability"], moved.record["weighted"]) == ("0.500000", "50.00")
    typed = records.update(world.mei, deal, made.id, {"probability": "0.7"})
    assert typed.record["weighted"] == "70.00"
    won = records.update(world.mei, deal, made.id, {"stage": "won"})
    assert (won.record["probability"], won.record["weighted"]) == ("0.700000", "70.00")


def test_the_authors_own_sentence_comes_in_the_readers_language(world: World, customer: int) -> None:
    for language, sentence in (("en", "The close date is in the past"), ("zh-CN", "预计成交日期早于今天")):
        with pytest.raises(InvalidValues) as caught:
            records.create(
                replace(world.mei, language=language),
                world.form("deal"),
                {"name": "x", "customer": customer, "close_date": "2026-03-01"},
            )
        assert caught.value.errors[0].message == sentence


def test_a_record_that_was_read_can_be_sent_back_whole(world: World, customer: int) -> None:
    deal = world.form("deal")
    product = records.create(world.admin, world.form("product"), {"name": "Chair", "list_price": 10}).id
    made = _deal(world, customer, lines=[{"product": product}], amount=5)
    whole = records.get(world.mei, deal, made.id)
    again = records.update(world.mei, deal, made.id, whole)
    assert again.revision == made.revision
    assert again.change_set is None
    changed = records.update(world.mei, deal, made.id, {**whole, "amount": "6.00"})
    assert changed.revision == made.revision + 1


def test_a_select_moves_only_along_its_transitions(world: World, customer: int) -> None:
    deal = world.form("deal")
    made = _deal(world, customer)
    with pytest.raises(InvalidValues) as caught:
        records.update(world.mei, deal, made.id, {"stage": "won"})
    assert _errors(caught) == [("stage", "value.no_transition")]
    assert caught.value.errors[0].values == {"from": "Open", "to": "Won", "allowed": ["Offer", "Lost"]}
    records.update(world.mei, deal, made.id, {"stage": "offer"})
    assert records.update(world.mei, deal, made.id, {"stage": "won"}).record["stage"] == "won"


def test_a_locked_field_stays_as_it_is_while_the_lock_holds(world: World, customer: int) -> None:
    deal = world.form("deal")
    made = _deal(world, customer, amount=5, stage="won")
    with pytest.raises(InvalidValues) as caught:
        records.update(world.admin, deal, made.id, {"amount": 6})
    assert _errors(caught) == [("amount", "value.locked")]


def test_choices_of_a_relation_are_those_its_condition_leaves(world: World, customer: int) -> None:
    deal, contact = world.form("deal"), world.form("contact")
    other = records.create(world.mei, world.form("customer"), {"name": "Other"}).id
    ours = records.create(world.mei, contact, {"name": "Ann", "customer": customer}).id
    theirs = records.create(world.mei, contact, {"name": "Bob", "customer": other}).id
    with pytest.raises(InvalidValues) as caught:
        _deal(world, customer, contacts=[ours, theirs])
    assert _errors(caught) == [("contacts.1", "value.not_a_choice")]
    made = _deal(world, customer, contacts=[ours])
    with pytest.raises(InvalidValues) as caught:
        records.update(world.mei, deal, made.id, {"customer": other})
    assert _errors(caught) == [("contacts", "value.not_a_choice")]
    moved = records.update(world.mei, deal, made.id, {"customer": other, "contacts": [theirs]})
    assert moved.record["contacts"] == [theirs]


def test_a_relation_to_many_keeps_its_order(world: World, customer: int) -> None:
    contact = world.form("contact")
    ids = [records.create(world.mei, contact, {"name": name, "customer": customer}).id for name in "ABC"]
    order = [ids[2], ids[0], ids[1]]
    made = _deal(world, customer, contacts=order)
    assert records.get(world.mei, world.form("deal"), made.id)["contacts"] == order
    changed = records.update(world.mei, world.form("deal"), made.id, {"contacts": ids})
    assert changed.record["contacts"] == ids


def test_a_record_can_be_named_by_its_key(world: World, customer: int) -> None:
    made = _deal(world, {"key": {"code": "a1"}})
    assert made.record["customer"] == customer


# --- rows of a subform --------------------------------------------------------------------------------------------


@pytest.fixture
def products(world: World) -> list[int]:
    product = world.form("product")
    return [
        records.create(world.admin, product, {"name": f"P{price}", "list_price": price}).id for price in (10, 20, 30)
    ]


def test_rows_are_computed_and_get_ids(world: World, customer: int, products: list[int]) -> None:
    made = _deal(world, customer, lines=[{"product": products[0], "qty": 3}, {"product": products[1], "price": "5"}])
    lines = made.record["lines"]
    assert [(line["qty"], line["price"], line["total"]) for line in lines] == [
        ("3.00", "10.00", "30.00"),
        ("1.00", "5.00", "5.00"),
    ]
    assert all(isinstance(line["id"], int) for line in lines)


def test_a_list_replaces_rows_by_id_and_parts_change_some(world: World, customer: int, products: list[int]) -> None:
    deal = world.form("deal")
    made = _deal(world, customer, lines=[{"product": product} for product in products])
    first, second, third = [line["id"] for line in made.record["lines"]]
    replaced = records.update(
        world.mei,
        deal,
        made.id,
        {"lines": [{"id": third}, {"id": first, "qty": 2}, {"product": products[1], "qty": 9}]},
    )
    lines = replaced.record["lines"]
    assert [line["id"] for line in lines][:2] == [third, first]
    assert [line["qty"] for line in lines] == ["1.00", "2.00", "9.00"]
    assert second not in [line["id"] for line in lines]
    new = lines[2]["id"]
    parts = {"add": [{"product": products[0]}], "set": {str(first): {"product": products[1]}}, "remove": [new]}
    changed = records.update(world.mei, deal, made.id, {"lines": parts}, revision=replaced.revision)
    assert [(line["product"], line["price"], line["total"]) for line in changed.record["lines"]] == [
        (products[2], "30.00", "30.00"),
        (products[1], "20.00", "40.00"),
        (products[0], "10.00", "10.00"),
    ]
    assert changed.revision == replaced.revision + 1
    emptied = records.update(world.mei, deal, made.id, {"lines": []})
    assert emptied.record["lines"] is None


# --- two at once --------------------------------------------------------------------------------------------------


def test_a_stale_revision_is_refused_with_the_record_as_it_is_now(world: World, customer: int) -> None:
    deal = world.form("deal")
    made = _deal(world, customer, amount=1)
    records.update(world.admin, deal, made.id, {"amount": 2}, revision=1)
    with pytest.raises(StaleRevision) as caught:
        records.update(world.mei, deal, made.id, {"amount": 3}, revision=1)
    current = caught.value.extra["current"]
    assert (current["revision"], current["amount"]) == (2, "2.00")
    assert "margin" not in current
    assert records.update(world.mei, deal, made.id, {"amount": 3}, revision=2).record["amount"] == "3.00"


def test_a_request_sent_twice_is_done_once(world: World) -> None:
    form = world.form("customer")
    context = world.mei.once("key-1")
    first = records.create(context, form, {"name": "Once"})
    assert records.create(context, form, {"name": "Once"}) == first
    assert records.count(world.mei, form, records.PageQuery()) == 1
    with pytest.raises(Exception) as caught:
        records.create(context, form, {"name": "Twice"})
    assert getattr(caught.value, "code", "") == "idempotency_key_reused"
    assert records.create(world.tom.once("key-1"), form, {"name": "Once"}).id != first.id


# --- the bin ------------------------------------------------------------------------------------------------------


def test_a_deleted_record_is_gone_from_everywhere_and_comes_back_whole(
    world: World, customer: int, products: list[int]
) -> None:
    deal, contact = world.form("deal"), world.form("contact")
    ann = records.create(world.mei, contact, {"name": "Ann", "customer": customer}).id
    made = _deal(world, customer, contacts=[ann], lines=[{"product": products[0]}])
    records.delete(world.mei, deal, made.id)
    with pytest.raises(NotFound):
        records.get(world.mei, deal, made.id)
    assert records.page(world.mei, deal, records.PageQuery()).records == []
    assert records.page(world.mei, deal, records.PageQuery(search="Big")).records == []
    assert [r["id"] for r in records.page(world.mei, deal, records.PageQuery(deleted=True)).records] == [made.id]
    with pytest.raises(NotFound):
        records.update(world.mei, deal, made.id, {"amount": 1})
    with pytest.raises(NotFound):
        records.delete(world.mei, deal, made.id)
    back = records.restore(world.mei, deal, made.id)
    assert back.record["contacts"] == [ann]
    assert [line["product"] for line in back.record["lines"]] == [products[0]]
    assert [r["id"] for r in records.page(world.mei, deal, records.PageQuery(search="Big")).records] == [made.id]
    with pytest.raises(NotFound):
        records.restore(world.mei, deal, made.id)


def test_what_others_still_need_cannot_be_deleted_and_the_answer_says_who(world: World, customer: int) -> None:
    form = world.form("customer")
    made = _deal(world, customer)
    with pytest.raises(DeleteRestricted) as caught:
        records.delete(world.mei, form, customer)
    assert _errors(caught) == [("deal.customer", "value.still_used")]
    assert caught.value.errors[0].values == {"form": "Deal", "field": "Customer", "count": 1}
    records.delete(world.mei, world.form("deal"), made.id)
    records.delete(world.mei, form, customer)


def test_deleting_clears_or_takes_along_what_points_here(world: World, customer: int) -> None:
    contact, task = world.form("contact"), world.form("task")
    ann = records.create(world.mei, contact, {"name": "Ann", "customer": customer}).id
    made, other = _deal(world, customer).id, _deal(world, customer).id
    todo = records.create(world.admin, task, {"subject": "Call", "deal": made, "deals": [other, made]})
    records.delete(world.mei, world.form("deal"), made)
    after = records.get(world.admin, task, todo.id)
    assert (after["deal"], after["deals"], after["revision"]) == (None, [other], todo.revision + 1)
    records.delete(world.mei, world.form("deal"), other)
    records.delete(world.mei, world.form("customer"), customer)
    with pytest.raises(NotFound):
        records.get(world.mei, contact, ann)


def test_a_restore_that_collides_shows_both_records(world: World) -> None:
    form = world.form("customer")
    old = records.create(world.mei, form, {"name": "Old", "code": "X-1"}).id
    records.delete(world.mei, form, old)
    new = records.create(world.mei, form, {"name": "New", "code": "x - 1"}).id
    with pytest.raises(UniqueViolation) as caught:
        records.restore(world.mei, form, old)
    assert (caught.value.extra["record"]["id"], caught.value.extra["other"]["id"]) == (old, new)
    records.update(world.mei, form, new, {"code": "X-2"})
    assert records.restore(world.mei, form, old).record["code"] == "X-1"


def test_a_unique_key_is_compared_as_its_rule_says(world: World, customer: int) -> None:
    with pytest.raises(UniqueViolation) as caught:
        records.create(world.mei, world.form("customer"), {"name": "Twin", "code": "a1"})
    assert _errors(caught) == [("code", "value.not_unique")]
    assert caught.value.errors[0].values == {"fields": ["Code"]}
    for _ in range(2):
        records.create(world.mei, world.form("customer"), {"name": "No code"})


# --- history and events -------------------------------------------------------------------------------------------


def test_history_says_who_changed_what_and_leaves_creation_to_the_record(world: World, customer: int) -> None:
    deal = world.form("deal")
    made = _deal(world, customer, amount=1, margin=None)
    records.update(world.mei, deal, made.id, {"amount": 2, "name": "Bigger"})
    rule = world.mei.acting(replace(world.admin.actor, kind="rule", rule="shop/raise", name="raise", user_id=None))
    records.update(replace(rule, origin="rule"), deal, made.id, {"margin": 7})
    found = records.history(world.admin, deal, made.id)
    last, first = found["changes"]
    assert (last["rule"], last["origin"], last["actor"]["name"]) == ("shop/raise", "rule", None)
    assert last["fields"] == [{"field": "margin", "old": None, "new": "7.00"}]
    assert (first["actor"]["name"], first["rule"], first["revision"]) == ("Mei", None, 2)
    assert {entry["field"]: (entry["old"], entry["new"]) for entry in first["fields"]} == {
        "name": ("Big one", "Bigger"),
        "amount": ("1.00", "2.00"),
        "weighted": ("0.10", "0.20"),
    }
    assert found["created"]["actor"]["name"] == "Mei"
    assert [change["fields"] for change in records.history(world.mei, deal, made.id)["changes"]] == [first["fields"]]


def test_every_write_tells_what_happened_with_the_changed_fields_alone(world: World, customer: int) -> None:
    deal = world.form("deal")
    before = len(_events(world))
    made = _deal(world, customer, amount=1)
    records.update(world.mei, deal, made.id, {"amount": 2})
    records.delete(world.mei, deal, made.id)
    records.restore(world.mei, deal, made.id)
    created, updated, deleted, restored = _events(world)[before:]
    assert [event.what for event in (created, updated, deleted, restored)] == [
        "created",
        "updated",
        "deleted",
        "restored",
    ]
    assert created.new["amount"] == "1.00"
    assert "close_date" not in created.new
    assert (dict(updated.old), dict(updated.new)) == (
        {"amount": "1.00", "weighted": "0.10"},
        {"amount": "2.00", "weighted": "0.20"},
    )
    assert (updated.app, updated.form, updated.id, updated.revision) == ("shop", "deal", made.id, 2)
    assert updated.actor == f"user:{world.mei.actor.user_id}"
    assert orjson.dumps(dict(created.new))


def test_a_write_that_fails_leaves_no_event_and_no_change_set(world: World, customer: int) -> None:
    before = len(_events(world))
    with pytest.raises(UniqueViolation):
        records.create(world.mei, world.form("customer"), {"name": "x", "code": "A1"})
    assert len(_events(world)) == before
    with world.database.read() as tx:
        sets = tx.execute("SELECT count(*) FROM fw_change_set s WHERE NOT EXISTS "
                          "(SELECT 1 FROM fw_history h WHERE h.change_set = s.id)").fetchone()[0]  # fmt: skip
    assert sets == 0


# --- who may ------------------------------------------------------------------------------------------------------


def test_nobody_writes_what_their_roles_do_not_open(world: World, customer: int) -> None:
    deal = world.form("deal")
    made = _deal(world, customer, amount=5)
    for context, error in ((world.tom, NotFound), (world.stranger, NotFound)):
        with pytest.raises(error):
            records.update(context, deal, made.id, {"name": "Mine"})
    with pytest.raises(PermissionDenied) as caught:
        records.delete(world.boss, deal, made.id)
    assert "Chief" in caught.value.values["reason"]
    with pytest.raises(PermissionDenied):
        records.create(world.mei, world.form("task"), {"subject": "x"})
    with pytest.raises(PermissionDenied):
        records.create(world.mei, world.form("product"), {"name": "x"})
    assert records.update(world.boss, deal, made.id, {"name": "Ours"}).record["name"] == "Ours"


def test_a_row_rule_decides_about_the_record_as_it_was(world: World, customer: int) -> None:
    deal = world.form("deal")
    made = _deal(world, customer)
    given = records.update(world.mei, deal, made.id, {"owner": world.tom.actor.user_id})
    assert given.record == {"id": made.id, "revision": 2}
    with pytest.raises(NotFound):
        records.update(world.mei, deal, made.id, {"owner": world.mei.actor.user_id})
    assert records.update(world.tom, deal, made.id, {"name": "Tom's"}).record["name"] == "Tom's"


def test_a_field_is_written_only_where_a_role_opens_it(world: World, customer: int) -> None:
    deal, form = world.form("deal"), world.form("customer")
    with pytest.raises(InvalidValues) as caught:
        records.create(world.mei, form, {"name": "x", "hush": "s", "credit": "5"})
    assert _errors(caught) == [("hush", "access.field_rule"), ("credit", "access.field_rule")]
    made = _deal(world, customer, amount=5)
    records.update(world.mei, deal, made.id, {"amount": 6, "stage": "offer"})
    with pytest.raises(InvalidValues) as caught:
        records.update(world.mei, deal, made.id, {"amount": 7})
    assert _errors(caught) == [("amount", "access.field_rule")]


def test_a_record_the_actor_may_not_read_cannot_be_pointed_to(world: World, customer: int) -> None:
    made = _deal(world, customer)
    task = world.form("task")
    assert records.create(world.admin, task, {"subject": "x", "deal": made.id}).record["deal"] == made.id
    foreign = replace(world.tom.actor, roles={"shop": frozenset({"rep", "chief"})})
    assert records.count(world.tom.acting(foreign), world.form("deal"), records.PageQuery()) == 0


def test_sample_data_may_set_when_and_by_whom_it_was_made(world: World) -> None:
    system = {"created_at": datetime(2025, 1, 1, tzinfo=UTC), "created_by": world.tom.actor.user_id}
    made = records.create(replace(world.admin, origin="sample"), world.form("customer"), {"name": "x"}, system=system)
    assert made.record["created_at"] == "2025-01-01T00:00:00Z"
    assert made.record["created_by"] == world.tom.actor.user_id


def test_python_values_are_taken_as_well_as_json(world: World, customer: int) -> None:
    day = date(2026, 3, 2) + timedelta(days=7)
    made = _deal(world, customer, close_date=day, met_at=datetime(2026, 3, 1, 8, tzinfo=UTC))
    assert (made.record["close_date"], made.record["met_at"]) == ("2026-03-09", "2026-03-01T08:00:00Z")
