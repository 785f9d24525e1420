"""Files belong to the record that names them: uploaded first, claimed with the record, let go with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.errors import InvalidValues
from engine.records import RecordContext
from engine.storage.files import FileStore, StoredFile
from tests.records.world import World


@pytest.fixture
def store(world: World, tmp_path: Path) -> FileStore:
    return FileStore(world.database, tmp_path / "files")


@pytest.fixture
def mei(world: World, store: FileStore) -> RecordContext:
    return replace(world.mei, files=store)


def _photo(store: FileStore, name: str = "旅行 1.png", content: bytes = b"png", type: str = "image/png") -> StoredFile:
    return store.put(content, name=name, type=type, by="user:1")


def _errors(caught: pytest.ExceptionInfo[Any]) -> list[tuple[str, str]]:
    return [(error.path, error.code) for error in caught.value.errors]


def test_name_size_and_type_are_those_of_the_stored_file_whatever_is_sent(
    world: World, mei: RecordContext, store: FileStore
) -> None:
    photo = _photo(store)
    sent = [{"id": photo.id, "name": "evil.exe", "size": 1, "type": "text/html"}]
    made = records.create(mei, world.form("visit"), {"place": "Rome", "photos": sent})
    kept = [{"id": photo.id, "name": "旅行 1.png", "size": 3, "type": "image/png"}]
    assert made.record["photos"] == kept
    assert records.get(mei, world.form("visit"), made.id)["photos"] == kept
    with world.database.read() as tx:
        assert store.find(tx, [photo.id])[photo.id].owner == ("shop", "visit", made.id, "photos")


def test_a_file_of_another_record_or_an_unknown_one_cannot_be_taken(
    world: World, mei: RecordContext, store: FileStore
) -> None:
    visit, photo = world.form("visit"), _photo(store)
    records.create(mei, visit, {"place": "Rome", "photos": [photo.id]})
    for ids in ([photo.id], ["unknown"]):
        with pytest.raises(InvalidValues) as caught:
            records.create(mei, visit, {"place": "Pisa", "photos": ids})
        assert _errors(caught) == [("photos.0", "value.file_taken")]


def test_files_are_of_the_kinds_and_sizes_that_the_field_takes(
    world: World, mei: RecordContext, store: FileStore
) -> None:
    visit = world.form("visit")
    text = _photo(store, "notes.md", b"# x", "text/markdown")
    bad, large = _photo(store, "x.exe", b"MZ", "application/x-dosexec"), _photo(store, content=b"x" * 1_000_001)
    assert records.create(mei, visit, {"place": "A", "photos": [text.id]}).record["photos"][0]["name"] == "notes.md"
    with pytest.raises(InvalidValues) as caught:
        records.create(mei, visit, {"place": "B", "photos": [bad.id, large.id]})
    assert _errors(caught) == [("photos.0", "value.file_type"), ("photos.1", "value.file_too_large")]


def test_a_file_that_is_no_longer_named_is_free_again_and_comes_back_by_undo(
    world: World, mei: RecordContext, store: FileStore
) -> None:
    visit, one, two = world.form("visit"), _photo(store, "1.png"), _photo(store, "2.png")
    made = records.create(mei, visit, {"place": "Rome", "photos": [one.id]})
    changed = records.update(mei, visit, made.id, {"photos": [two.id]})
    with world.database.read() as tx:
        owners = {id: file.owner for id, file in store.find(tx, [one.id, two.id]).items()}
    assert owners == {one.id: None, two.id: ("shop", "visit", made.id, "photos")}
    records.undo(mei, changed.change_set or 0)
    assert records.get(mei, visit, made.id)["photos"][0]["name"] == "1.png"
