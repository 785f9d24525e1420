"""Runs every check, the quick ones first, and ends by saying what ran where: the body of `make test`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import node
import ui

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support import postgres, sampling, seeds, tally

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "builder_ui"


@dataclass(frozen=True)
class Step:
    """One kind of check; `run` says whether it went well."""

    name: str
    group: str
    run: Callable[[], bool]


class Counts:
    """What ran: pytest's runs append lines to a file, the UI's tests write a report."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "tally.jsonl"
        self.vitest = folder / "vitest.json"

    def total(self) -> Counter[str]:
        total: Counter[str] = Counter()
        if self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                total.update(json.loads(line))
        if self.vitest.exists():
            report = json.loads(self.vitest.read_text(encoding="utf-8"))
            total.update(ui=report["numPassedTests"], passed=report["numPassedTests"], failed=report["numFailedTests"])
        return total


def _tool(*command: str) -> Callable[[], bool]:
    def run() -> bool:
        ended = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode
        if ended < 0:
            print(f"\n{command[0]} was ended by signal {-ended}.", flush=True)
        return ended == 0

    return run


def _layers() -> bool:
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([str(linter)], cwd=ROOT, check=False).returncode == 0


def _pytest(*arguments: str) -> Callable[[], bool]:
    return _tool("pytest", "-q", "--no-header", *arguments)


def _npm(*arguments: str, packages: tuple[Path, ...] = (UI,)) -> Callable[[], bool]:
    def run() -> bool:
        found = node.find_or_install()
        try:
            for folder in packages:
                ui.install_packages(folder, found)
            found.run_npm(*arguments, folder=UI)
        except (subprocess.CalledProcessError, OSError) as error:
            print(error)
            return False
        return True

    return run


def steps(counts: Counts) -> list[Step]:
    """All checks in order. Two processes of tests at most: the machine of reference has two cores."""
    vitest = ("test", "--silent", "--", "--reporter=default", "--reporter=json", f"--outputFile={counts.vitest}")
    quick, longer = "not browser and not api_fuzz and not slow", "(api_fuzz or slow) and not browser"
    return [
        Step("ruff", "lint", _tool("ruff", "check", "--quiet", ".")),
        Step("import-linter", "lint", _layers),
        Step("mypy", "lint", _tool("mypy")),
        Step("tsc", "lint", _npm("run", "--silent", "types")),
        Step("eslint", "lint", _npm("run", "--silent", "lint", packages=(UI, UI / "tools"))),
        Step("vitest", "ui", _npm(*vitest)),
        Step("what the pages weigh", "ui", _npm("run", "--silent", "budget")),
        Step("Python tests", "tests", _pytest("-n", "2", "--dist", "worksteal", "-m", quick)),
        Step("kills, wheel, random requests", "tests", _pytest("-n", "2", "--dist", "worksteal", "-m", longer)),
        Step("browser", "tests", _pytest("-n", "2", "--dist", "loadfile", "tests/e2e")),
    ]


def postgres_starts() -> bool:
    """Named in the first seconds: tests on PostgreSQL fail for the same reason otherwise, many minutes later."""
    try:
        server = postgres.start()
    except postgres.PostgresDidNotStart as error:
        print(error)
        return False
    print(f"PostgreSQL {server.version or '?'} ({server.origin}).", flush=True)
    return True


def main(groups: list[str]) -> int:
    print(f"Seed {seeds.settle()}: repeat with {seeds.SEED}={seeds.settle()}.", flush=True)
    if (not groups or "tests" in groups) and not postgres_starts():
        return 1
    failed: list[str] = []
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="formwright-check-") as folder:
        counts = Counts(Path(folder))
        os.environ[tally.INTO] = str(counts.file)
        os.environ[sampling.SAMPLED] = "1"
        for step in steps(counts):
            if groups and step.group not in groups:
                continue
            print(f"\n=== {step.name}", flush=True)
            began = time.monotonic()
            good = step.run()
            print(f"--- {step.name}: {'ok' if good else 'FAILED'}, {time.monotonic() - began:.0f} s", flush=True)
            if not good:
                failed.append(step.name)
        total = counts.total()
    return _say(total, failed, time.monotonic() - start)


def _say(total: Counter[str], failed: list[str], seconds: float) -> int:
    print(f"\nChecked in {seconds / 60:.1f} minutes with seed {seeds.settle()}.")
    print(
        f"Tests that ran on SQLite: {total['sqlite']}, on PostgreSQL: {total['postgresql']}, "
        f"in the browser: {total['browser']}, of the UI's units: {total['ui']}."
    )
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    print(f"{total['passed']} passed, {max(total['failed'], len(failed))} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main([word for word in sys.argv[1:] if not word.startswith("-")]))
