"""A whole engine over a database of each kind, without a server around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.bootstrap import Engine
from engine.definition.source import load_folder
from engine.logging import start_logging
from engine.records import RecordContext
from engine.settings import Settings

start_logging("error")  # a failing job is said in a line, not in a page of local values
WORLDS = Path(__file__).resolve().parent.parent / "worlds"


@contextmanager
def engine_at(url: str, folder: Path, **settings: Any) -> Iterator[Engine]:
    """An engine of its own for one test; nothing runs in it until somebody says so (`settle`)."""
    engine = Engine(Settings(data_dir=folder, database_url=url, worker=False, **settings))
    try:
        yield engine
    finally:
        engine.close()


def world(name: str) -> dict[str, str]:
    """The files of a named world."""
    return dict(load_folder(WORLDS / name).texts)


def install_world(engine: Engine, name: str) -> str:
    """Publish a named world; answers the app's id."""
    return engine.publisher.publish(world(name), actor="test", kind="install").app.id


def person(engine: Engine, email: str, *roles: tuple[str, str], name: str | None = None, **more: Any) -> RecordContext:
    """Somebody with some roles, as a context to act with."""
    from engine.records import people

    account = people.add_person(engine.system(), name or email.split("@")[0], email, roles=roles, **more)
    with engine.database.read() as tx:
        return engine.context(engine.actor_of(tx, account), origin="screen")
