"""The command `formwright`: each command a few lines over Engine; exit codes 0 done, 1 refused, 2 usage, 3 live has moved on."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine import __version__
from engine.texts import choose_language, say

DONE, REFUSED, USAGE, MOVED_ON = 0, 1, 2, 3


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

    try:
        return int(given.run(given) or DONE)
    except LiveHasMovedOn as error:
        complain(error)
        for title in ("differences", "conflicts"):
            for item in error.extra.get(title, []):
                print(f"  {title[:-1]} {item['path']}: {item['base']!r} -> {item['theirs']!r} | {item['ours']!r}", file=sys.stderr)
        return MOVED_ON
    except InvalidDefinition as error:
        show_problems(error.problems)
        return REFUSED
    except FormwrightError as error:
        complain(error)
        return REFUSED
    except (KeyboardInterrupt, BrokenPipeError):
        return REFUSED


def language() -> str:
    """The language of the terminal."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return choose_language(wanted.replace("_", "-").split(".")[0])


def tell(code: str, **values: Any) -> None:
    print(say(code, values, language()), flush=True)


def complain(error: Any) -> None:
    print(say(error.code, error.values, language()), file=sys.stderr)
    for item in error.errors:
        print(f"  {item.path}: {item.message or say(item.code, item.values, language())}", file=sys.stderr)


def show_problems(problems: Sequence[Any]) -> None:
    """Every problem with its place and a caret."""
    for problem in problems:
        print(f"{problem.place} {problem.path}: {problem.severity}: {problem.message(language())}", file=sys.stderr)
        caret = problem.caret()
        if caret:
            print("    " + caret.replace("\n", "\n    "), file=sys.stderr)


def engine_of_settings(*, worker: bool = False) -> Any:
    """The engine of the settings in the environment; wrong settings end the command with their reasons."""
    from engine.bootstrap import Engine

    return Engine(settings(worker=worker))


def settings(**given: Any) -> Any:
    from pydantic import ValidationError

    from engine.settings import Settings

    try:
        return Settings(**given)
    except ValidationError as error:
        for item in error.errors():
            name = "FORMWRIGHT_" + "_".join(str(part) for part in item["loc"]).upper()
            print(f"{name}: {item['msg']}", file=sys.stderr)
        raise SystemExit(USAGE) from None


# ---- commands


def run_serve(given: argparse.Namespace) -> int:
    from engine.api.serving import serve

    return serve(settings(worker=not given.no_worker), given.host, given.port, demo=False)


def run_demo(given: argparse.Namespace) -> int:
    from engine.api.serving import serve

    return serve(settings(), given.host, given.port, demo=True)


def run_worker(given: argparse.Namespace) -> int:
    from engine.api.serving import work

    return work(settings())


def run_check(given: argparse.Namespace) -> int:
    from engine.catalog.catalog import built_in_catalog
    from engine.definition.check import check_folder

    problems = check_folder(Path(given.folder), built_in_catalog(), allow_later=given.allow_later)
    show_problems(problems)
    errors = sum(problem.severity == "error" for problem in problems)
    tell("checked", errors=errors, warnings=len(problems) - errors)
    return REFUSED if errors else DONE


def run_schema(given: argparse.Namespace) -> int:
    import json

    from engine.catalog.catalog import built_in_catalog
    from engine.definition.schema import json_schema

    print(json.dumps(json_schema(built_in_catalog(), given.kind), ensure_ascii=False, indent=2))
    return DONE


def run_diff(given: argparse.Namespace) -> int:
    from engine.definition.source import load_folder

    engine = engine_of_settings()
    prepared = engine.publisher.prepare(load_folder(Path(given.folder)).texts)
    for change in prepared.changes:
        print(change.describe(language()))
    for line in prepared.plan.describe(language()):
        print(line)
    show_problems(prepared.warnings)
    engine.close()
    return DONE


def run_publish(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    texts, based_on = engine.folders.read(Path(given.folder))
    published = engine.publisher.publish(
        texts,
        actor="cli",
        based_on=based_on if given.replace is None else None,
        replace=given.replace,
        merging=given.merge,
        destroy=given.yes or _agreed(engine, texts),
        note=given.note,
    )
    for line in published.plan.describe(language()):
        print(line)
    engine.folders.mark(Path(given.folder), published.number)
    tell("published", app=published.app.id, version=published.number)
    engine.close()
    return DONE


def _agreed(engine: Any, texts: Any) -> bool:
    """Ask a person at a terminal about a plan that destroys data; nobody there means no."""
    if not sys.stdin.isatty():
        return False
    plan = engine.publisher.prepare(texts).plan
    if not plan.destroys_data:
        return False
    for line in plan.describe(language()):
        print(line)
    return input(say("agree_to_destroy", {}, language()) + " ").strip().lower() in ("y", "yes", "是")


def run_install(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    job = engine.install(given.template, sample_data=given.sample_data, language=given.language or language(), show=_progress)
    engine.close()
    if job.state != "done":
        error = job.error or {"code": "job_failed", "values": {"reason": job.state}}
        print(say(error["code"], error.get("values"), language()), file=sys.stderr)
        return REFUSED
    tell("installed", app=job.result["app"])
    return DONE


def _progress(done: int, total: int | None, step: str | None) -> None:
    if sys.stderr.isatty():
        print(f"\r{say(f'step_{step}', {}, language())} {done}/{total or '…'}   ", end="", file=sys.stderr, flush=True)


def run_export_app(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    written = engine.folders.write(given.app, Path(given.folder), as_json=given.json)
    tell("exported_app", app=given.app, files=written, folder=given.folder)
    engine.close()
    return DONE


def run_backup(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    engine.backup(Path(given.file))
    tell("backed_up", file=given.file)
    engine.close()
    return DONE


def run_restore(given: argparse.Namespace) -> int:
    from engine.bootstrap import restore

    restore(settings(), Path(given.file))
    tell("restored", file=given.file)
    return DONE


def run_user(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    if given.list:
        for person in engine.people():
            roles = ", ".join(f"{role['app']}/{role['role']}" for role in person["roles"])
            print(f"{person['email']}\t{person['name']}\t{roles}")
    else:
        email, password = engine.set_person(
            given.email, name=given.name, password=given.password, admin=given.admin, roles=given.role or []
        )
        tell("person_set", email=email)
        if password and not given.password:
            tell("password_made", password=password)
    engine.close()
    return DONE


def run_import(given: argparse.Namespace) -> int:
    from engine.exchange.commands import import_file

    engine = engine_of_settings()
    code = import_file(engine, given, language(), _progress)
    engine.close()
    return code


def run_export(given: argparse.Namespace) -> int:
    from engine.exchange.commands import export_file

    engine = engine_of_settings()
    code = export_file(engine, given, language())
    engine.close()
    return code


def run_eval(given: argparse.Namespace) -> int:
    import json

    from engine.expression.lenient import evaluate_line

    source = open(given.file, encoding="utf-8") if given.file else sys.stdin  # noqa: SIM115 - stdin is not ours to close
    for line in source:
        if line.strip():
            print(json.dumps(evaluate_line(line), ensure_ascii=False), flush=True)
    return DONE


def run_bench(given: argparse.Namespace) -> int:
    import subprocess

    program = Path(__file__).resolve().parent.parent / "benchmarks"
    if not program.is_dir():
        tell("bench_needs_checkout")
        return REFUSED
    return subprocess.call([sys.executable, "-m", "benchmarks", *given.rest], cwd=program.parent)


# ---- the parser


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
        one.add_argument("--port", type=int, default=None)
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
    one = command("publish", run_publish)
    one.add_argument("folder")
    one.add_argument("--merge", action="store_true")
    one.add_argument("--replace", type=int, metavar="VERSION")
    one.add_argument("--yes", action="store_true")
    one.add_argument("--note", default="")
    one = command("export-app", run_export_app)
    one.add_argument("app")
    one.add_argument("folder")
    one.add_argument("--json", action="store_true")
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


if __name__ == "__main__":
    raise SystemExit(main())
