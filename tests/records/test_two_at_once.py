"""Two people, eight threads: nobody's change is eaten, no key is doubled, no number given twice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from engine import records
from engine.errors import FormwrightError, StaleRevision
from engine.records import PageQuery
from engine.storage.errors import UniqueViolation
from tests.records.world import World

THREADS = 8


def _at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Runs `work(0)` … at the same moment; results and raised errors in the order of the numbers."""
    barrier, results = Barrier(count), [None] * count

    def run(number: int) -> None:
        barrier.wait(timeout=30)
        try:
            results[number] = work(number)
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def test_of_two_people_who_edit_one_record_the_second_sees_both_versions(world: World) -> None:
    form = world.form("customer")
    made = records.create(world.mei, form, {"name": "Acme", "phone": "111"})

    def edit(number: int) -> Any:
        context = (world.mei, world.admin)[number]
        return records.update(context, form, made.id, {"phone": ("222", "333")[number]}, revision=made.revision)

    results = _at_once(2, edit)
    (saved,) = [result for result in results if isinstance(result, records.Saved)]
    (stale,) = [result for result in results if isinstance(result, StaleRevision)]
    assert stale.extra["current"]["phone"] == saved.record["phone"]
    assert stale.extra["current"]["revision"] == saved.revision == 2
    again = records.update(world.admin, form, made.id, {"phone": "999"}, revision=stale.extra["current"]["revision"])
    assert again.record["phone"] == "999"


def test_without_a_revision_both_edits_of_different_fields_survive(world: World) -> None:
    form = world.form("customer")
    made = records.create(world.mei, form, {"name": "Acme"})
    values = ({"phone": "111"}, {"tier": "gold"})
    results = _at_once(2, lambda number: records.update(world.admin, form, made.id, values[number]))
    assert all(isinstance(result, records.Saved) for result in results), results
    after = records.get(world.admin, form, made.id)
    assert (after["phone"], after["tier"], after["revision"]) == ("111", "gold", 3)


def test_a_unique_key_is_never_doubled_by_eight_writers(world: World) -> None:
    form = world.form("customer")
    results = _at_once(
        THREADS,
        lambda number: records.create(world.mei, form, {"name": f"N{number}", "code": f"  Key {'x' * (number % 2)}"}),
    )
    assert sum(isinstance(result, records.Saved) for result in results) == 2, results
    assert all(isinstance(result, (records.Saved, UniqueViolation)) for result in results)
    assert records.count(world.mei, form, PageQuery()) == 2


def test_serial_numbers_are_unique_under_eight_writers(world: World) -> None:
    customer = records.create(world.mei, world.form("customer"), {"name": "A"}).id
    deal = world.form("deal")

    def write(number: int) -> list[str]:
        return [
            str(records.create(world.mei, deal, {"name": f"{number}-{at}", "customer": customer}).record["number"])
            for at in range(4)
        ]

    results = _at_once(THREADS, write)
    assert not [result for result in results if isinstance(result, Exception)]
    numbers = sorted(number for result in results for number in result)
    assert numbers == [f"D-2026-{at:04}" for at in range(1, THREADS * 4 + 1)]


def test_one_idempotency_key_used_by_eight_at_once_makes_one_record(world: World) -> None:
    form = world.form("customer")
    results = _at_once(THREADS, lambda number: records.create(world.mei.once("same"), form, {"name": "Once"}))
    assert {result.id for result in results if isinstance(result, records.Saved)} == {results[0].id}
    assert all(isinstance(result, records.Saved) for result in results), results
    assert records.count(world.mei, form, PageQuery()) == 1


def test_a_record_is_not_deleted_while_somebody_points_to_it(world: World) -> None:
    customer, deal = world.form("customer"), world.form("deal")
    for _ in range(4):
        acme = records.create(world.mei, customer, {"name": "Acme"}).id

        def work(number: int, acme: int = acme) -> Any:
            if number == 0:
                return records.delete(world.mei, customer, acme)
            return records.create(world.mei, deal, {"name": "x", "customer": acme})

        results = _at_once(2, work)
        alive = records.count(world.admin, customer, PageQuery(where=f"id = {acme}"))
        pointing = records.count(world.admin, deal, PageQuery(where=f"customer.id = {acme} or isblank(customer)"))
        assert alive == pointing, results
        refused = [result for result in results if isinstance(result, Exception)]
        assert len(refused) == 1
        assert isinstance(refused[0], FormwrightError)


def test_rows_of_a_subform_changed_by_two_add_up(world: World) -> None:
    product = records.create(world.admin, world.form("product"), {"name": "P", "list_price": 10}).id
    customer = records.create(world.mei, world.form("customer"), {"name": "A"}).id
    deal = world.form("deal")
    made = records.create(world.mei, deal, {"name": "x", "customer": customer})
    results = _at_once(
        4,
        lambda number: records.update(
            world.mei, deal, made.id, {"lines": {"add": [{"product": product, "qty": number}]}}
        ),
    )
    assert all(isinstance(result, records.Saved) for result in results), results
    lines = records.get(world.mei, deal, made.id)["lines"]
    assert sorted(line["qty"] for line in lines) == ["0.00", "1.00", "2.00", "3.00"]
