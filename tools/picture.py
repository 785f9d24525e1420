"""Takes the picture of the README: the dashboard of the demo, as it looks at this commit."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import needs
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.browser import FLAGS, People, Profiles
from tests.support.server import running

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"dashboard": "/a/crm"}


def main() -> int:
    path = needs.chromium()
    if path is None:
        print("No Chromium on this machine: `make test` says how to get one.")
        return 1
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as name,
        running("demo", Path(name) / "data") as server,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        people = People(Profiles(browser), server)
        for language in ("en", "zh-CN"):
            page = people.page_as(lang=language, viewport=(1280, 760))
            for title, place in PAGES.items():
                page.goto(place)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{title}.{language}.png")
        people.close()
        browser.close()
    print(f"Pictures are in {folder.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
