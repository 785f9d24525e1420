"""Installations with many forms: how long check, install, publish and a cold start take, and what they weigh."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks import load, machine
from benchmarks.workload import Request
from tests.support import server as servers
from tests.support.databases import Databases

FIELDS = (
    "{type: text, max: 200, search: true}",
    "{type: text, max: 100}",
    "{type: money, currency: CNY, min: 0}",
    "{type: number, decimals: 2}",
    "{type: date}",
    "{type: yes_no}",
    "{type: select, options: [{id: low, label: Low}, {id: high, label: High}]}",
    "{type: percent}",
    "{type: datetime}",
    "{type: long_text}",
)
FIELDS_OF_A_FORM = 20
COLD_START_SECONDS = 1.5
IDLE_MB = 100


def write_app(folder: Path, forms: int) -> None:
    """An app of so many forms with twenty fields, each with a view, every second one pointing at the one before."""
    (folder / "forms").mkdir(parents=True, exist_ok=True)
    (folder / "views").mkdir(exist_ok=True)
    about = "kind: app\nid: many\nlabel: Many forms\nversion: 1.0.0\nlanguage: {written_in: en}\ncurrency: CNY\n"
    (folder / "app.yaml").write_text(about, encoding="utf-8")
    for number in range(forms):
        name = f"form_{number:03}"
        lines = [f"kind: form\nid: {name}\nlabel: Form {number}\ntitle: '{{{{ f00 }}}}'\nfields:"]
        lines += [f"  f{index:02}: {FIELDS[index % len(FIELDS)]}" for index in range(FIELDS_OF_A_FORM - 1)]
        if number:
            lines.append(f"  f{FIELDS_OF_A_FORM - 1:02}: {{type: relation, to: form_{number - 1:03}}}")
        else:
            lines.append(f"  f{FIELDS_OF_A_FORM - 1:02}: {{type: text}}")
        (folder / "forms" / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        view = f"kind: view\nid: all_{name}\nform: {name}\nlabel: All {number}\ntype: table\n"
        view += "sort: [-f02]\ncolumns: [f00, f01, f02]\n"
        (folder / "views" / f"all_{name}.yaml").write_text(view, encoding="utf-8")


def measure(databases: Databases, folder: Path, *, forms: tuple[int, ...], seconds: float) -> dict[str, Any]:
    """Seconds of each command (the whole process) and of a cold start, megabytes of the server; per number of forms."""
    return {str(count): _one(databases, folder / f"many-{databases.kind}-{count}", count, seconds) for count in forms}


def _one(databases: Databases, folder: Path, count: int, seconds: float) -> dict[str, float]:
    print(f"  {databases.kind}: {count} forms", flush=True)
    app, data, out, url = folder / "app", folder / "data", folder / "out", databases.fresh()
    write_app(app, count)

    def timed(*arguments: str) -> float:
        began = time.monotonic()
        done = servers.command(*arguments, data_dir=data, database_url=url, timeout=900)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-1000:]} {done.stderr[-2000:]}"
        return round(time.monotonic() - began, 2)

    result = {"check_s": timed("check", str(app)), "install_s": timed("publish", str(app))}
    timed("export-app", "many", str(out))
    form = out / "forms" / "form_000.yaml"
    form.write_text(form.read_text(encoding="utf-8") + "  extra: {type: text, label: Extra}\n", encoding="utf-8")
    result["publish_s"] = timed("publish", str(out))
    began = time.monotonic()
    with servers.running("serve", data, database_url=url) as server:
        result["cold_start_s"] = round(time.monotonic() - began, 2)
        result["idle_mb"] = machine.memory_mb(server.process.pid)
        with server.client() as admin:
            records = f"apps/many/forms/form_{count // 2:03}/records"
            rows = [{"f00": f"Row {number}", "f02": f"{number}.00"} for number in range(200)]
            assert admin.post(records, json=rows).status_code == 201
            cookies = "; ".join(f"{name}={value}" for name, value in admin.cookies.items())
            measured = load.run(
                server.port,
                [Request("GET", f"/api/v1/{records}?limit=100")],
                {"Cookie": cookies},
                1,
                seconds,
                None,
                machine.load_core(),
            )
        result["list_p50_ms"] = measured.p50
        result["after_requests_mb"] = machine.memory_mb(server.process.pid)
    return result


def table(kind: str, measured: dict[str, Any]) -> str:
    names = list(next(iter(measured.values())))
    lines = [
        f"\n{kind}, by number of forms (20 fields each)",
        f"{'':20}" + "".join(f"{count:>12}" for count in measured),
    ]
    lines += [f"{name:20}" + "".join(f"{one[name]:12.2f}" for one in measured.values()) for name in names]
    return "\n".join(lines)
