"""W4: a CSV through the product's own importer, beside the database's bare bulk path; and who waits meanwhile."""

from __future__ import annotations

import csv
import sqlite3
import statistics
import time
from pathlib import Path
from typing import Any

import httpx
import psycopg

from benchmarks import machine, workload
from benchmarks.targets import ProductTarget
from benchmarks.workload import COLUMNS
from tests.support import server as servers
from tests.support.databases import Databases, SqliteDatabases
from tests.support.postgres import plain

FIRST_BAR, WANTED = 0.05, 0.1
LONGEST_WAIT_MS = 300
_PAUSE = 0.02  # seconds between two writes of the person beside the import
_PATIENCE = 1800


def measure(databases: Databases, folder: Path, *, rows: int, repeats: int) -> dict[str, Any]:
    """Rows per second of an import and of executemany / COPY, and the waits of a person who writes meanwhile."""
    file = folder / f"import-{rows}.csv"
    workload.write_csv(file, rows, start=5_000_000)
    target = ProductTarget(databases, folder / f"import-{databases.kind}", 1000)
    target.prepare()
    raw, alone = [], []
    work = [machine.fixed_work()]
    with servers.running("serve", target.data, database_url=target.url) as server, server.client() as admin:
        for number in range(repeats):
            print(f"  {databases.kind}: import {number + 1} of {repeats}, {rows} rows", flush=True)
            raw.append(rows / _raw(databases, file))
            alone.append(rows / _import(admin, file, rows))
        print(f"  {databases.kind}: import beside a person who writes", flush=True)
        waits: list[float] = []
        beside = rows / _import(admin, file, rows, meanwhile=lambda: waits.append(_write(admin, target)))
    work.append(machine.fixed_work())
    waits.sort()
    product, bare = statistics.median(alone), statistics.median(raw)
    return {
        "rows": rows,
        "fixed_work_seconds": work,
        "product_rows_per_second": round(product),
        "raw_rows_per_second": round(bare),
        "of_raw": round(product / bare, 4),
        "beside": {
            "import_rows_per_second": round(beside),
            "writes": len(waits),
            "p50_ms": _at(waits, 0.5),
            "p99_ms": _at(waits, 0.99),
            "worst_ms": _at(waits, 1.0),
        },
    }


def _at(waits: list[float], share: float) -> float:
    return round(waits[min(len(waits) - 1, int(len(waits) * share))] * 1000, 1) if waits else 0.0


def _write(client: httpx.Client, target: ProductTarget) -> float:
    """One interactive create; the seconds it took."""
    body = workload.row(int(time.monotonic() * 1000) % 1_000_000 + 8_000_000)
    began = time.monotonic()
    answer = client.post(target.records.removeprefix("/api/v1/"), json=body)
    took = time.monotonic() - began
    assert answer.status_code == 201, answer.text
    time.sleep(_PAUSE)
    return took


def _import(client: httpx.Client, file: Path, rows: int, meanwhile: Any = None) -> float:
    """Seconds from the start of the job to its end; what could not be imported is an error here."""
    with file.open("rb") as content:
        made = client.post("apps/bench/forms/opportunity/imports", files={"file": (file.name, content, "text/csv")})
    assert made.status_code == 201, made.text
    began = time.monotonic()
    started = client.post(f"imports/{made.json()['id']}/run")
    assert started.status_code == 202, started.text
    until = began + _PATIENCE
    while time.monotonic() < until:
        job = client.get(f"jobs/{started.json()['job']}").json()
        if job["state"] in ("done", "failed", "cancelled"):
            assert job["state"] == "done", job
            assert job["result"]["created"] == rows, {name: job["result"][name] for name in ("created", "failed")}
            return time.monotonic() - began
        if meanwhile is None:
            time.sleep(0.05)
        else:
            meanwhile()
    raise TimeoutError(f"The import was not done after {_PATIENCE} s")


def _raw(databases: Databases, file: Path) -> float:
    """Seconds to put the same file into a bare table the quickest way that the database has."""
    with file.open(encoding="utf-8", newline="") as content:
        reader = csv.reader(content)
        next(reader)
        began = time.monotonic()
        names = ", ".join(COLUMNS)
        if isinstance(databases, SqliteDatabases):
            path = databases.fresh().removeprefix("sqlite:///")
            link = sqlite3.connect(path)
            link.execute("pragma journal_mode=wal")
            link.execute(f"create table bare (id integer primary key, {names})")
            link.executemany(f"insert into bare ({names}) values ({', '.join('?' * len(COLUMNS))})", reader)
            link.commit()
            link.close()
        else:
            columns = ", ".join(f"{name} text" for name in COLUMNS)
            with psycopg.connect(plain(databases.fresh())) as server, server.cursor() as cursor:
                cursor.execute(
                    f"create table bare (id bigint generated always as identity primary key, {columns})".encode()
                )
                with cursor.copy(f"copy bare ({names}) from stdin".encode()) as copy:
                    for row in reader:
                        copy.write_row(row)
        return time.monotonic() - began


def table(kind: str, measured: dict[str, Any]) -> str:
    ratio, beside = measured["of_raw"], measured["beside"]
    verdict = "wanted" if ratio >= WANTED else "first" if ratio >= FIRST_BAR else "MISSED"
    wait = "within" if beside["p99_ms"] < LONGEST_WAIT_MS else "MISSED"
    return (
        f"\n{kind}, W4 import of {measured['rows']} rows: {measured['product_rows_per_second']} rows/s, bare "
        f"{measured['raw_rows_per_second']} rows/s, ratio {ratio} (bar {FIRST_BAR}: {verdict})\n"
        f"{kind}, a person writing beside it: {beside['writes']} creates, p50 {beside['p50_ms']} ms, "
        f"p99 {beside['p99_ms']} ms, worst {beside['worst_ms']} ms (bar {LONGEST_WAIT_MS} ms: {wait})"
    )
