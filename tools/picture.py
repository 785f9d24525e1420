"""Takes the pictures of the READMEs out of a served demo: the main screens in both languages, as they look now."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import needs
from PIL import Image
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.browser import FLAGS, People, Profiles
from tests.support.crm_versions import customised, next_version, write_template
from tests.support.server import Server, running

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
SIZE = (1280, 760)
COLOURS = 192  # enough for a screen; a picture with all of them is three times as large
LARGEST = 150 * 1024  # bytes of one picture
PUBLISH = {"en": "Publish", "zh-CN": "发布"}


@dataclass(frozen=True)
class Screen:
    """A picture: what it is called, where the screen is, and what is done there before it is taken."""

    name: str
    place: Callable[[Server], str]
    before: Callable[[Page, str], None] = lambda page, language: None


def main() -> int:
    path = needs.chromium()
    if path is None:
        print("No Chromium on this machine: `make test` says how to get one.")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        data = Path(name) / "data"
        with running("demo", data):
            pass  # the sample data is in
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        with running("serve", data) as server:
            _change_a_draft(server)
            _take(People(Profiles(browser), server), SCREENS)
        templates = write_template(Path(name) / "templates", next_version())
        with running("serve", data, FORMWRIGHT_TEMPLATES_DIR=str(templates)) as server:
            _customise(server)
            _take(People(Profiles(browser), server), (UPGRADE,))
        browser.close()
    print(f"Pictures are in {FOLDER.relative_to(ROOT)}.")
    return 0


def _take(people: People, screens: tuple[Screen, ...]) -> None:
    for language in ("en", "zh-CN"):
        page = people.page_as(lang=language, viewport=SIZE)
        for screen in screens:
            page.goto(screen.place(people.server))
            _settled(page)
            screen.before(page, language)
            _settled(page)
            _keep(page.screenshot(), FOLDER / f"{screen.name}.{language}.png")
    people.close()


def _settled(page: Page) -> None:
    """Waits until nothing is fetched, and for some looks in a row nothing stands for what is still to come."""
    page.wait_for_load_state("networkidle")
    page.evaluate("window.quiet = 0")
    still = "document.querySelector('main h1, main h2') && !document.querySelector('[data-loading]')"
    page.wait_for_function(f"() => (window.quiet = {still} ? window.quiet + 1 : 0) >= 6", polling=100)


def _keep(shot: bytes, file: Path) -> None:
    """Writes a picture with fewer colours. Raises ValueError when it is still too large to be read with a README."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{file.name} has {file.stat().st_size // 1024} KB, {LARGEST // 1024} are the most.")


def _record(server: Server) -> str:
    """A customer with much around it."""
    with server.client() as client:
        found = client.get("apps/crm/forms/opportunity/records?sort=-amount&limit=1&fields=customer").json()
    return f"/a/crm/f/customer/r/{found['records'][0]['customer']}"


def _change_a_draft(server: Server) -> None:
    """Changes of every kind that a plan tells apart, for the designer and the publish dialog."""
    edits = [
        {"op": "label", "at": "form/opportunity/fields/amount/label", "text": "Deal value"},
        {"op": "add_field", "form": "opportunity", "field": {"type": "text", "label": "Region"}, "after": "amount"},
        {"op": "change_type", "form": "opportunity", "field": "next_step", "type": "number"},
        {"op": "delete_field", "form": "customer", "field": "website"},
    ]
    with server.client() as client:
        position = client.get("apps/crm/draft").json()["position"]
        answer = client.post("apps/crm/draft/edits", json={"position": position, "edits": edits})
        answer.raise_for_status()


def _customise(server: Server) -> None:
    """What a customer changed, so that the next version of the template meets it."""
    with server.client() as client:
        client.delete("apps/crm/draft").raise_for_status()
        live = client.get("apps/crm/files").json()
        sent = {"files": customised(live["files"]), "based_on": live["version"], "destroy": True}
        client.post("apps/crm/publish", json=sent).raise_for_status()


def _open_publish(page: Page, language: str) -> None:
    page.get_by_role("button", name=PUBLISH[language], exact=True).first.click()
    page.get_by_role("dialog").wait_for()


SCREENS = (
    Screen("dashboard", lambda server: "/a/crm"),
    Screen("table", lambda server: "/a/crm/f/opportunity/v/opportunity_all"),
    Screen("board", lambda server: "/a/crm/f/opportunity/v/opportunity_board"),
    Screen("record", _record),
    Screen("designer", lambda server: "/a/crm/f/opportunity/edit"),
    Screen("publish", lambda server: "/a/crm/f/opportunity/edit", _open_publish),
)
UPGRADE = Screen("upgrade", lambda server: "/a/crm/upgrade")


if __name__ == "__main__":
    sys.exit(main())
