"""A real Chromium for tests: people who open pages, checks of accessibility, pictures to look at."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.server import ADMIN_EMAIL, ADMIN_PASSWORD, Server

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "tests" / "e2e" / "pictures"
AXE = ROOT / "builder_ui" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

DESKTOP = (1280, 800)
PHONE = (390, 844)

# A closed machine: without these the browser calls its maker at every start, and waits.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


class Profiles:
    """Browser profiles, used again: what they keep is the code of the pages, whose loading is half of a short test.

    Who takes one finds it without cookies and without anything that a page has stored.
    """

    def __init__(self, browser: Browser):
        self._browser = browser
        self._idle: dict[Hashable, list[BrowserContext]] = {}
        self._key_of: dict[BrowserContext, Hashable] = {}  # those that may be used again

    def take(self, *, fresh: bool, **options: Any) -> BrowserContext:
        """A profile with these options; a `fresh` one is nobody's before and after."""
        key = str(sorted(options.items()))
        idle = self._idle.get(key)
        if idle and not fresh:
            return idle.pop()
        made = self._browser.new_context(**options)
        made.set_default_timeout(15_000)
        if not fresh:
            self._key_of[made] = key
        return made

    def give(self, profile: BrowserContext) -> None:
        """Back from a test that went well."""
        if profile not in self._key_of:
            profile.close()
            return
        profile.set_offline(False)
        for page in profile.pages:
            page.close()
        self._idle.setdefault(self._key_of[profile], []).append(profile)


@dataclass
class People:
    """Opens pages as people of one server; keeps what went wrong in the pages, for the end of the test."""

    profiles: Profiles
    server: Server
    contexts: list[BrowserContext] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def page_as(
        self,
        email: str | None = ADMIN_EMAIL,
        lang: str = "en",
        scheme: str = "light",
        viewport: tuple[int, int] = DESKTOP,
        server: Server | None = None,
        touch: bool | None = None,
        fresh: bool = False,
    ) -> Page:
        """A page of an empty browser profile, signed in as that person (None: nobody), in that language and look.

        Small screens are touched, others are not, unless `touch` says so. A `fresh` profile has no code kept either.
        The page is still empty: `page.goto("/a/crm")` takes paths of the server.
        """
        place = server or self.server
        context = self.profiles.take(
            fresh=fresh or place is not self.server,
            base_url=place.url,
            locale="zh-CN" if lang.startswith("zh") else "en-GB",
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": viewport[0], "height": viewport[1]},
            has_touch=viewport[0] < 600 if touch is None else touch,
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
        )
        self.contexts.append(context)
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send(
            "Storage.clearDataForOrigin", {"origin": place.url, "storageTypes": "cookies,local_storage,indexeddb"}
        )
        line.detach()
        if email is not None:
            sign_in(context, place, email, lang)
        page.on("pageerror", lambda error: self.failures.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._keep(page, message.type, message.text))
        return page

    def _keep(self, page: Page, kind: str, text: str) -> None:
        # A refused request is told on the console too; those are what some tests are about.
        if kind == "error" and "Failed to load resource" not in text:
            self.failures.append(f"{page.url}: console: {text}")

    def close(self, *, keep: bool = False) -> None:
        """Ends all pages; `keep` gives the profiles to other tests."""
        for context in self.contexts:
            if keep:
                self.profiles.give(context)
            else:
                context.close()


def sign_in(context: BrowserContext, server: Server, email: str, lang: str) -> None:
    """Signs the profile in through the API: the admin by password, other people of the demo by switching to them."""

    def csrf() -> dict[str, str]:
        found = (cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrf")
        return {"X-CSRF-Token": next(found, "")}

    def post(path: str, data: dict[str, Any]) -> None:
        answer = context.request.post(f"{server.api}/{path}", data=data, headers=csrf())
        assert answer.ok, f"{path} as {email}: {answer.status} {answer.text()}"

    post("auth/login", {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
    if email != ADMIN_EMAIL:
        post("auth/switch", {"email": email})
    settings = {"language": "zh-CN" if lang.startswith("zh") else "en", "theme": "system"}
    answer = context.request.patch(f"{server.api}/me", data=settings, headers=csrf())
    assert answer.ok, f"PATCH /me: {answer.status} {answer.text()}"


def check_axe(page: Page, *, leave_out: tuple[str, ...] = ()) -> None:
    """Fails with every violation of WCAG 2.0-2.2 A and AA on the page as it stands, open dialogs included."""
    assert AXE.exists(), "axe-core is missing: `make install` brings it with the UI's packages."
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}, "rules": {rule: {"enabled": False} for rule in leave_out}}
    found = page.evaluate("options => window.axe.run(document, options).then(result => result.violations)", options)
    for violation in found:
        violation["nodes"] = [node for node in violation["nodes"] if not _is_scrolled_under(violation, node)]
    said = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(_place(node) for node in violation["nodes"][:5])
        for violation in found
        if violation["nodes"]
    ]
    assert not said, f"{page.url} breaks {len(said)} rules of accessibility:\n" + "\n".join(said)


def _is_scrolled_under(violation: dict[str, Any], node: dict[str, Any]) -> bool:
    """Whether a control is too small only because a bar at the edge covers the rest of it until one scrolls."""
    return violation["id"] == "target-size" and "partially obscured" in str(node.get("failureSummary", ""))


def _place(node: dict[str, Any]) -> str:
    why = re.sub(r"\s+", " ", str(node.get("failureSummary", "")))
    return f"{' '.join(map(str, node['target']))}: {why[:300]}"


def picture(page: Page, name: str, *, whole: bool = False) -> Path:
    """Takes a picture into a folder that git leaves alone; the path."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    return path
