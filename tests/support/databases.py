"""Fresh databases for tests on SQLite and PostgreSQL, and quick copies of prepared ones."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgres import PostgresServer

Prepare = Callable[[str], None]


class Databases(ABC):
    """Gives addresses of databases that belong to one test each."""

    kind: str

    def __init__(self) -> None:
        self._prepared: dict[str, str] = {}

    @abstractmethod
    def fresh(self) -> str:
        """The address of a new, empty database."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """The address of a copy; nobody may be connected to the original."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Takes the database away, connections or not."""

    @contextmanager
    def lent(self, url: str) -> Iterator[str]:
        try:
            yield url
        finally:
            self.drop(url)

    def prepared(self, key: str, prepare: Prepare) -> str:
        """A copy of a database that `prepare(url)` has filled; it is filled once for each key and test process.

        `prepare` has to close its connections (dispose of its engine) before it returns.
        """
        if key not in self._prepared:
            url = self.fresh()
            prepare(url)
            self._prepared[key] = url
        return self.copy(self._prepared[key])

    def close(self) -> None:
        for url in self._prepared.values():
            self.drop(url)


class SqliteDatabases(Databases):
    """Files in a folder of the test session; the folder's name has a space and Chinese characters on purpose."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder / "SQLite 数据"
        self._folder.mkdir(parents=True, exist_ok=True)

    def fresh(self) -> str:
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.db"

    def copy(self, url: str) -> str:
        new = self.fresh()
        source, target = sqlite3.connect(_file(url)), sqlite3.connect(_file(new))
        try:
            source.backup(target)
            target.execute("pragma journal_mode=wal")
        finally:
            source.close()
            target.close()
        return new

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(str(_file(url)) + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


class PostgresDatabases(Databases):
    """Databases on one server, their names unique among all test processes that share it."""

    kind = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        super().__init__()
        self.server = server

    def fresh(self) -> str:
        name = _new_name()
        self.server.execute(f"create database \"{name}\" template template0 encoding 'UTF8' locale 'C.UTF-8'")
        return self.server.url(name)

    def copy(self, url: str) -> str:
        name, original = _new_name(), _name(url)
        self.server.execute(
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{original}'",
            f'create database "{name}" template "{original}"',
        )
        return self.server.url(name)

    def drop(self, url: str) -> None:
        self.server.execute(f'drop database if exists "{_name(url)}" with (force)')


def _new_name() -> str:
    return f"fw_{os.getpid()}_{uuid.uuid4().hex[:10]}"


def _name(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[1]
