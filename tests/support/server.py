"""A Formwright of its own process: started, waited for, asked, killed; as tests of the API and the browser need it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ADMIN_EMAIL = "admin@example.com"
ADMIN_PASSWORD = "correct horse battery"
READY_SECONDS = 90.0
FORMWRIGHT = (sys.executable, "-m", "engine")


class ServerDidNotStart(RuntimeError):
    """The process ended or was not ready in time; the message carries the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, database_url: str = "", **more: str) -> dict[str, str]:
    """The environment of a process that works on this data and nothing else of the machine's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORMWRIGHT_")}
    given = {
        "FORMWRIGHT_DATA_DIR": str(data_dir),
        "FORMWRIGHT_ADMIN_EMAIL": ADMIN_EMAIL,
        "FORMWRIGHT_ADMIN_PASSWORD": ADMIN_PASSWORD,
        "PYTHONUNBUFFERED": "1",
    }
    if database_url:
        given["FORMWRIGHT_DATABASE_URL"] = database_url
    return {**kept, **given, **more}


def command(
    *arguments: str, data_dir: Path, database_url: str = "", timeout: float = 120, **more: str
) -> subprocess.CompletedProcess[str]:
    """Runs one command of the CLI to its end, without a terminal; the caller looks at `returncode`."""
    return subprocess.run(
        [*FORMWRIGHT, *arguments],
        env=environment(data_dir, database_url, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


class Server:
    """One running `formwright demo` or `formwright serve`."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, data_dir: Path, log: Path) -> None:
        self.process = process
        self.port = port
        self.data_dir = data_dir
        self.log = log
        self.url = f"http://127.0.0.1:{port}"

    @property
    def api(self) -> str:
        return f"{self.url}/api/v1"

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @contextmanager
    def client(
        self, email: str = ADMIN_EMAIL, password: str = ADMIN_PASSWORD, language: str = "en"
    ) -> Iterator[httpx.Client]:
        """A client signed in as a person: the admin by password, other people of the demo by switching to them."""
        with httpx.Client(base_url=self.api + "/", headers={"Accept-Language": language}, timeout=60) as client:
            sign_in = client.post("auth/login", json={"email": ADMIN_EMAIL, "password": password})
            assert sign_in.status_code == 200, sign_in.text
            client.headers["X-CSRF-Token"] = client.cookies.get("csrf") or ""
            if email != ADMIN_EMAIL:
                switched = client.post("auth/switch", json={"email": email})
                assert switched.status_code == 200, switched.text
                client.headers["X-CSRF-Token"] = client.cookies.get("csrf") or ""
            yield client

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise ServerDidNotStart(f"It ended with {self.process.returncode}:\n{self.said()[-3000:]}")
            try:
                if httpx.get(f"{self.api}/health/ready", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise ServerDidNotStart(f"It was not ready after {seconds:.0f} s:\n{self.said()[-3000:]}")

    def stop(self, seconds: float = 10) -> int:
        """Asks it to stop (SIGTERM), kills it when it does not; the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.wait(10)

    def kill(self) -> None:
        """kill -9 of the process and what it started: nothing gets a chance to tidy up."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(10)


def start(
    verb: str,
    data_dir: Path,
    *arguments: str,
    database_url: str = "",
    port: int = 0,
    more: Mapping[str, str] | None = None,
) -> Server:
    """Starts `formwright <verb>` on a free port of 127.0.0.1; does not wait until it is ready."""
    port = port or free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir.parent / f"{data_dir.name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*FORMWRIGHT, verb, "--host", "127.0.0.1", "--port", str(port), *arguments],
            env=environment(data_dir, database_url, **(more or {})),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(process, port, data_dir, log)


@contextmanager
def running(verb: str, data_dir: Path, *arguments: str, database_url: str = "", **more: str) -> Iterator[Server]:
    """A ready server for the length of a block."""
    server = start(verb, data_dir, *arguments, database_url=database_url, more=more)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()
