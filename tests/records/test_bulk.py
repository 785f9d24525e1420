"""Many records at once: all or nothing, or what is right of them; made or changed by key; changed alike; taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import records
from engine.errors import InvalidValues, NotFound, TooLarge
from engine.records import PageQuery
from engine.records.undo import AlreadyUndone
from tests.records.world import World


def _names(world: World, form: str = "customer") -> list[str]:
    query = PageQuery(sort="id", limit=1000)
    return [record["name"] for record in records.page(world.admin, world.form(form), query).records]


def _errors(errors: Any) -> list[tuple[str, str]]:
    return [(error.path, error.code) for error in errors]


def test_a_thousand_records_are_made_in_one_call_in_their_order(world: World) -> None:
    done = records.create_many(world.mei, world.form("customer"), [{"name": f"N{n:04}"} for n in range(1000)])
    assert done.created == 1000
    assert _names(world) == [f"N{n:04}" for n in range(1000)]
    assert list(done.ids) == sorted(done.ids)  # type: ignore[type-var]
    assert records.get(world.mei, world.form("customer"), done.ids[999] or 0)["name"] == "N0999"


MIXED = [{"name": "good", "code": "1"}, {"name": None}, {"name": "better", "tier": "lead"}, {"name": "best"}, 5]
WRONG = [("1.name", "value.required"), ("2.tier", "value.unknown_option"), ("4", "value.not_a_record_object")]


def test_all_or_nothing_says_everything_that_is_wrong_with_the_row_it_is_in(world: World) -> None:
    with pytest.raises(InvalidValues) as caught:
        records.create_many(world.mei, world.form("customer"), MIXED)
    assert _errors(caught.value.errors) == WRONG
    assert _names(world) == []


def test_partial_writes_what_is_right_and_says_what_is_not(world: World) -> None:
    done = records.create_many(world.mei, world.form("customer"), MIXED, partial=True)
    assert _errors(done.errors) == WRONG
    assert [id is not None for id in done.ids] == [True, False, False, True, False]
    assert _names(world) == ["good", "best"]


@pytest.mark.parametrize("partial", [False, True])
def test_two_rows_with_one_unique_key_name_the_row_that_is_too_much(world: World, partial: bool) -> None:
    rows = [{"name": "a", "code": "K"}, {"name": "b", "code": "k"}, {"name": "c", "code": "L"}]
    form = world.form("customer")
    if partial:
        done = records.create_many(world.mei, form, rows, partial=True)
        assert _errors(done.errors) == [("1.code", "value.not_unique")]
        assert _names(world) == ["a", "c"]
        return
    with pytest.raises(InvalidValues) as caught:
        records.create_many(world.mei, form, rows)
    assert _errors(caught.value.errors) == [("1.code", "value.not_unique")]
    assert _names(world) == []


def test_serial_numbers_of_a_block_follow_each_other(world: World) -> None:
    customer = records.create(world.mei, world.form("customer"), {"name": "A"}).id
    rows = [{"name": f"D{n}", "customer": customer} for n in range(5)]
    records.create_many(world.mei, world.form("deal"), rows)
    found = records.page(world.mei, world.form("deal"), PageQuery(sort="id")).records
    assert [record["number"] for record in found] == [f"D-2026-000{n}" for n in range(1, 6)]


def test_rows_and_links_of_many_records_are_written_and_computed(world: World) -> None:
    product = records.create(world.admin, world.form("product"), {"name": "P", "list_price": 10}).id
    customer = records.create(world.mei, world.form("customer"), {"name": "A"}).id
    contact = records.create(world.mei, world.form("contact"), {"name": "C", "customer": customer}).id
    rows = [
        {"name": f"D{n}", "customer": customer, "contacts": [contact], "lines": [{"product": product, "qty": n}]}
        for n in (1, 2)
    ]
    records.create_many(world.mei, world.form("deal"), rows)
    found = records.page(world.mei, world.form("deal"), PageQuery(sort="id")).records
    assert [record["lines"][0]["total"] for record in found] == ["10.00", "20.00"]
    assert [record["contacts"] for record in found] == [[contact], [contact]]


def test_upsert_changes_what_has_the_key_and_makes_the_rest(world: World) -> None:
    form = world.form("customer")
    old = records.create(world.mei, form, {"name": "Old", "code": "A-1", "phone": "12345"}).id
    rows = [{"code": "a-1", "name": "New"}, {"code": "B", "name": "Second"}]
    done = records.create_many(world.mei, form, rows, upsert="by_code")
    assert (done.created, done.updated, done.ids[0]) == (1, 1, old)
    kept = records.get(world.mei, form, old)
    assert (kept["name"], kept["phone"]) == ("New", "12345")
    again = records.create_many(world.mei, form, rows, upsert="code")
    assert (again.created, again.updated) == (0, 2)
    with pytest.raises(InvalidValues) as caught:
        records.create_many(world.mei, form, [{"code": "C"}, {"code": "C"}], upsert="code")
    assert ("1.code", "value.key_twice") in _errors(caught.value.errors)
    with pytest.raises(InvalidValues) as caught:
        records.create_many(world.mei, form, rows, upsert="colour")
    assert caught.value.errors[0].code == "value.unknown_field"


def test_more_than_the_limit_is_refused_before_anything_is_read(world: World) -> None:
    with pytest.raises(TooLarge):
        records.create_many(world.mei, world.form("customer"), [{"name": "x"}] * 10_001)


def test_a_bulk_call_sent_twice_is_done_once(world: World) -> None:
    form, context = world.form("customer"), world.mei.once("bulk-1")
    rows = [{"name": "a"}, {"name": None}]
    first = records.create_many(context, form, rows, partial=True)
    again = records.create_many(context, form, rows, partial=True)
    assert list(again.ids) == list(first.ids)
    assert _errors(again.errors) == _errors(first.errors)
    assert _names(world) == ["a"]


def test_a_batch_edit_is_one_change_set_that_can_be_taken_back(world: World) -> None:
    form = world.form("customer")
    ids = [records.create(world.mei, form, {"name": f"N{n}", "tier": "silver"}).id for n in range(3)]
    done = records.update_many(world.mei, form, {"tier": "gold"}, where="tier = 'silver'")
    assert done.updated == 3
    records.update(world.mei, form, ids[1], {"tier": None})
    undone = records.undo(world.mei, done.change_set or 0)
    assert undone.undone == 2
    assert [(kept["id"], kept["field"], kept["code"], kept["now"]) for kept in undone.kept] == [
        (ids[1], "tier", "value.changed_since", None)
    ]
    assert [records.get(world.mei, form, id)["tier"] for id in ids] == ["silver", None, "silver"]
    with pytest.raises(AlreadyUndone):
        records.undo(world.mei, done.change_set or 0)
    redone = records.undo(world.mei, undone.change_set or 0)
    assert redone.undone == 2
    assert records.get(world.mei, form, ids[0])["tier"] == "gold"


def test_a_batch_edit_with_one_bad_record_changes_none(world: World) -> None:
    customer = records.create(world.mei, world.form("customer"), {"name": "A"}).id
    deal = world.form("deal")
    open_ = records.create(world.mei, deal, {"name": "o", "customer": customer}).id
    lost = records.create(world.mei, deal, {"name": "l", "customer": customer, "stage": "lost", "lost_reason": "x"}).id
    with pytest.raises(InvalidValues) as caught:
        records.update_many(world.mei, deal, {"stage": "offer"}, ids=[open_, lost])
    assert _errors(caught.value.errors) == [("1.stage", "value.no_transition")]
    assert records.get(world.mei, deal, open_)["stage"] == "open"


def test_undoing_an_import_takes_back_its_records_but_not_those_changed_since(world: World) -> None:
    form = world.form("customer")
    done = records.create_many(replace(world.mei, origin="import"), form, [{"name": "a"}, {"name": "b"}])
    records.update(world.admin, form, done.ids[1] or 0, {"phone": "13800138000"})
    undone = records.undo(world.mei, done.change_set or 0)
    assert (undone.undone, [(kept["id"], kept["code"]) for kept in undone.kept]) == (
        1,
        [(done.ids[1], "value.changed_since")],
    )
    assert _names(world) == ["b"]


def test_an_edit_a_delete_and_their_own_undo_can_be_taken_back(world: World) -> None:
    customer, deal = world.form("customer"), world.form("deal")
    acme = records.create(world.mei, customer, {"name": "Acme"}).id
    made = records.create(world.mei, deal, {"name": "D", "customer": acme, "amount": 5})
    edit = records.update(world.mei, deal, made.id, {"stage": "offer", "amount": 6, "notes": "n"})
    undone = records.undo(world.mei, edit.change_set or 0)
    # Her role opens the amount only while the deal is no offer: that one stays, and the answer says so.
    assert [(kept["field"], kept["code"]) for kept in undone.kept] == [("amount", "access.field_rule")]
    back = records.get(world.mei, deal, made.id)
    assert (back["stage"], back["amount"], back["notes"], back["probability"]) == ("open", "6.00", None, "0.100000")
    records.delete(world.mei, deal, made.id)
    gone = _change_set(world, "deleted")
    records.undo(world.mei, gone)
    assert records.get(world.mei, deal, made.id)["name"] == "D"


def _change_set(world: World, what: str) -> int:
    with world.database.read() as tx:
        mark = "%s" if tx.dialect == "postgresql" else "?"
        sql = f"SELECT change_set FROM fw_history WHERE what = {mark} ORDER BY id DESC"
        return int(tx.execute(sql, (what,)).fetchone()[0])


def test_nobody_takes_back_the_work_of_others_except_administrators(world: World) -> None:
    made = records.create(world.mei, world.form("customer"), {"name": "a"})
    for context in (world.tom, world.boss, world.stranger):
        with pytest.raises(NotFound):
            records.undo(context, made.change_set or 0)
    with pytest.raises(NotFound):
        records.undo(world.mei, 999_999)
    assert records.undo(world.admin, made.change_set or 0).undone == 1


def test_many_changes_in_one_change_set_leave_one_history_row_per_record(world: World) -> None:
    form = world.form("customer")
    kept = records.create(world.mei, form, {"name": "kept", "phone": "111"}).id

    def work(tx: Any) -> int:
        inside = world.mei.begin_change_set(tx, "many")
        records.update(inside, form, kept, {"phone": "222"})
        records.update(inside, form, kept, {"phone": "333", "tier": "gold"})
        made = records.create(inside, form, {"name": "new"}).id
        records.update(inside, form, made, {"tier": "gold"})
        assert inside.change_set is not None
        return inside.change_set

    change_set = world.database.transact(work)
    found = records.history(world.mei, form, kept)["changes"]
    assert len(found) == 1
    assert {entry["field"]: (entry["old"], entry["new"]) for entry in found[0]["fields"]} == {
        "phone": ("111", "333"),
        "tier": (None, "gold"),
    }
    records.undo(world.mei, change_set)
    assert _names(world) == ["kept"]
    assert records.get(world.mei, form, kept)["phone"] == "111"


def test_taking_back_a_long_import_goes_block_by_block_and_leaves_what_is_needed(world: World) -> None:
    customer, contact = world.form("customer"), world.form("contact")
    done = records.create_many(replace(world.mei, origin="import"), customer, [{"name": f"N{n}"} for n in range(450)])
    used = done.ids[7] or 0
    records.create(world.admin, world.form("deal"), {"name": "D", "customer": used})
    gone = records.create(world.mei, contact, {"name": "C", "customer": done.ids[300]}).id
    undone = records.undo(world.mei, done.change_set or 0)
    assert undone.undone == 449
    assert [(kept["id"], kept["code"]) for kept in undone.kept] == [(used, "value.still_used")]
    assert _names(world) == ["N7"]
    with pytest.raises(NotFound):
        records.get(world.mei, contact, gone)
    with pytest.raises(AlreadyUndone):
        records.undo(world.mei, done.change_set or 0)
