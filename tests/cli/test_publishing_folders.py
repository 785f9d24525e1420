"""Folders become live and come back: nobody's change is eaten, nothing is destroyed unasked, exit code 3 says why."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.cli.places import NOTE, TINY, Place, read_folder, with_field, write_folder
from tests.support.databases import Databases
from tests.support.server import ADMIN_EMAIL, ADMIN_PASSWORD, running

FAX, SITE = "fax: {type: phone}", "site: {type: url}"
ADMIN = {"FORMWRIGHT_ADMIN_EMAIL": ADMIN_EMAIL, "FORMWRIGHT_ADMIN_PASSWORD": ADMIN_PASSWORD}


def in_the_browser(place: Place, files: dict[str, str], number: int) -> None:
    """Somebody makes `files` live in version `number` by another way than the command."""
    from tests.support.engines import engine_at

    with engine_at(place.url, place.data) as engine:
        assert engine.publisher.publish(files, actor="user:1", kind="field", destroy=True).number == number


def live(place: Place) -> dict[str, str]:
    from tests.support.engines import engine_at

    with engine_at(place.url, place.data) as engine:
        return dict(engine.store.current().app("tiny").texts)


def test_export_change_publish_and_the_mark_moves_on(tiny: Place, tmp_path: Path) -> None:
    folder = tmp_path / "我的 app"
    assert tiny.done("export-app", "tiny", folder) == f"tiny: 2 files written to {folder}.\n"
    assert read_folder(folder) == {**TINY, "based_on": "tiny 1\n"}, "every byte as it was written"
    (folder / NOTE).write_bytes(with_field(TINY[NOTE], FAX).encode())
    shown = tiny.done("diff", folder)
    assert "fax" in shown and live(tiny) == TINY, "diff writes nothing"
    said = tiny.done("publish", folder, "--note", "numbers")
    assert "fax" in said and said.endswith("tiny is live in version 2.\n")
    assert (folder / "based_on").read_text() == "tiny 2\n"
    assert tiny.done("publish", folder) == "tiny is live in version 2.\n", "nothing to do makes no version"


def test_a_version_from_a_folder_bears_the_name_of_the_command_and_the_note(tiny: Place, tmp_path: Path) -> None:
    from tests.support.engines import engine_at

    folder = write_folder(tmp_path / "tiny", {**TINY, NOTE: with_field(TINY[NOTE], FAX)})
    tiny.done("publish", folder, "--note", "numbers")
    with engine_at(tiny.url, tiny.data) as engine:
        newest = engine.publisher.versions("tiny")[0]
    assert (newest.number, newest.actor, newest.note, newest.kind) == (2, "cli", "numbers", "publish")


@pytest.mark.parametrize("marked", [True, False], ids=["exported folder", "folder without a mark"])
def test_live_that_has_moved_on_stops_with_the_differences_and_code_3(
    tiny: Place, tmp_path: Path, marked: bool
) -> None:
    folder = write_folder(tmp_path / "tiny", {**TINY, **({"based_on": "tiny 1\n"} if marked else {})})
    theirs = {**TINY, NOTE: with_field(TINY[NOTE], FAX)}
    in_the_browser(tiny, theirs, 2)
    (folder / NOTE).write_bytes(with_field(TINY[NOTE], SITE).encode())
    refused = tiny.call("publish", folder)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "fax" in refused.stderr and "phone" in refused.stderr
    assert live(tiny) == theirs

    for wrong in (1, 3):
        assert tiny.call("publish", folder, "--replace", wrong).returncode == 3
    assert live(tiny) == theirs

    merged = tiny.call("publish", folder, "--merge")
    assert merged.returncode == 0, merged.stderr
    assert "tiny is live in version 3." in merged.stdout
    both = live(tiny)
    assert "fax:" in both[NOTE] and "site:" in both[NOTE] and "# a remark of the author" in both[NOTE]
    kept = read_folder(folder)
    assert kept.pop("based_on", None) == ("tiny 3\n" if marked else None)
    assert kept == both, "the folder has what it was merged with"
    assert tiny.call("publish", folder).stdout == "tiny is live in version 3.\n"


def test_where_both_changed_the_same_place_merging_stops_and_replacing_names_what_is_live(
    tiny: Place, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "tiny", {**TINY, "based_on": "tiny 1\n"})
    in_the_browser(tiny, {**TINY, NOTE: TINY[NOTE].replace("decimals: 2", "decimals: 3")}, 2)
    ours = TINY[NOTE].replace("decimals: 2", "decimals: 4")
    (folder / NOTE).write_bytes(ours.encode())
    refused = tiny.call("publish", folder, "--merge")
    assert refused.returncode == 3
    assert "conflict" in refused.stderr and "decimals" in refused.stderr
    assert "decimals: 3" in live(tiny)[NOTE]
    assert tiny.call("publish", folder, "--replace", 2).returncode == 0
    assert live(tiny)[NOTE] == ours


def test_a_plan_that_destroys_data_needs_yes_where_nobody_can_be_asked(tiny: Place, tmp_path: Path) -> None:
    from engine import records
    from tests.support.engines import engine_at

    with engine_at(tiny.url, tiny.data) as engine:
        context = engine.system()
        made = records.create(context, context.form("tiny", "note"), {"name": "a", "size": 1.25}).id
    narrower = {**TINY, NOTE: TINY[NOTE].replace("decimals: 2", "decimals: 0")}
    folder = write_folder(tmp_path / "tiny", narrower)
    refused = tiny.run("publish", folder)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "data" in refused.stderr and live(tiny) == TINY
    agreed = tiny.run("publish", folder, "--yes")
    assert agreed.returncode == 0, agreed.stderr
    assert live(tiny) == narrower
    with engine_at(tiny.url, tiny.data) as engine:
        context = engine.system()
        assert records.get(context, context.form("tiny", "note"), made)["name"] == "a"


@pytest.mark.parametrize(
    ("language", "answer", "agreed"),
    [
        ("en_US.UTF-8", "no", False),
        ("zh_CN.UTF-8", "是", True),
    ],
)
def test_at_a_terminal_a_person_is_shown_the_plan_and_asked(
    tiny: Place, tmp_path: Path, language: str, answer: str, agreed: bool
) -> None:
    from engine import records
    from tests.support.engines import engine_at

    with engine_at(tiny.url, tiny.data) as engine:
        context = engine.system()
        records.create(context, context.form("tiny", "note"), {"name": "a", "size": 1.25})
    narrower = {**TINY, NOTE: TINY[NOTE].replace("decimals: 2", "decimals: 0")}
    folder = write_folder(tmp_path / "tiny", narrower)
    chinese = language.startswith("zh")
    question = "是否继续？(yes/no)" if chinese else "Go on? (yes/no)"
    code, said = tiny.talk("publish", folder, question=question, answer=answer, LANG=language)
    asked, _, after = said.partition(question)
    assert "size" in asked, "the plan stands above the question"
    assert (code, live(tiny) == narrower) == ((0, True) if agreed else (1, False)), said
    assert ("tiny" in after) and "Traceback" not in said


def test_a_broken_folder_is_refused_with_all_problems_and_writes_nothing(tiny: Place, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny", {**TINY, NOTE: TINY[NOTE].replace("number", "numbr")})
    refused = tiny.call("publish", folder)
    assert refused.returncode == 1
    assert f"{NOTE}:8" in refused.stderr and "^" in refused.stderr and "number" in refused.stderr
    assert live(tiny) == TINY


def test_an_app_leaves_as_json_and_comes_back_equal(tiny: Place, tmp_path: Path, databases: Databases) -> None:
    folder = tmp_path / "as json"
    tiny.done("export-app", "tiny", folder, "--json")
    files = read_folder(folder)
    assert json.loads(files["app.json"])["id"] == "tiny"
    with databases.lent(databases.fresh()) as url:
        other = Place(tmp_path / "other", url)
        (folder / "based_on").unlink()
        assert other.done("publish", folder).endswith("tiny is live in version 1.\n")
        assert other.done("diff", write_folder(tmp_path / "as yaml")) == ""


def test_an_export_never_writes_over_files_that_are_not_of_the_app(tiny: Place, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine", {"notes.txt": "keep me"})
    refused = tiny.call("export-app", "tiny", folder)
    assert refused.returncode == 1 and "mine" in refused.stderr
    assert read_folder(folder) == {"notes.txt": "keep me"}


def test_a_request_after_publishing_beside_a_running_server_sees_the_new_version(tiny: Place, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    with ExitStack() as stack:
        server = stack.enter_context(running("serve", tiny.data, database_url=tiny.url, **ADMIN))
        client: httpx.Client = stack.enter_context(server.client())
        tiny.done("export-app", "tiny", folder)
        for number, line in enumerate((FAX, SITE), start=2):
            (folder / NOTE).write_bytes(with_field((folder / NOTE).read_text(), line).encode())
            tiny.done("publish", folder)
            shown = client.get("apps/tiny/files").json()
            assert (shown["version"], shown["files"]) == (number, {**TINY, NOTE: (folder / NOTE).read_text()})
            field = line.partition(":")[0]
            value = "010 5555 0000" if field == "fax" else "https://example.com"
            made = client.post("apps/tiny/forms/note/records", json={"name": "a", field: value})
            assert made.status_code == 201, made.text
