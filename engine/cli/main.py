"""The command `formwright`. Exit codes: 0 done, 1 refused, 2 wrong usage, 3 live has moved on."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from engine import __version__
from engine.cli.apps import run_purge, run_rollback
from engine.cli.data import run_backup, run_bench, run_export, run_import, run_install, run_restore, run_user
from engine.cli.definitions import run_check, run_diff, run_eval, run_export_app, run_fmt, run_publish, run_schema
from engine.cli.terminal import DONE, MOVED_ON, REFUSED, USAGE, complain, language, settings, show_problems, shown
from engine.cli.upgrading import run_upgrade
from engine.texts import say

LAST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code."""
    parser = build_parser()
    given = parser.parse_args(arguments)
    if not hasattr(given, "run"):
        parser.print_help()
        return USAGE
    # What a command needs is imported when it runs: `formwright --help` starts at once.
    from engine.errors import FormwrightError, InvalidDefinition
    from engine.publishing.publisher import LiveHasMovedOn
    from engine.settings import WrongSetting

    try:
        return int(given.run(given) or DONE)
    except LiveHasMovedOn as error:
        complain(error)
        for item in error.extra.get("differences", []):
            print(say("difference_line", shown(item), language()), file=sys.stderr)
        for item in error.extra.get("conflicts", []):
            print(say("conflict_line", shown(item), language()), file=sys.stderr)
        return MOVED_ON
    except WrongSetting as error:
        complain(error)
        return USAGE
    except InvalidDefinition as error:
        show_problems(error.problems)
        return REFUSED
    except FormwrightError as error:
        complain(error)
        return REFUSED
    except KeyboardInterrupt:
        return REFUSED
    except BrokenPipeError:
        # Whoever read us has gone; Python's own flush at the end must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        values = {"file": error.filename or "", "reason": error.strerror or str(error)}
        print(say("file_trouble", values, language()), file=sys.stderr)
        return REFUSED


def run_serve(given: argparse.Namespace) -> int:
    from engine.cli.serving import serve

    return serve(settings(**({"worker": False} if given.no_worker else {})), given.host, given.port, demo=False)


def run_demo(given: argparse.Namespace) -> int:
    from engine.cli.serving import serve

    return serve(settings(worker=True), given.host, given.port, demo=True)


def run_worker(given: argparse.Namespace) -> int:
    from engine.cli.serving import work

    return work(settings())


def port(text: str) -> int:
    """The type of `--port`."""
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(say("port_range", {}, language()))
    return int(text)


def build_parser() -> argparse.ArgumentParser:
    """All commands with examples; texts of `--help` come from texts/cli.yaml."""
    tongue = language()
    parser = argparse.ArgumentParser(prog="formwright", description=say("cli", {}, tongue))
    parser.add_argument("--version", action="version", version=f"formwright {__version__}")
    commands = parser.add_subparsers(title=say("cli_commands", {}, tongue), metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        key = "cli_" + name.replace("-", "_")
        one = commands.add_parser(
            name,
            help=say(key, {}, tongue),
            description=say(key, {}, tongue),
            epilog=say(key + "_example", {}, tongue),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(run=run)
        return one

    for name, run in (("demo", run_demo), ("serve", run_serve)):
        one = command(name, run)
        one.add_argument("--host", default="127.0.0.1")
        one.add_argument("--port", type=port, default=None)
        if name == "serve":
            one.add_argument("--no-worker", action="store_true")
    command("worker", run_worker)

    one = command("check", run_check)
    one.add_argument("folder")
    one.add_argument("--allow-later", action="store_true")
    one = command("schema", run_schema)
    one.add_argument("kind", nargs="?", default=None)
    one = command("diff", run_diff)
    one.add_argument("folder")
    one = command("install", run_install)
    one.add_argument("template")
    one.add_argument("--sample-data", action="store_true")
    one.add_argument("--language", choices=("en", "zh-CN"))
    one.add_argument("--as", dest="id", metavar="ID")
    one.add_argument("--label")
    one = command("publish", run_publish)
    one.add_argument("folder")
    one.add_argument("--merge", action="store_true")
    one.add_argument("--replace", type=int, metavar="VERSION")
    one.add_argument("--yes", action="store_true")
    one.add_argument("--note", default="")
    one = command("upgrade", run_upgrade)
    one.add_argument("app")
    one.add_argument("--ours", action="append", metavar="PATH")
    one.add_argument("--theirs", action="append", metavar="PATH")
    one.add_argument("--dry-run", action="store_true")
    one.add_argument("--yes", action="store_true")
    one = command("export-app", run_export_app)
    one.add_argument("app")
    one.add_argument("folder")
    one.add_argument("--json", action="store_true")
    one = command("rollback", run_rollback)
    one.add_argument("app")
    one.add_argument("version", type=int)
    one.add_argument("--yes", action="store_true")
    one.add_argument("--note", default="")
    one = command("purge", run_purge)
    one.add_argument("what", metavar="APP[/FORM[/FIELD]]")
    one.add_argument("--yes", action="store_true")
    one = command("fmt", run_fmt)
    one.add_argument("folder")
    one.add_argument("--check", action="store_true")
    for name, run in (("backup", run_backup), ("restore", run_restore)):
        command(name, run).add_argument("file")
    one = command("user", run_user)
    one.add_argument("email", nargs="?")
    one.add_argument("--name")
    one.add_argument("--password")
    one.add_argument("--admin", action="store_true")
    one.add_argument("--role", action="append", metavar="APP/ROLE")
    one.add_argument("--list", action="store_true")
    one = command("import", run_import)
    one.add_argument("form", metavar="APP/FORM")
    one.add_argument("file")
    one.add_argument("--map", action="append", metavar="COLUMN=FIELD")
    one.add_argument("--key", metavar="FIELD")
    one.add_argument("--dry-run", action="store_true")
    one.add_argument("--errors", metavar="FILE.xlsx")
    one = command("export", run_export)
    one.add_argument("form", metavar="APP/FORM")
    one.add_argument("file")
    one.add_argument("--where")
    one.add_argument("--fields")
    one = command("eval", run_eval)
    one.add_argument("file", nargs="?")
    one = command("bench", run_bench)
    one.add_argument("rest", nargs=argparse.REMAINDER)
    return parser
