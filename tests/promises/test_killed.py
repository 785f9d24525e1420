"""kill -9 in the middle of an import, a publish or a run: nothing is lost, done twice or half there."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks import workload
from benchmarks.many_forms import write_app
from engine import records
from engine.people import accounts
from tests.publishing.test_conversions import APP, FORM, MERGED
from tests.support import dumps, seeds
from tests.support.databases import Databases
from tests.support.engines import engine_at
from tests.support.server import ADMIN_EMAIL, FORMWRIGHT, command, environment, running, start
from tests.support.sizes import sized
from tests.support.whole import whole

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
KILLS = range(sized(1, 20))
ROWS = sized(1000, 10_000)
DEALS = 6
PATIENCE = 120.0


def _until(what: str, ready: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Waits for a state and gives it back."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = ready()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come about within {patience:.0f} s")


def _let_live(process: subprocess.Popen[Any], seconds: float) -> None:
    """Lets a process work for so long, or until it ends by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _moment(name: str, longest: float) -> float:
    """A random moment of the work, the same for the same seed."""
    return seeds.generator(name).uniform(0.02, max(0.05, longest))


# ---- an import


def _published(url: str, data: Path) -> None:
    done = command("publish", str(ROOT / "benchmarks" / "app"), data_dir=data, database_url=url)
    assert done.returncode == 0, done.stdout + done.stderr
    _begun(url, data)


def _begun(url: str, data: Path) -> None:
    """What a server does by itself at its first start, the filling of the holidays, is done."""
    with engine_at(url, data) as engine:
        engine.tidy()
        engine.settle()


def _start_import(client: httpx.Client, file: Path) -> int:
    with file.open("rb") as content:
        made = client.post("apps/bench/forms/opportunity/imports", files={"file": (file.name, content, "text/csv")})
    assert made.status_code == 201, made.text
    started = client.post(f"imports/{made.json()['id']}/run")
    assert started.status_code == 202, started.text
    return int(started.json()["job"])


def _over(client: httpx.Client, job: int) -> dict[str, Any] | None:
    found: dict[str, Any] = client.get(f"jobs/{job}").json()
    return found if found["state"] in ("done", "failed", "cancelled") else None


@pytest.mark.parametrize("kill", KILLS)
def test_an_import_goes_on_by_itself_and_no_row_comes_twice_or_is_lost(
    databases: Databases, tmp_path: Path, kill: int
) -> None:
    file = tmp_path / "rows.csv"
    workload.write_csv(file, ROWS, start=100)
    expected_url, url = databases.fresh(), databases.fresh()
    with databases.lent(expected_url), databases.lent(url):
        undisturbed, data = tmp_path / "undisturbed", tmp_path / "killed"
        _published(expected_url, undisturbed)
        with running("serve", undisturbed, database_url=expected_url) as server, server.client() as client:
            began = time.monotonic()
            job = _start_import(client, file)
            over = _until("the import", lambda: _over(client, job))
            took = time.monotonic() - began
        assert (over["state"], over["result"]["created"]) == ("done", ROWS)

        _published(url, data)
        server = start("serve", data, database_url=url)
        server.wait_until_ready()
        with server.client() as client:
            job = _start_import(client, file)
        _let_live(server.process, _moment(f"import {databases.kind} {kill}", took))
        server.kill()
        with running("serve", data, database_url=url) as server, server.client() as client:
            over = _until("the import after the kill", lambda: _over(client, job))
        assert (over["state"], over["result"]["created"]) == ("done", ROWS)
        expected, found = whole(expected_url), whole(url)
        assert sum(found["bench__opportunity"].values()) == ROWS
        assert dumps.differences(expected, found) == []


@pytest.mark.parametrize("kill", KILLS)
def test_a_publish_that_makes_values_others_is_done_whole_or_not_at_all(
    databases: Databases, tmp_path: Path, kill: int
) -> None:
    folder = tmp_path / "new"
    changed = APP[FORM].replace("size: {type: text}", "size: {type: number, decimals: 2}")
    for before, after in MERGED:
        changed = changed.replace(before, after)
    for name, text in {**APP, FORM: changed}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    def prepare(url: str) -> None:
        with engine_at(url, tmp_path / "prepared") as engine:
            engine.publisher.publish(dict(APP), actor="cli")
            context = engine.system()
            rows = [{"name": str(n), "size": str(n) if n % 3 else "many", "state": "abc"[n % 3]} for n in range(ROWS)]
            records.create_many(context, context.form("store", "thing"), rows)
        _begun(url, tmp_path / "prepared")

    def publish(url: str, data: Path) -> subprocess.CompletedProcess[str]:
        return command("publish", str(folder), "--yes", data_dir=data, database_url=url)

    expected_url, url = (databases.prepared(f"converted {kill}", prepare) for _ in range(2))
    with databases.lent(expected_url), databases.lent(url):
        before = whole(url)
        began = time.monotonic()
        done = publish(expected_url, tmp_path / "a")
        took = time.monotonic() - began
        assert done.returncode == 0, done.stdout + done.stderr
        process = subprocess.Popen(
            [*FORMWRIGHT, "publish", str(folder), "--yes"],
            env=environment(tmp_path / "b", url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _let_live(process, took / 2 + _moment(f"convert {databases.kind} {kill}", took / 2))
        process.kill()
        process.wait(10)
        found, after = whole(url), whole(expected_url)
        assert not dumps.differences(before, found) or not dumps.differences(after, found), "neither old nor new"
        again = publish(url, tmp_path / "b")
        assert again.returncode == 0, again.stderr
        assert dumps.differences(after, whole(url)) == []


# ---- a run of a rule


def _crm(url: str, data: Path) -> None:
    done = command("install", "crm", "--sample-data", data_dir=data, database_url=url)
    assert done.returncode == 0, done.stdout + done.stderr
    _begun(url, data)


def _open_deals(client: httpx.Client) -> list[int]:
    asked: dict[str, str | int] = {"where": "stage = 'contract'", "sort": "id", "limit": DEALS}
    return [record["id"] for record in client.get("apps/crm/forms/opportunity/records", params=asked).json()["records"]]


def _runs(client: httpx.Client, deals: list[int]) -> list[dict[str, Any]] | None:
    """The runs of the rule for these deals, once all of them are over."""
    asked: dict[str, str | int] = {"rule": "won_creates_task", "limit": 200}
    found = client.get("apps/crm/runs", params=asked).json()["runs"]
    mine = [run for run in found if run["record"] and run["record"]["id"] in deals]
    over = all(run["state"] in ("done", "failed") for run in mine)
    return mine if over and {run["record"]["id"] for run in mine} == set(deals) else None


def _undisturbed(url: str, data: Path, deals: list[int]) -> None:
    """The same work by the same person, with nobody killed: in this process, which is quicker."""
    with engine_at(url, data) as engine:
        with engine.database.read() as tx:
            account = accounts.by_email(tx, ADMIN_EMAIL)
            assert account is not None
            actor = engine.actor_of(tx, account)
        context = engine.context(actor, origin="screen")
        for deal in deals:
            records.update(context, context.form("crm", "opportunity"), deal, {"stage": "won"})
        engine.settle()


@pytest.mark.parametrize("kill", KILLS)
def test_a_rule_that_was_running_has_its_effects_once(databases: Databases, tmp_path: Path, kill: int) -> None:
    def prepare(fresh: str) -> None:
        _crm(fresh, tmp_path / "prepared")

    url = databases.prepared("crm with sample data", prepare)
    with databases.lent(url), databases.lent(databases.prepared("crm with sample data", prepare)) as expected_url:
        data = tmp_path / "killed"
        server = start("serve", data, database_url=url)
        server.wait_until_ready()
        with server.client() as client:
            deals = _open_deals(client)
            assert deals
            for deal in deals:
                won = client.patch(f"apps/crm/forms/opportunity/records/{deal}", json={"stage": "won"})
                assert won.status_code == 200, won.text
        _let_live(server.process, _moment(f"run {databases.kind} {kill}", 0.5))
        server.kill()
        with running("serve", data, database_url=url) as server, server.client() as client:
            runs = _until("the runs after the kill", lambda: _runs(client, deals))
        assert {run["state"] for run in runs} == {"done"}
        assert len(runs) == len(deals)
        _undisturbed(expected_url, tmp_path / "undisturbed", deals)
        assert dumps.differences(whole(expected_url), whole(url)) == []


# ---- a publish


@pytest.mark.parametrize("kill", KILLS)
def test_a_publish_is_there_whole_or_not_at_all_and_can_be_done_again(
    databases: Databases, tmp_path: Path, kill: int
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write_app(first, 6)
    write_app(second, 6)
    for form in sorted((second / "forms").iterdir()):
        form.write_text(form.read_text(encoding="utf-8") + "  added: {type: text}\n", encoding="utf-8")

    def publish(folder: Path, url: str, data: Path) -> subprocess.CompletedProcess[str]:
        return command("publish", str(folder), data_dir=data, database_url=url)

    expected_url, url = databases.fresh(), databases.fresh()
    with databases.lent(expected_url), databases.lent(url):
        for one, data in ((expected_url, tmp_path / "a"), (url, tmp_path / "b")):
            done = publish(first, one, data)
            assert done.returncode == 0, done.stderr
        before = dumps.shape(url)
        began = time.monotonic()
        done = publish(second, expected_url, tmp_path / "a")
        took = time.monotonic() - began
        assert done.returncode == 0, done.stderr
        after = dumps.shape(expected_url)
        assert before != after

        process = subprocess.Popen(
            [*FORMWRIGHT, "publish", str(second)],
            env=environment(tmp_path / "b", url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # Starting Python is the first half of the time; the work is in the second.
        _let_live(process, took / 2 + _moment(f"publish {databases.kind} {kill}", took / 2))
        process.kill()
        process.wait(10)
        assert dumps.shape(url) in (before, after)
        again = publish(second, url, tmp_path / "b")
        assert again.returncode == 0, again.stderr
        assert dumps.shape(url) == after
        assert dumps.differences(whole(expected_url), whole(url)) == []
