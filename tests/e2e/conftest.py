"""Fixtures for journeys in a real browser: people who open pages on a served demo."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

import needs
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.designer_page import Builder
from tests.support.browser import FLAGS, People, Profiles, picture
from tests.support.server import Server, running

# What is promised about time is measured; everything else may take as long as a busy machine needs.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, headless. Fails when there is none."""
    path = needs.chromium()
    assert path is not None, "No Chromium on this machine: `make test` says how to get one."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """Browser profiles that tests share one after the other."""
    return Profiles(browser)


@pytest.fixture
def people(profiles: Profiles, server: Server, request: pytest.FixtureRequest) -> Iterator[People]:
    """Opens pages: `people.page_as("email", lang="zh-CN", scheme="dark", viewport=PHONE)`.

    A test that fails leaves a picture of every page and prints what the server said last; a test whose pages raised an
    error fails.
    """
    opened = People(profiles, server)
    yield opened
    report = getattr(request.node, "report_of_call", None)
    if report is not None and report.failed:
        print("The server's log ends:", server.said()[-4000:], sep="\n")
        for number, context in enumerate(opened.contexts):
            for page in context.pages:
                picture(page, "failed-" + re.sub(r"\W+", "-", request.node.name)[:80] + f"-{number}")
    opened.close(keep=report is not None and report.passed and not opened.failures)
    assert not opened.failures, "The pages raised errors:\n" + "\n".join(opened.failures)


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served installation without any app, for those who build their own."""
    with running("serve", tmp_path_factory.mktemp("empty") / "data") as ready:
        yield ready


@pytest.fixture
def builder(empty_server: Server) -> Iterator[Builder]:
    """An app of one form that belongs to this test alone."""
    with empty_server.client() as client:
        yield Builder(client, f"App {len(client.get('apps').json()['apps']) + 1}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.report_of_call = report  # type: ignore[attr-defined]  # read by the fixture above
    return report
