"""Commands about data and people: install, backup, restore, user, import, export, bench."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.cli.apps import take_in
from engine.cli.terminal import (
    DONE,
    REFUSED,
    USAGE,
    complain_job,
    engine_of_settings,
    language,
    progress,
    settings,
    tell,
)
from engine.texts import say

SHOWN_PROBLEMS = 200
COUNTS = ("created", "updated", "failed", "left_empty")


def run_install(given: argparse.Namespace) -> int:
    if given.template.endswith(".zip"):
        return take_in(Path(given.template), given.id, given.label)
    engine = engine_of_settings()
    job = engine.install(
        given.template, sample_data=given.sample_data, language=given.language or language(), show=progress
    )
    engine.close()
    if job.state != "done":
        complain_job(job)
        return REFUSED
    tell("installed", app=job.result["app"])
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
    if not given.list and not given.email:
        print(say("user_needs_email", {}, language()), file=sys.stderr)
        return USAGE
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
    from engine.errors import MalformedRequest

    engine = engine_of_settings()
    context = engine.system("cli", origin="import")
    app, _, form_id = given.form.partition("/")
    form = context.form(app, form_id)
    file = Path(given.file)
    with file.open("rb") as content:
        started = engine.imports.start(context, form, file.name, content)
    mapping = dict(started["mapping"])
    for pair in given.map or ():
        column, equals, field = pair.partition("=")
        if not equals or column not in mapping:
            raise MalformedRequest(reason=f"--map {pair}")
        name, _, by = field.partition(":")
        mapping[column] = {"field": name or None, "by": by or None}
    options = {"key": given.key} if given.key else {}
    engine.imports.choose(context, started["id"], mapping, options)
    for column, target in mapping.items():
        print(f"  {column} -> {(target or {}).get('field') or '-'}")
    job = engine.wait_for(engine.imports.run(context, started["id"], dry=given.dry_run), show=progress)
    row = engine.imports.get(context, started["id"])
    report = row["report"] or {}
    if given.errors:
        engine.imports.error_sheet(context, started["id"], Path(given.errors))
    for problem in report.get("problems", [])[:SHOWN_PROBLEMS]:
        said = problem["message"] or say(problem["code"], problem["values"], language())
        near = say("import_nearest", {"nearest": problem["nearest"]}, language()) if problem["nearest"] else ""
        print(f"{problem['row']}\t{problem['column'] or problem['field']}\t{problem['value'] or ''}\t{said} {near}")
    if job.error:
        complain_job(job)
    tell("import_dry" if given.dry_run else "import_done", **{name: report.get(name, 0) for name in COUNTS})
    engine.close()
    return DONE if job.state == "done" and not report.get("failed") else REFUSED


def run_export(given: argparse.Namespace) -> int:
    from engine.exchange.exporting import export_csv, export_xlsx
    from engine.records import PageQuery

    engine = engine_of_settings()
    context = engine.context(engine.system("cli").actor, language=language())
    app, _, form_id = given.form.partition("/")
    form = context.form(app, form_id)
    query = PageQuery(where=given.where, fields=given.fields)
    file = Path(given.file)
    if file.suffix.lower() == ".xlsx":
        export_xlsx(context, form, query, file)
    else:
        with file.open("wb") as target:
            for piece in export_csv(context, form, query):
                target.write(piece)
    tell("exported", file=str(file))
    engine.close()
    return DONE


def run_bench(given: argparse.Namespace) -> int:
    import subprocess

    program = Path(__file__).resolve().parent.parent / "benchmarks"
    if not program.is_dir():
        tell("bench_needs_checkout")
        return REFUSED
    return subprocess.call([sys.executable, "-m", "benchmarks", *given.rest], cwd=program.parent)
