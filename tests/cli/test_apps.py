"""Whole apps by command: carried off as a zip and taken in, gone back to, formatted, purged."""

from __future__ import annotations

from pathlib import Path

from tests.cli.places import NOTE, TINY, Place, read_folder, with_field, write_folder

FAX = "fax: {type: phone}"


def refused(place: Place, *arguments: object) -> str:
    """What a command says that does not do what it was asked."""
    ended = place.call(*arguments)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def test_an_app_is_carried_off_as_a_zip_and_taken_in_under_another_name(tiny: Place, tmp_path: Path) -> None:
    package = tmp_path / "tiny.zip"
    assert "2 files" in tiny.done("export-app", "tiny", package)
    assert "tiny" in refused(tiny, "install", package)
    assert "branch" in tiny.done("install", package, "--as", "branch", "--label", "Branch")
    folder = tmp_path / "branch"
    tiny.done("export-app", "branch", folder)
    assert "id: branch" in read_folder(folder)["app.yaml"]
    package.write_bytes(b"nothing")
    assert "zip" in refused(tiny, "install", package)


def test_going_back_gives_back_and_purging_asks_first(tiny: Place, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny", {**TINY, NOTE: with_field(TINY[NOTE], FAX)})
    tiny.done("publish", folder)
    said = tiny.done("rollback", "tiny", "1")
    assert "fax" in said.lower() and said.endswith("tiny is live in version 3.\n")
    assert "--yes" in refused(tiny, "purge", "tiny")
    assert "1 things" in tiny.done("purge", "tiny/note/fax", "--yes")
    assert "0 things" in tiny.done("purge", "tiny")


def test_fmt_brings_a_folder_into_order_and_checks_it(tiny: Place, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny", {**TINY, NOTE: TINY[NOTE].replace("label:", "label:    ", 1)})
    assert NOTE in refused(tiny, "fmt", folder, "--check")
    assert NOTE in tiny.done("fmt", folder)
    assert "0 of" in tiny.done("fmt", folder, "--check")
