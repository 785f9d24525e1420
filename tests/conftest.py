"""Fixtures for every test: databases of both kinds, the seed, the count of where tests ran."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import hypothesis.core
import pytest

from tests.support import postgres, seeds
from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.support.postgres import PostgresServer
from tests.support.sampling import Sampling
from tests.support.server_fixtures import demo_copy, demo_data, fresh_server, server
from tests.support.shared_data import FOLDER
from tests.support.sizes import sized
from tests.support.tally import Tally

__all__ = ["demo_copy", "demo_data", "fresh_server", "server"]

KINDS = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    setattr(hypothesis.core, "global_force_seed", seeds.settle())  # noqa: B010  # typed as None there
    hypothesis.settings.register_profile(
        "formwright",
        max_examples=sized(50, 1000),
        deadline=None,
        print_blob=True,
        database=None,
        suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("formwright")
    config.pluginmanager.register(Tally(), "formwright-tally")
    config.pluginmanager.register(Sampling(), "formwright-sampling")


def pytest_report_header() -> list[str]:
    beside = "lies beside the checkout: more cases" if FOLDER.exists() else "not beside the checkout: own cases only"
    return [f"seed: {seeds.settle()} (repeat with {seeds.SEED}={seeds.settle()})", f"outside data: {beside}"]


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this run; `tests.support.seeds.generator(name)` gives a generator from it."""
    return seeds.settle()


@pytest.fixture(scope="session")
def pg_server() -> PostgresServer:
    """A running PostgreSQL: the given one or the wheel's, one for all test processes. Fails when there is none."""
    return postgres.start()


@pytest.fixture(scope="session")
def postgres_databases(pg_server: PostgresServer) -> Iterator[PostgresDatabases]:
    """Makes PostgreSQL databases: `fresh()`, `copy(url)`, `prepared(key, prepare)`."""
    databases = PostgresDatabases(pg_server)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabases]:
    """Makes SQLite databases: `fresh()`, `copy(url)`, `prepared(key, prepare)`."""
    databases = SqliteDatabases(tmp_path_factory.mktemp("databases"))
    yield databases
    databases.close()


@pytest.fixture(scope="session", params=KINDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both makers of databases in turn, ids `sqlite` and `postgresql`; tests that ask for this run on both."""
    found = request.getfixturevalue("sqlite_databases" if request.param == "sqlite" else "postgres_databases")
    assert isinstance(found, Databases)
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """SQLAlchemy's address of a new, empty database; the test runs on SQLite and on PostgreSQL."""
    with databases.lent(databases.fresh()) as url:
        yield url


@pytest.fixture
def pg_url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """A new, empty PostgreSQL database alone."""
    with postgres_databases.lent(postgres_databases.fresh()) as url:
        yield url


@pytest.fixture
def sqlite_url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A new, empty SQLite database alone."""
    with sqlite_databases.lent(sqlite_databases.fresh()) as url:
        yield url
