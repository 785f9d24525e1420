"""One row rule and one hidden field are obeyed by every path that shows, counts, searches, exports or changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from engine import records
from engine.errors import InvalidValues, NotFound, PermissionDenied
from engine.records import PageQuery, RecordContext
from tests.records.world import Deals, World, make_deals


@pytest.fixture
def deals(world: World) -> Deals:
    return make_deals(world)


def _ids(context: RecordContext, deals: Deals, **asked: Any) -> list[int]:
    return [record["id"] for record in records.page(context, deals.form, PageQuery(**asked)).records]


def test_a_list_has_the_rows_of_the_rule_alone(deals: Deals) -> None:
    world = deals.world
    assert _ids(world.mei, deals) == [deals.mei]
    assert _ids(world.tom, deals) == [deals.tom]
    assert _ids(world.boss, deals) == [deals.mei]
    assert _ids(world.admin, deals) == [deals.mei, deals.tom]
    with pytest.raises(PermissionDenied) as caught:
        records.page(world.stranger, deals.form, PageQuery())
    assert caught.value.values["reason"]


def test_pages_as_bytes_rows_and_objects_show_the_same(deals: Deals) -> None:
    world = deals.world
    objects = orjson.loads(records.page_json(world.mei, deals.form, PageQuery(count="exact")))
    rows = orjson.loads(records.page_json(world.mei, deals.form, PageQuery(format="rows")))
    assert objects["count"] == 1
    assert "margin" not in objects["records"][0]
    assert "margin" not in rows["columns"]
    assert dict(zip(rows["columns"], rows["rows"][0], strict=True)) == {
        name: value for name, value in objects["records"][0].items() if name != "_title"
    }
    assert b"777" not in records.page_json(world.mei, deals.form, PageQuery())


def test_one_record_is_found_only_where_the_rule_holds_and_without_the_hidden_field(deals: Deals) -> None:
    world = deals.world
    assert "margin" not in records.get(world.mei, deals.form, deals.mei)
    assert records.get(world.admin, deals.form, deals.mei)["margin"] == "777.00"
    for path in (records.get, records.history):
        with pytest.raises(NotFound):
            path(world.mei, deals.form, deals.tom)
    with pytest.raises(NotFound):
        records.check(world.mei, deals.form, {}, deals.tom)


def test_counts_and_figures_are_those_of_the_readers_rows(deals: Deals) -> None:
    world = deals.world
    for context, count, total in ((world.mei, 1, "100.00"), (world.tom, 1, "50.00"), (world.admin, 2, "150.00")):
        assert records.count(context, deals.form, PageQuery()) == count
        groups = records.aggregate(context, deals.form, ["stage"], {"n": "count()", "total": "sum(amount)"})
        assert groups == [{"stage": "open", "n": count, "total": total}]


def test_search_and_picker_offer_only_what_may_be_read(deals: Deals) -> None:
    world = deals.world
    assert _ids(world.mei, deals, search="deal") == [deals.mei]
    assert [hit["id"] for hit in records.search(world.mei, "shop", "deal")] == [deals.mei]
    assert [choice["id"] for choice in records.picker(world.mei, deals.form)] == [deals.mei]
    assert [choice["id"] for choice in records.picker(world.mei, deals.form, "Tom")] == []
    assert {hit["id"] for hit in records.search(world.admin, "shop", "deal")} == {deals.mei, deals.tom}


def test_words_of_a_hidden_field_find_nothing(deals: Deals) -> None:
    world, customer = deals.world, deals.world.form("customer")
    assert [hit["id"] for hit in records.search(world.admin, "shop", "zebra")] == [deals.customer]
    assert records.search(world.mei, "shop", "zebra") == []
    assert records.page(world.mei, customer, PageQuery(search="zebra")).records == []
    assert records.picker(world.mei, customer, "zebra") == []


def test_an_export_has_the_same_rows_and_fields(deals: Deals) -> None:
    world = deals.world
    fields, stream = records.export_rows(world.mei, deals.form, PageQuery())
    assert "margin" not in [field.id for field in fields]
    rows = list(stream)
    assert [row["id"] for row in rows] == [deals.mei]
    assert rows[0]["customer"] == (deals.customer, "Acme")
    assert all("margin" not in row for row in rows)
    with pytest.raises(PermissionDenied):
        records.export_rows(world.boss, deals.form, PageQuery())


def test_a_recycle_bin_shows_only_ones_own(deals: Deals) -> None:
    world = deals.world
    for id in (deals.mei, deals.tom):
        records.delete(world.admin, deals.form, id)
    assert _ids(world.mei, deals, deleted=True) == [deals.mei]
    with pytest.raises(NotFound):
        records.restore(world.mei, deals.form, deals.tom)


def test_a_view_that_sorts_by_a_hidden_field_is_shown_without_that_order(deals: Deals) -> None:
    assert _ids(deals.world.mei, deals, view="open_deals") == [deals.mei]


def test_a_hidden_field_is_not_in_answers_of_writes_events_of_others_or_histories(deals: Deals) -> None:
    world = deals.world
    records.update(world.admin, deals.form, deals.mei, {"margin": 555, "name": "New"})
    saved = records.update(world.mei, deals.form, deals.mei, {"notes": "x"})
    assert "margin" not in saved.record
    shown = records.history(world.mei, deals.form, deals.mei)
    assert "555" not in str(shown)
    assert "777" not in str(shown)
    assert "margin" not in records.check(world.mei, deals.form, {"notes": "y"}, deals.mei).values
    assert "margin" not in records.defaults(world.mei, deals.form)


def test_titles_through_relations_are_those_of_rows_and_fields_one_may_read(deals: Deals) -> None:
    world, task = deals.world, deals.world.form("task")
    made = records.create(world.admin, task, {"subject": "Call", "deal": deals.tom, "deals": [deals.mei, deals.tom]}).id
    shown = records.page(world.admin, task, PageQuery(expand="deal,deals")).records[0]
    assert shown["deal"]["title"].endswith("Tom's deal")
    reader = replace(world.mei.actor, roles={"shop": frozenset({"rep"})}, is_admin=False)
    assert records.titles(world.mei.acting(reader), deals.form, [deals.mei, deals.tom]).keys() == {deals.mei}
    assert made


def test_two_roles_together_show_a_field_only_on_the_rows_where_one_of_them_opens_it(deals: Deals) -> None:
    world = deals.world
    both = world.mei.acting(replace(world.mei.actor, roles={"shop": frozenset({"rep", "chief"})}))
    # The chief's rule is the same as the rep's: whatever the chief may see is open on every row.
    assert records.get(both, deals.form, deals.mei)["margin"] == "777.00"
    assert _ids(both, deals, where="margin = 777") == [deals.mei]


def test_batch_edits_touch_only_rows_of_the_update_rule(deals: Deals) -> None:
    world = deals.world
    done = records.update_many(world.mei, deals.form, {"notes": "all"}, where="amount > 0")
    assert (done.updated, list(done.ids)) == (1, [deals.mei])
    with pytest.raises(InvalidValues) as caught:
        records.update_many(world.mei, deals.form, {"notes": "x"}, ids=[deals.mei, deals.tom])
    assert [(error.path, error.code) for error in caught.value.errors] == [("1", "not_found")]
    assert records.get(world.mei, deals.form, deals.mei)["notes"] == "all"


def test_a_token_that_may_only_read_writes_nothing(deals: Deals) -> None:
    world = deals.world
    reader = world.mei.acting(replace(world.mei.actor, scopes=frozenset({"shop:read"})))
    assert _ids(reader, deals) == [deals.mei]
    for write in (
        lambda: records.create(reader, deals.form, {"name": "x"}),
        lambda: records.update(reader, deals.form, deals.mei, {"name": "x"}),
        lambda: records.delete(reader, deals.form, deals.mei),
        lambda: records.update_many(reader, deals.form, {"name": "x"}, ids=[deals.mei]),
    ):
        with pytest.raises(PermissionDenied):
            write()


def test_a_form_that_may_not_even_be_read_is_not_there(deals: Deals) -> None:
    with pytest.raises(NotFound):
        deals.world.mei.form("shop", "task")
    with pytest.raises(NotFound):
        deals.world.stranger.form("shop", "deal")
    assert deals.world.admin.form("shop", "task").id == "task"


def test_titles_leave_out_what_the_reader_may_not_see(deals: Deals) -> None:
    world, visit = deals.world, deals.world.form("visit")
    made = records.create(world.admin, visit, {"place": "Rome", "agenda": "merger"}).id
    assert records.get(world.admin, visit, made)["_title"] == "Rome: merger"
    for found in (
        records.get(world.mei, visit, made)["_title"],
        records.page(world.mei, visit, PageQuery()).records[0]["_title"],
        records.picker(world.mei, visit)[0]["title"],
        records.titles(world.mei, visit, [made])[made],
        records.update(world.mei, visit, made, {"place": "Rome"}).record["_title"],
    ):
        assert found == "Rome:"


def test_masked_fields_are_stars_in_every_answer(deals: Deals) -> None:
    world, visit = deals.world, deals.world.form("visit")
    made = records.create(world.admin, visit, {"place": "Rome", "guest": "13800138000"}).id
    records.update(world.admin, visit, made, {"guest": "13900139000"})
    shown = "139****9000"
    assert records.get(world.mei, visit, made)["guest"] == shown
    assert records.page(world.mei, visit, PageQuery()).records[0]["guest"] == shown
    rows = orjson.loads(records.page_json(world.mei, visit, PageQuery(format="rows")))
    assert rows["rows"][0][rows["columns"].index("guest")] == shown
    assert records.update(world.mei, visit, made, {"place": "Pisa"}).record["guest"] == shown
    _, stream = records.export_rows(world.mei, visit, PageQuery())
    assert [row["guest"] for row in stream] == [shown]
    (change,) = [c for c in records.history(world.mei, visit, made)["changes"] if c["fields"][0]["field"] == "guest"]
    assert change["fields"] == [{"field": "guest", "old": "138****8000", "new": shown}]
    for asked in (PageQuery(where="guest = '13900139000'"), PageQuery(sort="guest")):
        with pytest.raises(InvalidValues):
            records.page(world.mei, visit, asked)
    assert records.page(world.mei, visit, PageQuery(search="13900139000")).records == []
    with pytest.raises(InvalidValues):
        records.update(world.mei, visit, made, {"guest": "1"})


def test_a_field_that_only_one_of_two_roles_opens_is_shown_on_that_roles_rows_alone(deals: Deals) -> None:
    world, form = deals.world, deals.form
    both = world.mei.acting(replace(world.mei.actor, roles={"shop": frozenset({"rep", "auditor"})}))
    won = records.create(
        world.admin,
        form,
        {"name": "Won", "customer": deals.customer, "stage": "won", "margin": 9, "owner": world.tom.actor.user_id},
    ).id
    page = records.page(both, form, PageQuery(sort="id")).records
    assert [(record["id"], record["margin"]) for record in page] == [(deals.mei, None), (won, "9.00")]
    _, stream = records.export_rows(both, form, PageQuery(sort="id"))
    assert [str(row["margin"]) for row in stream] == ["None", "9.00"]
    assert records.get(both, form, won)["margin"] == "9.00"
    assert "margin" not in records.update(both, form, deals.mei, {"notes": "x"}).record
    records.update(world.admin, form, won, {"margin": 10})
    assert records.history(both, form, won)["changes"][0]["fields"] == [
        {"field": "margin", "old": "9.00", "new": "10.00"}
    ]
    for probe in (
        lambda: records.page(both, form, PageQuery(where="margin = 9")),
        lambda: records.page(both, form, PageQuery(sort="margin")),
        lambda: records.aggregate(both, form, [], {"m": "sum(margin)"}),
    ):
        with pytest.raises(InvalidValues):
            probe()
