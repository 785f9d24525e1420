"""The comparison of whole databases sees one row too many, one too few and one that points elsewhere, in any table."""

from __future__ import annotations

from pathlib import Path

from engine import records
from tests.support.databases import Databases
from tests.support.dumps import differences
from tests.support.engines import engine_at, install_world
from tests.support.whole import whole


def test_equal_work_is_equal_and_any_other_row_is_named(databases: Databases, tmp_path: Path) -> None:
    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as engine:
            install_world(engine, "shop")

    def work(url: str, friend: int, *, twice: bool = False) -> None:
        with engine_at(url, tmp_path / "work") as engine:
            context = engine.system()
            form = context.form("shop", "customer")
            for name in ("A", "B"):
                records.create(context, form, {"name": name})
            records.update(context, form, 1, {"friend": friend})
            if twice:
                records.create(context, form, {"name": "C"})

    urls = [databases.prepared("whole", prepare) for _ in range(4)]
    for at, (friend, twice) in enumerate(((1, False), (1, False), (2, False), (1, True))):
        work(urls[at], friend, twice=twice)
    same, equal, pointing, more = (whole(url) for url in urls)
    for url in urls:
        databases.drop(url)
    assert differences(same, equal) == []
    assert {line.partition(":")[0] for line in differences(same, pointing)} >= {"shop__customer", "fw_outbox"}
    told = {line.partition(":")[0] for line in differences(same, more)}
    assert told >= {"shop__customer", "fw_outbox", "fw_change_set", "fw_search"}
