"""A place of its own for the commands of one test: a data folder, a database, and small folders to publish."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from engine import cli
from tests.support.server import FORMWRIGHT, command, environment

NOTE = "forms/note.yaml"
TINY = {
    "app.yaml": "kind: app\nid: tiny\nlabel: Tiny\n",
    NOTE: """\
kind: form
id: note
label: Note
label_plural: Notes
# a remark of the author
fields:
  name: {type: text, required: true}
  size: {type: number, decimals: 2}
""",
}

NO_ADMIN = {"FORMWRIGHT_ADMIN_EMAIL": "", "FORMWRIGHT_ADMIN_PASSWORD": ""}


def write_folder(folder: Path, files: Mapping[str, str] = TINY) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return folder


def read_folder(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes().decode() for file in folder.rglob("*") if file.is_file()
    }


def with_field(text: str, line: str) -> str:
    """A form's text with one field more at its end."""
    return f"{text}  {line}\n"


@dataclass(frozen=True)
class Place:
    """Runs commands on one data folder and database, without a terminal and without an admin of the environment."""

    data: Path
    url: str = ""

    def run(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        """A command as a process of its own."""
        return command(*map(str, arguments), data_dir=self.data, database_url=self.url, **{**NO_ADMIN, **more})

    def talk(self, *arguments: object, question: str, answer: str, **more: str) -> tuple[int, str]:
        """A command at a terminal where somebody answers its question; its exit code and all that it said."""
        ours, theirs = os.openpty()
        process = subprocess.Popen(
            [*FORMWRIGHT, *map(str, arguments)],
            env=environment(self.data, self.url, **{**NO_ADMIN, **more}),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        said, asked = b"", False
        try:
            # A terminal whose other end is gone reads as an error, not as an end.
            while part := os.read(ours, 4096):
                said += part
                if not asked and question.encode() in said:
                    asked = True
                    os.write(ours, answer.encode() + b"\n")
        except OSError:
            pass
        finally:
            os.close(ours)
            code = process.wait(60)
        return code, said.decode(errors="replace")

    def call(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        """The same in this process: quicker by Python's start."""
        before = dict(os.environ)
        out, err = io.StringIO(), io.StringIO()
        os.environ.clear()
        os.environ.update(environment(self.data, self.url, **{**NO_ADMIN, **more}))
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = cli.main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            os.environ.clear()
            os.environ.update(before)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    def done(self, *arguments: object) -> str:
        """What a command says that has to go well."""
        ended = self.call(*arguments)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "Traceback" not in ended.stderr
        return ended.stdout
