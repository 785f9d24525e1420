"""R1-R6 and W1-W3 on every target by 1 and 16 clients; targets take turns, so that the machine's moods hit all."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from benchmarks import load, machine
from benchmarks.targets import ProductTarget, Running, Target, TwinTarget
from benchmarks.workload import TASKS, Asked, Request, Task
from tests.support.databases import Databases

CLIENTS = (1, 16)
WARM_SECONDS = 0.5
Bursts = dict[tuple[str, int, str], list[tuple[load.Measured, float]]]
# Of the twin: the first bar, and where we want to be.
BARS = {"read": (0.5, 0.8), "W1": (0.4, 0.7), "W2": (0.4, 0.7), "W3": (0.4, 0.6)}


def bar(task: Task) -> tuple[float, float]:
    return BARS["read"] if task.kind == "read" else BARS[task.name]


def measure(databases: Databases, folder: Path, *, rows: int, seconds: float, repeats: int) -> dict[str, Any]:
    """Medians per task, number of clients and target, with the ratio of the product to the twin."""
    targets: list[Target] = [
        TwinTarget(databases, folder, rows),
        TwinTarget(databases, folder, rows, floor=True),
        ProductTarget(databases, folder, rows),
    ]
    for target in targets:
        print(f"  {databases.kind}: {rows} rows into the {target.name}", flush=True)
        target.prepare()
    bursts: Bursts = {}
    work: list[float] = []
    for number in range(repeats):
        work.append(machine.fixed_work())
        for target in targets:
            print(f"  {databases.kind}: round {number + 1} of {repeats}, {target.name}", flush=True)
            for task, clients, measured, cpu in _round(target, rows, seconds, number):
                bursts.setdefault((task.name, clients, target.name), []).append((measured, cpu))
        work.append(machine.fixed_work())
    return {"rows": rows, "fixed_work_seconds": work, "tasks": _medians(bursts)}


def _round(target: Target, rows: int, seconds: float, number: int) -> list[tuple[Task, int, load.Measured, float]]:
    """All tasks once on one target: reads first, they find the same rows in every target."""
    done = []
    asked = Asked(rows, next_row=10_000_000 * (number + 1))
    with target.running() as running:
        for task in TASKS:
            for clients in CLIENTS:
                if task.rows > 1 and clients > 1:
                    continue
                requests = target.requests(task, asked)
                limit = task.limit
                time = seconds * 10 if limit else seconds
                if task.kind == "read":  # statements and pages are made ready once, in every target
                    _burst(running, requests, clients, WARM_SECONDS, None)
                before = machine.cpu_seconds(running.pid)
                measured = _burst(running, requests, clients, time, limit)
                cpu = (machine.cpu_seconds(running.pid) - before) / max(measured.requests, 1)
                if measured.failed:
                    raise SystemExit(f"{target.name}, {task.name}: {measured.failed} failed: {measured.first_failure}")
                done.append((task, clients, measured, cpu * 1000))
    return done


def _burst(running: Running, requests: list[Request], clients: int, seconds: float, limit: int | None) -> load.Measured:
    return load.run(running.port, requests, running.headers, clients, seconds, limit, machine.load_core())


def _medians(bursts: Bursts) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for task in TASKS:
        for clients in CLIENTS:
            found = {
                name: bursts[key]
                for name in ("product", "twin", "floor")
                if (key := (task.name, clients, name)) in bursts
            }
            if not found:
                continue
            line: dict[str, Any] = {}
            for name, runs in found.items():
                line[name] = {
                    "per_second": round(statistics.median(run.per_second for run, _ in runs) * task.rows, 1),
                    "p50_ms": statistics.median(run.p50 for run, _ in runs),
                    "p99_ms": statistics.median(run.p99 for run, _ in runs),
                    "cpu_ms": round(statistics.median(cpu for _, cpu in runs), 3),
                    "runs": [round(run.per_second * task.rows, 1) for run, _ in runs],
                }
            product, twin = line["product"], line["twin"]
            line["of_twin"] = round(product["per_second"] / twin["per_second"], 3)
            line["of_twin_by_cpu"] = round(twin["cpu_ms"] / product["cpu_ms"], 3) if product["cpu_ms"] else None
            result.setdefault(task.name, {})[str(clients)] = line
    return result


def table(kind: str, measured: dict[str, Any]) -> str:
    """The figures as a person reads them."""
    lines = [
        f"\n{kind}, {measured['rows']} rows (requests/s, W3 rows/s; medians; by CPU: time of the server process)",
        f"{'':4} {'':42} {'clients':>7} {'product':>9} {'twin':>9} {'floor':>9} {'of twin':>8} {'by CPU':>7}  bar",
    ]
    for task in TASKS:
        for clients, line in measured["tasks"].get(task.name, {}).items():
            first, wanted = bar(task)
            ratio = line["of_twin"]
            verdict = "wanted" if ratio >= wanted else "first" if ratio >= first else "MISSED"
            cpu = line["of_twin_by_cpu"] or 0
            figures = " ".join(f"{line[name]['per_second']:9.0f}" for name in ("product", "twin", "floor"))
            lines.append(
                f"{task.name:4} {task.says:42} {clients:>7} {figures} {ratio:8.2f} {cpu:7.2f}  {first} {verdict}"
            )
    return "\n".join(lines)
