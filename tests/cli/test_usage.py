"""What is asked wrongly is refused in a sentence: help, unknown commands, missing files, wrong settings."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from engine import cli, texts
from tests.cli.places import Place, write_folder

COMMANDS = (
    "demo serve worker check schema diff install publish export-app backup restore user import export eval bench"
).split()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("tongue", ["en_US.UTF-8", "zh_CN.UTF-8"])
def test_every_command_explains_itself_with_an_example(
    command: str, tongue: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", tongue)
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"formwright {command}" in said
    language = "en" if tongue.startswith("en") else "zh-CN"
    assert texts.say("cli_" + command.replace("-", "_"), {}, language)[:12] in said
    assert re.search(rf"(Example: |示例：).*formwright {command}", said)


def test_without_a_command_all_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    said = capsys.readouterr().out
    assert all(re.search(rf"^\s+{command}\s", said, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        (("nonsense",), 2, "invalid choice"),
        (("publish",), 2, "required"),
        (("serve", "--port", "99999"), 2, "A port is a number from 0 to 65535."),
        (("demo", "--port", "many"), 2, "A port is a number from 0 to 65535."),
        (("schema", "nosuch"), 2, "There is no kind of definition “nosuch”. Known: aggregate, app,"),
        (("user",), 2, "Give an e-mail address, or --list."),
        (("check", "/nowhere/at/all"), 1, "There is no folder"),
        (("publish", "/nowhere/at/all"), 1, "There is no app"),
        (("export-app", "nosuch", "folder"), 1, "There is no app “nosuch”."),
        (("install", "nosuch"), 1, "There is no template “nosuch”."),
        (("user", "nobody"), 1, "This is not an e-mail address"),
        (("user", "a@example.com", "--password", "short"), 1, "A password has at least 8 characters."),
        (("user", "a@example.com", "--role", "crm/king"), 1, "There is no role “crm/king”."),
        (("import", "company/nosuch", "x.csv"), 1, "There is no form “nosuch”."),
        (("import", "company/department", "/nowhere/x.csv"), 1, "“/nowhere/x.csv” cannot be used"),
        (("export", "company/user", "/nowhere/at/all/x.csv"), 1, "“/nowhere/at/all/x.csv” cannot be used"),
        (("export", "company/user", os.devnull, "--where", "agee = 1"), 1, "There is nothing called “agee” here."),
        (("backup", "/nowhere/at/all/x.zip"), 1, "cannot be used"),
        (("restore", "/nowhere/x.zip"), 1, "“/nowhere/x.zip” cannot be used"),
        (("restore", __file__), 1, "cannot be read"),
        (("eval", "/nowhere/x.jsonl"), 1, "“/nowhere/x.jsonl” cannot be used"),
        (("serve", "--host", "nosuch.invalid", "--port", "0"), 1, "Cannot listen on nosuch.invalid"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    place: Place, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = place.call(*arguments)
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    "setting, value, said",
    [
        ("DATABASE_URL", "mysql://here/there", "Give sqlite:///… or postgresql://…."),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/nowhere", "The database cannot be reached"),
        ("DATABASE_URL", "sqlite:////proc/nowhere.db", "The database cannot be reached"),
        ("DATA_DIR", "/proc/nowhere", "cannot be used: "),
        ("COMPANY_ZONE", "Mars/Olympus", "There is no time zone “Mars/Olympus”."),
        ("SESSION_DAYS", "many", "“many” is not a whole number."),
        ("SESSION_DAYS", "0", "It is at least 1."),
        ("MAX_BODY_MB", "100000", "It is at most 512."),
        ("LOG_LEVEL", "loud", "Give debug, info, warning or error."),
        ("ADMIN_EMAIL", "nobody", "This is not an e-mail address"),
    ],
)
@pytest.mark.parametrize("command", [("user", "--list"), ("serve", "--port", "0")])
def test_a_wrong_setting_ends_every_command_with_its_name_and_reason(
    place: Place, command: tuple[str, ...], setting: str, value: str, said: str
) -> None:
    ended = place.call(*command, **{f"FORMWRIGHT_{setting}": value})
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert f"The setting FORMWRIGHT_{setting} cannot be used." in ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_short_password_of_the_admin_is_told_by_its_setting(place: Place) -> None:
    ended = place.run("serve", FORMWRIGHT_ADMIN_EMAIL="ada@example.com", FORMWRIGHT_ADMIN_PASSWORD="short")
    assert ended.returncode == 2
    assert "FORMWRIGHT_ADMIN_PASSWORD" in ended.stderr and "at least 8 characters" in ended.stderr


def test_a_wrong_setting_is_said_in_the_language_of_the_terminal(place: Place) -> None:
    ended = place.call("user", "--list", FORMWRIGHT_SESSION_DAYS="0", LC_ALL="zh_CN.UTF-8")
    assert (ended.returncode, ended.stderr) == (2, "设置 FORMWRIGHT_SESSION_DAYS 无法使用。 至少为 1。\n")


def test_check_shows_every_problem_with_its_place_and_a_caret(place: Place, tmp_path: Path) -> None:
    broken = "kind: form\nid: note\nlabel: Note\nfields:\n  a: {type: txt}\n  b: {type: numbr}\n"
    folder = write_folder(tmp_path / "broken", {"app.yaml": "kind: app\nid: tiny\nlabel: T\n", "forms/n.yaml": broken})
    ended = place.call("check", folder)
    assert ended.returncode == 1
    assert "forms/n.yaml:5 " in ended.stderr and "forms/n.yaml:6 " in ended.stderr
    assert ended.stderr.count("^") >= 2 and "text" in ended.stderr and "number" in ended.stderr
    assert re.fullmatch(r"2 errors, \d+ warnings\.\n", ended.stdout)


def test_check_writes_nothing_and_needs_no_database(place: Place, tmp_path: Path) -> None:
    ended = place.call("check", write_folder(tmp_path / "tiny"), FORMWRIGHT_DATABASE_URL="postgresql://127.0.0.1:1/x")
    assert (ended.returncode, ended.stdout) == (0, "0 errors, 0 warnings.\n")
    assert not place.data.exists()


@pytest.mark.parametrize("kind", [None, "form", "view", "dashboard"])
def test_schema_prints_one_json_schema(place: Place, kind: str | None) -> None:
    made = json.loads(place.done("schema", *([kind] if kind else [])))
    assert made["$schema"].startswith("https://json-schema.org/")
    assert not place.data.exists()


def test_eval_prints_nothing_but_one_json_line_for_each_line_that_is_asked(place: Place, tmp_path: Path) -> None:
    asked = [
        ('{"formula": "=1+2", "fields": {}}', {"value": 3}),
        ('{"formula": "=1/0"}', {"error": "#DIV/0!"}),
        ('{"formula": "=a&\\"们\\"", "fields": {"a": "我"}}', {"value": "我们"}),
        ('{"formula": "=x", "fields": {}}', {"error": "#NAME?"}),
        ('{"formula": "=("}', {"error": "#ERROR!"}),
        ('{"formula": "=\\"\\ud800\\""}', {"value": "\ud800"}),
        ('{"formula": 7}', {"error": "#ERROR!"}),
        ("nonsense", {"error": "#ERROR!"}),
        ("[]", {"error": "#ERROR!"}),
    ]
    file = tmp_path / "asked.jsonl"
    file.write_text("\n\n".join(line for line, _ in asked), encoding="utf-8")
    for tongue in ("C", "zh_CN.UTF-8"):
        ended = place.run("eval", file, LC_ALL=tongue, PYTHONIOENCODING="ascii")
        assert (ended.returncode, ended.stderr) == (0, "")
        assert [json.loads(line) for line in ended.stdout.splitlines()] == [expected for _, expected in asked]
    assert not place.data.exists()
