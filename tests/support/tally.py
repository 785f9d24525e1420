"""Counts how many tests ran on each database and in the browser, for the last lines of a run."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

PLACES = ("sqlite", "postgresql", "browser")
INTO = "FORMWRIGHT_TEST_TALLY"
_POSTGRES_FIXTURES = {"pg_url", "pg_server", "postgres_databases"}
_SQLITE_FIXTURES = {"sqlite_url", "sqlite_databases"}


def places_of(item: pytest.Item) -> set[str]:
    """Where a test runs, told from its parameters, fixtures, folder and own marks."""
    places = {place for place in PLACES if item.get_closest_marker(place)}
    fixtures = set(getattr(item, "fixturenames", ()))
    call = getattr(item, "callspec", None)
    places |= {str(value) for value in call.params.values() if value in PLACES} if call else set()
    if "e2e" in item.path.parts:
        places.add("browser")
    if fixtures & _POSTGRES_FIXTURES:
        places.add("postgresql")
    if fixtures & _SQLITE_FIXTURES:
        places.add("sqlite")
    return places


def _has_no_cases(item: pytest.Item) -> bool:
    """Whether all its cases lie in data that is not beside this checkout; such a test is left out and not skipped."""
    reasons = (str(mark.kwargs.get("reason", "")) for mark in item.iter_markers("skip"))
    return any(reason.startswith("got empty parameter set") for reason in reasons)


class Tally:
    """A pytest plugin: marks tests by place when they are collected, counts them when they have run."""

    def __init__(self) -> None:
        self.ran: Counter[str] = Counter()
        self.passed = 0
        self.failed = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        absent = [item for item in items if _has_no_cases(item)]
        if absent:
            config.hook.pytest_deselected(items=absent)
            items[:] = [item for item in items if item not in set(absent)]
        for item in items:
            for place in sorted(places_of(item)):
                item.add_marker(place)
                item.user_properties.append(("place", place))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.passed += report.passed
            self.failed += report.failed
            self.ran.update(str(value) for name, value in report.user_properties if name == "place")
        elif report.failed:
            self.failed += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        said = ", ".join(f"{self.ran[place]} {word}" for place, word in _WORDS.items())
        terminalreporter.write_line(f"Ran: {said}; seed {os.environ.get('FORMWRIGHT_TEST_SEED')}.")
        into = os.environ.get(INTO)
        if into and not hasattr(terminalreporter.config, "workerinput"):  # workers report to the one that counts
            line = {"passed": self.passed, "failed": self.failed, **{place: self.ran[place] for place in PLACES}}
            with Path(into).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")


_WORDS = {"sqlite": "on SQLite", "postgresql": "on PostgreSQL", "browser": "in the browser"}
