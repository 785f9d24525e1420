"""Files: kept by their hash, owned by records, collected when nobody wants them."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from engine import clock
from engine.errors import TooLarge
from engine.storage.database import Database
from engine.storage.files import FileStore

DAY_AND_MORE = timedelta(hours=25)


@pytest.fixture
def store(database: Database, tmp_path: Path) -> FileStore:
    return FileStore(database, tmp_path / "files")


def test_a_content_is_written_once_and_named_as_often_as_wanted(store: FileStore) -> None:
    one = store.put(b"hello", name="a.txt", type="text/plain", by="user:1")
    two = store.put(io.BytesIO(b"hello"), name="../../b.txt", type="text/plain")
    assert store.path(one) == store.path(two)
    assert store.path(one).read_bytes() == b"hello"
    assert store.path(one).is_relative_to(store.folder)
    with store.database.read() as tx:
        found = store.find(tx, [one.id, two.id, "unknown"])
    assert found[one.id] == one
    assert found[two.id].to_json() == {"id": two.id, "name": "../../b.txt", "size": 5, "type": "text/plain"}


def test_too_much_is_refused_and_leaves_nothing_behind(store: FileStore) -> None:
    with pytest.raises(TooLarge):
        store.put(io.BytesIO(b"x" * 11), name="a", type="", max_bytes=10)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_a_record_claims_files_that_nobody_has_and_keeps_its_own(store: FileStore) -> None:
    file = store.put(b"a", name="a", type="")
    claim = store.database.transact
    assert claim(lambda tx: store.claim(tx, [file.id, "none"], "crm", "order", 1, "papers")) == {file.id}
    assert claim(lambda tx: store.claim(tx, [file.id], "crm", "order", 1, "papers")) == {file.id}
    assert claim(lambda tx: store.claim(tx, [file.id], "crm", "order", 2, "papers")) == set()


def test_what_nobody_claims_for_a_day_is_collected(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, lost, shared = (store.put(content, name="f", type="") for content in (b"kept", b"lost", b"kept"))
    store.database.transact(lambda tx: store.claim(tx, [kept.id], "crm", "order", 1, "papers"))
    assert store.collect() == 0
    monkeypatch.setattr(clock, "moved", DAY_AND_MORE)
    assert store.collect() == 1
    assert store.path(kept).exists()
    assert not store.path(lost).exists()
    with store.database.read() as tx:
        assert set(store.find(tx, [kept.id, lost.id, shared.id])) == {kept.id}


def test_a_released_file_stays_a_day_longer(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    file = store.put(b"a", name="a", type="")
    store.database.transact(lambda tx: store.claim(tx, [file.id], "crm", "order", 1, "papers"))
    monkeypatch.setattr(clock, "moved", DAY_AND_MORE)
    store.database.transact(lambda tx: store.release(tx, [file.id]))
    assert store.collect() == 0
    assert store.path(file).exists()


def test_a_content_that_is_not_what_its_hash_says_is_refused(store: FileStore) -> None:
    file = store.put(b"a", name="a", type="")
    store.keep(file.sha256, [b"a"])
    with pytest.raises(ValueError, match="does not match"):
        store.keep(file.sha256, [b"b"])
    with pytest.raises(ValueError, match="not a hash"):
        store.path("../../etc/passwd")
