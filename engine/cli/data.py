"""Commands about data and people: install, backup, restore, user, import, export, bench."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.cli.terminal import DONE, REFUSED, engine_of_settings, language, progress, settings, tell
from engine.texts import say


def run_install(given: argparse.Namespace) -> int:
    engine = engine_of_settings()
    job = engine.install(
        given.template, sample_data=given.sample_data, language=given.language or language(), show=progress
    )
    engine.close()
    if job.state != "done":
        error = job.error or {"code": "job_failed", "values": {"reason": job.state}}
        print(say(error["code"], error.get("values"), language()), file=sys.stderr)
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
    code = import_file(engine, given, language(), progress)
    engine.close()
    return code


def run_export(given: argparse.Namespace) -> int:
    from engine.exchange.commands import export_file

    engine = engine_of_settings()
    code = export_file(engine, given, language())
    engine.close()
    return code


def run_bench(given: argparse.Namespace) -> int:
    import subprocess

    program = Path(__file__).resolve().parent.parent / "benchmarks"
    if not program.is_dir():
        tell("bench_needs_checkout")
        return REFUSED
    return subprocess.call([sys.executable, "-m", "benchmarks", *given.rest], cwd=program.parent)
