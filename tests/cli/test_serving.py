"""`demo`, `serve` and `worker` as whole processes: ready only with data, ports, quick second starts, ends and kills."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from engine.publishing.sample_data import read_sample
from tests.cli.places import NO_ADMIN, Place
from tests.support import seeds
from tests.support.databases import Databases, PostgresDatabases
from tests.support.server import (
    ADMIN_EMAIL,
    ADMIN_PASSWORD,
    FORMWRIGHT,
    Server,
    environment,
    running,
    start,
)

DATA = Path(__file__).resolve().parents[2] / "templates" / "crm" / "data"
SAMPLE = Counter({form.form: len(form.rows) for form in read_sample(DATA, date(2026, 3, 2))})
GENEROUS = 5.0  # a machine that does other things too: bounds of seconds are this many times as long
PATIENCE = 120.0


def until(what: str, ready: Callable[[], Any]) -> Any:
    """Waits for a state and gives it back."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come about within {PATIENCE:.0f} s")


def status(server: Server) -> int:
    """What `health/ready` answers now; 0 while nobody listens."""
    try:
        return httpx.get(f"{server.api}/health/ready", timeout=10).status_code
    except httpx.TransportError:
        return 0


def counted(client: httpx.Client) -> Counter[str]:
    """The records of every form of the CRM, by the API."""
    found: Counter[str] = Counter()
    for form in SAMPLE:
        answer = client.get(f"apps/crm/forms/{form}/records", params={"count": "exact", "limit": 1})
        assert answer.status_code == 200, answer.text
        found[form] = answer.json()["count"]
    return found


@contextmanager
def listening(port: int = 0) -> Iterator[int]:
    """Somebody else's listening port."""
    with closing(socket.create_server(("127.0.0.1", port))) as taken:
        yield taken.getsockname()[1]


# ---- the demo


def test_the_first_start_is_ready_only_with_all_its_data_and_its_admin_signs_in(tmp_path: Path) -> None:
    server = start("demo", tmp_path / "演示 data")
    answers = []
    try:

        def ready() -> bool:
            answers.append(status(server))
            assert server.process.poll() is None, server.said()
            return answers[-1] == 200

        until("the demo", ready)
        assert 503 in answers, "the door was open before the data was there"
        assert set(answers) <= {0, 503, 200}
        with server.client() as client:
            assert counted(client) == SAMPLE
            assert client.get("me").json()["email"] == ADMIN_EMAIL
        wrong = httpx.post(f"{server.api}/auth/login", json={"email": ADMIN_EMAIL, "password": "something else"})
        assert wrong.status_code == 401
        assert ADMIN_PASSWORD not in server.said(), "a password that was given is not printed"
    finally:
        server.stop()


def test_without_an_admin_one_is_made_and_printed_and_a_signal_ends_even_the_first_installation(tmp_path: Path) -> None:
    server = start("demo", tmp_path / "data", more=NO_ADMIN)
    try:
        said = until("the admin", lambda: re.search(r"Admin: (\S+) +Password: (\S+)\n", server.said()))
        answer = httpx.post(f"{server.api}/auth/login", json={"email": said[1], "password": said[2]}, timeout=60)
        assert answer.status_code == 200, answer.text
        assert status(server) == 503
        began = time.monotonic()
        assert server.stop(60) == 0, server.said()
        assert time.monotonic() - began < 5 + GENEROUS
        assert "Traceback" not in server.said() and "start_failed" not in server.said()
    finally:
        server.kill()


def test_a_second_start_installs_nothing_is_quick_and_gives_one_use_links(demo_copy: Callable[[], Path]) -> None:
    began = time.monotonic()
    with running("demo", demo_copy()) as server:
        assert time.monotonic() - began < 3 * GENEROUS
        with server.client() as client:
            assert counted(client) == SAMPLE
            assert [job["type"] for job in client.get("jobs").json()["jobs"]].count("install") <= 1
        until("its line", lambda: "Formwright is ready: " in server.said())
        links = re.findall(rf"{server.url}/api/v1/auth/enter\?token=\S+", server.said())
        assert len(links) > 3 and len(set(links)) == len(links)
        assert server.said().rstrip().endswith(links[-1]), "the reader's own link is the last line"
        with httpx.Client() as reader:
            assert reader.get(links[-1]).status_code in (302, 303, 307)
            assert reader.get(f"{server.api}/me").json()["email"] == ADMIN_EMAIL
        with httpx.Client() as another:
            another.get(links[-1])
            assert another.get(f"{server.api}/me").status_code == 401, "a link signs in once"


@pytest.mark.parametrize("kind", ["demo", "serve"])
def test_a_port_that_was_asked_for_and_is_taken_ends_with_a_sentence(place: Place, kind: str) -> None:
    with listening() as port:
        ended = place.run(kind, "--port", port)
    assert (ended.returncode, ended.stderr) == (1, f"Port {port} is taken. Choose another with --port.\n")
    assert not place.data.exists(), "refused before anything was made"


def test_without_a_port_the_next_free_one_is_taken(demo_copy: Callable[[], Path]) -> None:
    try:
        first = socket.create_server(("127.0.0.1", 8000))
    except OSError:
        first = None  # somebody of this machine has it, which does as well
    folder = demo_copy()
    log = folder.parent / "said.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*FORMWRIGHT, "demo"], env=environment(folder), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        said = until("its line", lambda: re.search(r"Formwright is ready: http://127\.0\.0\.1:(\d+)/", log.read_text()))
        port = int(said[1])
        assert 8000 < port < 8050
        assert httpx.get(f"http://127.0.0.1:{port}/api/v1/health/ready", timeout=30).status_code == 200
    finally:
        process.terminate()
        process.wait(60)
        if first is not None:
            first.close()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_although_a_browser_listens(
    demo_copy: Callable[[], Path], ending: signal.Signals
) -> None:
    with running("demo", demo_copy()) as server, server.client() as client:
        with client.stream("GET", "events", params={"app": "crm"}) as stream:
            assert stream.status_code == 200
            assert next(stream.iter_raw())
            began = time.monotonic()
            server.process.send_signal(ending)
            assert server.process.wait(60) == 0
            assert time.monotonic() - began < 5 + GENEROUS
        assert "Traceback" not in server.said()


@pytest.mark.slow
def test_a_first_installation_that_is_killed_goes_on_and_has_every_record_once(
    databases: Databases, tmp_path: Path
) -> None:
    chance = seeds.generator(f"kill the first installation {databases.kind}")
    folder = tmp_path / "数 据"
    with databases.lent(databases.fresh()) as url:
        server = start("demo", folder, database_url=url)
        wanted = chance.randint(1, SAMPLE.total() - 1)

        def done() -> bool:
            assert server.process.poll() is None, server.said()
            return rows_done(url) >= wanted

        until(f"{wanted} records", done)
        server.kill()
        left = rows_done(url)
        with running("demo", folder, database_url=url) as server, server.client() as client:
            assert counted(client) == SAMPLE, f"killed with {left} of {SAMPLE.total()} records"


def rows_done(url: str) -> int:
    """How many sample records the installation says it has written; -1 before it has begun."""
    import sqlalchemy as sa

    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            return int(connection.execute(sa.text("SELECT done FROM fw_job WHERE type = 'install'")).scalar() or -1)
    except sa.exc.DBAPIError:
        return -1  # its tables are not there yet, or just being made
    finally:
        engine.dispose()


# ---- serve and worker


def test_serve_on_an_empty_place_says_where_to_set_up_and_with_which_code(place: Place) -> None:
    server = start("serve", place.data, database_url=place.url, more=NO_ADMIN)
    try:
        server.wait_until_ready()
        said = until("the code", lambda: re.search(r"Set up at (\S+)/setup with the code (\S+)\n", server.said()))
        assert said[1] == server.url
        assert "Formwright is ready: " + server.url in server.said()
    finally:
        assert server.stop(5 * GENEROUS) == 0


def test_a_worker_does_what_a_server_without_one_leaves_waiting(
    postgres_databases: PostgresDatabases, tmp_path: Path
) -> None:
    with postgres_databases.lent(postgres_databases.fresh()) as url:
        data = tmp_path / "data"
        with running("serve", data, "--no-worker", database_url=url) as server, server.client() as client:
            started = client.post("templates/crm/install", json={"sample_data": False})
            assert started.status_code == 202, started.text
            job = started.json()["job"]
            assert client.get(f"jobs/{job}").json()["state"] == "waiting"
            worker = subprocess.Popen(
                [*FORMWRIGHT, "worker"],
                env=environment(data, url),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            try:
                assert worker.stdout is not None and worker.stdout.readline() == "Working. Stop with Ctrl+C.\n"
                until("the job", lambda: client.get(f"jobs/{job}").json()["state"] == "done")
                assert client.get("apps/crm/files").json()["version"] == 1
                worker.terminate()
                assert worker.wait(5 * GENEROUS) == 0
            finally:
                worker.kill()
                worker.wait()


def test_setting_the_worker_to_false_is_obeyed_by_serve(place: Place) -> None:
    with running("serve", place.data, database_url=place.url, FORMWRIGHT_WORKER="false") as server:
        with server.client() as client:
            job = client.post("templates/crm/install", json={"sample_data": False}).json()["job"]
            assert place.call("user", "ada@example.com", "--name", "Ada").returncode == 0
            assert client.get(f"jobs/{job}").json()["state"] == "waiting"
