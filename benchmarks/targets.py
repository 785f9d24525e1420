"""What is measured: the product, the twin and the floor, each as a server of its own, with the same rows."""

from __future__ import annotations

import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psycopg

from benchmarks import workload
from benchmarks.twin import TOKEN, open_store
from benchmarks.workload import Asked, Request, Task
from tests.support import server as servers
from tests.support.databases import Databases, SqliteDatabases
from tests.support.postgres import plain

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "benchmarks" / "app"
EMAIL, PASSWORD = "seller@example.com", "a long enough password"


@dataclass(frozen=True)
class Running:
    """A target that answers: where, and with which headers a request is signed in."""

    port: int
    headers: dict[str, str]
    pid: int


class Target(ABC):
    """One contestant on one database."""

    name: str

    def __init__(self, databases: Databases, folder: Path, rows: int) -> None:
        self.databases = databases
        self.folder = folder
        self.rows = rows

    @abstractmethod
    def prepare(self) -> None:
        """Makes the database and fills in the rows."""

    @abstractmethod
    def running(self) -> AbstractContextManager[Running]: ...

    @abstractmethod
    def request(self, task: Task, asked: Asked) -> Request: ...

    def requests(self, task: Task, asked: Asked) -> list[Request]:
        """Enough different requests of one task; they go round when the time allows more."""
        return [self.request(task, asked) for _ in range(task.limit or 200)]


class TwinTarget(Target):
    """The hand-written application; `floor` leaves out rights, history and events."""

    def __init__(self, databases: Databases, folder: Path, rows: int, *, floor: bool = False) -> None:
        super().__init__(databases, folder, rows)
        self.name = "floor" if floor else "twin"
        url = databases.fresh()
        self.address = url.removeprefix("sqlite:///") if isinstance(databases, SqliteDatabases) else plain(url)
        self.floor = floor

    def prepare(self) -> None:
        open_store(self.address, plain=self.floor).fill(workload.rows(self.rows))

    @contextmanager
    def running(self) -> Iterator[Running]:
        port = servers.free_port()
        module = "benchmarks.floor" if self.floor else "benchmarks.twin"
        quiet = ["--log-level", "warning", "--no-access-log", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", f"{module}:application", "--factory", *quiet],
            cwd=ROOT,
            env=servers.environment(self.folder, TWIN_DATABASE=self.address),
        )
        try:
            headers = {"Cookie": f"session={TOKEN}"}
            _wait(f"http://127.0.0.1:{port}/ready", headers, process)
            yield Running(port, headers, process.pid)
        finally:
            process.terminate()
            process.wait(10)

    def request(self, task: Task, asked: Asked) -> Request:
        match task.name:
            case "R1":
                return Request("GET", f"/records/{asked.record_id()}")
            case "R2":
                return Request("GET", "/records?limit=100")
            case "R3":
                return Request("GET", f"/records?stage={asked.stage()}&amount={asked.amount()}&limit=100")
            case "R4":
                return Request("GET", f"/records?search={workload.FREQUENT}&limit=50")
            case "R4b":
                return Request("GET", f"/records?search={workload.RARE}&limit=50")
            case "R5":
                return Request("GET", "/by_stage")
            case "R6":
                return Request("GET", f"/records?limit=100&offset={self.rows * 9 // 10}")
            case "R6k":
                return Request("GET", f"/records?limit=100&after={self.rows * 9 // 10}")
            case "W1":
                return Request("POST", "/records", asked.new_rows(1)[0])
            case "W2":
                return Request("PATCH", f"/records/{asked.record_id()}", {"stage": asked.stage()})
            case _:
                return Request("POST", "/records", asked.new_rows(task.rows))


class ProductTarget(Target):
    """Formwright itself, through its own HTTP API, as a person with a role that has a row rule."""

    name = "product"
    records = "/api/v1/apps/bench/forms/opportunity/records"

    def __init__(self, databases: Databases, folder: Path, rows: int) -> None:
        super().__init__(databases, folder, rows)
        self.url = databases.fresh()
        self.data = folder / f"product-{databases.kind}"
        self.cursor = ""

    def prepare(self) -> None:
        self._command("publish", str(APP))
        self._command("user", EMAIL, "--name", "Seller", "--password", PASSWORD, "--role", "bench/seller")
        with servers.running("serve", self.data, database_url=self.url) as server:
            self.fill(server.port)
        if not isinstance(self.databases, SqliteDatabases):
            # What the server's own autovacuum does within a minute; the twin's rows are counted too.
            with psycopg.connect(plain(self.url), autocommit=True) as link:
                link.execute("ANALYZE")

    def _command(self, *arguments: str) -> None:
        done = servers.command(*arguments, data_dir=self.data, database_url=self.url)
        assert done.returncode == 0, f"formwright {arguments[0]}: {done.stdout} {done.stderr}"

    def fill(self, port: int) -> None:
        headers = self.sign_in(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=120) as client:
            for start in range(0, self.rows, 1000):
                rows = list(workload.rows(min(1000, self.rows - start), start))
                answer = client.post(self.records, json=rows)
                assert answer.status_code == 201, answer.text[:1000]
            page: dict[str, str | int] = {"limit": min(1000, max(1, self.rows // 10))}
            for _ in range(self.rows * 9 // 10 // int(page["limit"])):
                page["cursor"] = client.get(self.records, params=page).json()["next"]
            self.cursor = str(page["cursor"])

    def sign_in(self, port: int) -> dict[str, str]:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1/", timeout=30) as client:
            answer = client.post("auth/login", json={"email": EMAIL, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            return {"Cookie": cookies, "X-CSRF-Token": client.cookies.get("csrf") or ""}

    @contextmanager
    def running(self) -> Iterator[Running]:
        with servers.running("serve", self.data, database_url=self.url) as server:
            yield Running(server.port, self.sign_in(server.port), server.process.pid)

    def _list(self, **given: object) -> Request:
        return Request("GET", f"{self.records}?{urlencode(given)}")

    def request(self, task: Task, asked: Asked) -> Request:
        match task.name:
            case "R1":
                return Request("GET", f"{self.records}/{asked.record_id()}")
            case "R2":
                return self._list(limit=100)
            case "R3":
                where = f"stage = '{asked.stage()}' and amount > {asked.amount()}"
                return self._list(where=where, sort="-amount", limit=100)
            case "R4":
                return self._list(search=workload.FREQUENT, limit=50)
            case "R4b":
                return self._list(search=workload.RARE, limit=50)
            case "R5":
                values = {"n": "count()", "total": "sum(amount)"}
                return Request("POST", f"{self.records}/aggregate", {"by": ["stage"], "values": values})
            case "R6":
                return self._list(limit=100, offset=self.rows * 9 // 10)
            case "R6k":
                return self._list(limit=100, cursor=self.cursor)
            case "W1":
                return Request("POST", self.records, asked.new_rows(1)[0])
            case "W2":
                return Request("PATCH", f"{self.records}/{asked.record_id()}", {"stage": asked.stage()})
            case _:
                return Request("POST", self.records, asked.new_rows(task.rows))


def _wait(url: str, headers: dict[str, str], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            if httpx.get(url, headers=headers, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(url)
