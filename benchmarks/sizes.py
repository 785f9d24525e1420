"""Costs must grow with the answer and not with the table: the same reads at ten times the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import load, machine
from benchmarks.targets import ProductTarget
from benchmarks.workload import TASKS, Asked, Request
from tests.support.databases import Databases

DASHBOARD = "/api/v1/apps/bench/dashboards/all/data"


def measure(databases: Databases, folder: Path, *, rows: tuple[int, ...], seconds: float) -> dict[str, Any]:
    """Median milliseconds of each read by one client, per number of rows."""
    result: dict[str, Any] = {"rows": list(rows), "p50_ms": {}}
    for count in rows:
        print(f"  {databases.kind}: the same reads on {count} rows", flush=True)
        target = ProductTarget(databases, folder / f"sizes-{databases.kind}-{count}", count)
        target.prepare()
        asked = Asked(count)
        with target.running() as running:
            for task in (task for task in TASKS if task.kind == "read"):
                requests = target.requests(task, asked)
                measured = load.run(running.port, requests, running.headers, 1, seconds, None, machine.load_core())
                result["p50_ms"].setdefault(task.name, []).append(measured.p50)
            asks = [Request("GET", DASHBOARD)]
            measured = load.run(running.port, asks, running.headers, 1, seconds, None, machine.load_core())
            assert not measured.failed, measured.first_failure
            result["p50_ms"].setdefault("D8", []).append(measured.p50)
    return result


def table(kind: str, measured: dict[str, Any]) -> str:
    says = {task.name: task.says for task in TASKS} | {"D8": "a dashboard of 8 widgets"}
    head = "".join(f"{count:>12}" for count in measured["rows"])
    lines = [f"\n{kind}, milliseconds (median, one client) by rows", f"{'':47}{head}"]
    for name, times in measured["p50_ms"].items():
        lines.append(f"{name:4} {says[name]:42}" + "".join(f"{time:12.2f}" for time in times))
    return "\n".join(lines)
