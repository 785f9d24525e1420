"""`make bench`: all measurements, or those that are named; writes benchmarks/results/<date>.json, prints tables."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import computed, expressions, importing, machine, many_forms, requests, sizes
from tests.support import postgres
from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases

RESULTS = Path(__file__).resolve().parent / "results"


def size(name: str, default: int) -> int:
    """A size from the environment: FORMWRIGHT_BENCH_ROWS and so on."""
    return int(os.environ.get(f"FORMWRIGHT_BENCH_{name}", default))


def several(name: str, default: str) -> tuple[int, ...]:
    """Several sizes from the environment, divided by commas."""
    return tuple(int(word) for word in os.environ.get(f"FORMWRIGHT_BENCH_{name}", default).split(","))


def main(parts: list[str]) -> int:
    machine.divide()
    kinds = os.environ.get("FORMWRIGHT_BENCH_DATABASES", "sqlite,postgresql").split(",")
    result: dict[str, Any] = {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "machine": machine.about()}
    with tempfile.TemporaryDirectory(prefix="formwright-bench-") as name:
        for kind in kinds:
            databases: Databases
            if kind == "sqlite":
                databases = SqliteDatabases(Path(name))
            else:
                databases = PostgresDatabases(postgres.start())
            result[kind] = measured = _measure(parts, databases, Path(name))
            for part in _PARTS:
                if part in measured:
                    print(_PARTS[part].table(kind, measured[part]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{time.strftime('%Y-%m-%d-%H%M', time.gmtime())}.json"
    file.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nWritten to {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")
    return 0


_PARTS: dict[str, Any] = {
    "requests": requests,
    "import": importing,
    "sizes": sizes,
    "forms": many_forms,
    "computed": computed,
    "expressions": expressions,
}


def _measure(parts: list[str], databases: Databases, folder: Path) -> dict[str, Any]:
    measured: dict[str, Any] = {}
    if not parts or "requests" in parts:
        measured["requests"] = requests.measure(
            databases,
            folder,
            rows=size("ROWS", 100_000),
            seconds=size("SECONDS", 3),
            repeats=size("REPEATS", 3),
        )
    if not parts or "import" in parts:
        rows, repeats = size("IMPORT_ROWS", 100_000), size("REPEATS", 3)
        measured["import"] = importing.measure(databases, folder, rows=rows, repeats=repeats)
    if not parts or "sizes" in parts:
        counts = several("SIZES", "10000,100000")
        measured["sizes"] = sizes.measure(databases, folder, rows=counts, seconds=size("SECONDS", 3))
    if not parts or "forms" in parts:
        counts = several("FORMS", "10,100,500")
        measured["forms"] = many_forms.measure(databases, folder, forms=counts, seconds=size("SECONDS", 3))
    if not parts or "computed" in parts:
        measured["computed"] = computed.measure(
            databases,
            folder,
            rows=size("COMPUTED_ROWS", 200_000),
            chain_rows=size("CHAIN_ROWS", 100_000),
            repeats=size("REPEATS", 3),
        )
    if (not parts or "expressions" in parts) and databases.kind == "sqlite":  # no database in it: once
        measured["expressions"] = expressions.measure(size("SECONDS", 3))
    return measured
