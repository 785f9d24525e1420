"""A language whose texts are two fifths longer: nothing is cut off, nothing lies over another, nothing is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route, expect

from tests.support.browser import DESKTOP, PHONE, People, picture
from tests.support.sizes import some

LITERAL = re.compile(r"`((?:\\.|[^`\\])*)`")


def lengthen(text: str) -> str:
    """`Save` becomes `⟦Save ~~⟧`: two fifths longer, and to be told from what no language file holds."""
    return f"⟦{text} {'~' * max(1, round(len(text) * 0.4) - 1)}⟧"


def pseudo(route: Route) -> None:
    answer = route.fetch()
    body = LITERAL.sub(lambda found: f"`{lengthen(found[1])}`", answer.text())
    route.fulfill(response=answer, body=body, headers={"content-type": "text/javascript"})


# Pieces of text that are on the screen, with what is wrong with them.
FIND = """() => {
  const seen = [], cut = [], over = [], texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const top = document.querySelector('[role=dialog]') || document.body;
  for (let node; (node = walker.nextNode());) {
    const text = node.textContent.trim(), holder = node.parentElement;
    if (!text || !holder || holder.closest('.vh, script, style, [aria-hidden=true], svg') || !holder.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    texts.push([text, holder.textContent.trim()]);
    if (!text.includes('⟦') && !text.includes('⟧')) continue;
    for (let outer = holder; outer && outer !== document.body; outer = outer.parentElement) {
      const style = getComputedStyle(outer), edge = outer.getBoundingClientRect();
      if (style.position === 'fixed') break;
      if (/auto|scroll/.test(style.overflowX)) break;
      const button = outer.matches('button, a, th, [role=tab], [role=option], [role=menuitem]') && style.display !== 'inline' && style.display !== 'contents';
      if ((style.overflowX !== 'visible' || button) && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5)) {
        cut.push(`${text} (${outer.tagName.toLowerCase()}.${outer.className})`);
        break;
      }
    }
    if (top.contains(node)) seen.push([text, box, holder]);
  }
  for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length; j++) {
    const [a, b, of] = seen[i], [c, d, by] = seen[j];
    if (of === by || of.contains(by) || by.contains(of)) continue;
    // Only where both are really drawn: what a scroller hides lies over nothing.
    const x = Math.min(b.right, d.right) - Math.max(b.left, d.left), y = Math.min(b.bottom, d.bottom) - Math.max(b.top, d.top);
    if (x <= 3 || y <= 5) continue;
    const px = (Math.max(b.left, d.left) + Math.min(b.right, d.right)) / 2, py = (Math.max(b.top, d.top) + Math.min(b.bottom, d.bottom)) / 2;
    const hit = document.elementFromPoint(px, py);
    if (hit && (hit.contains(of) || of.contains(hit)) && (hit.contains(by) || by.contains(hit))) over.push(`${a} / ${c}`);
  }
  return {cut, over, texts, wide: document.documentElement.scrollWidth - window.innerWidth};
}"""

# Without letters, a day or an amount, the product's own name, the other language's own name, keys of the keyboard.
NO_WORDS = re.compile(
    r"^[\W\d_]*$|^(\W|\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mo|Tu|We|Th|Fr|Sa|Su|K|M|No)+$"
    r"|^Formwright$|^中文$|^简体中文$|^English$|^Ctrl ?K$|^[A-Z]{1,2}$|^Esc$"
    r"|^now$|^yesterday$|^\d+ (second|minute|hour|day)s? ago$"  # the browser's own words for how long ago
)


class Told:
    """Everything that the server has sent: names of forms and people, values, sentences of rules."""

    def __init__(self, page: Page) -> None:
        self.texts: set[str] = set()
        page.on("response", self._hear)

    def _hear(self, response: Response) -> None:
        if "/api/v1/" in response.url and "json" in response.headers.get("content-type", ""):
            try:
                self._keep(response.json())
            except Exception:  # the page has gone on before the body came
                return

    def _keep(self, value: Any) -> None:
        if isinstance(value, str):
            self.texts.add(value.strip())
        elif isinstance(value, dict):
            for inner in value.values():
                self._keep(inner)
        elif isinstance(value, list):
            for inner in value:
                self._keep(inner)

    def knows(self, text: str) -> bool:
        return text in self.texts or any(text in told for told in self.texts)


def look(page: Page, told: Told, name: str, viewport: tuple[int, int]) -> list[str]:
    """What is wrong on the page as it stands."""
    expect(page.locator("[data-loading]")).to_have_count(0)
    found = page.evaluate(FIND)
    picture(page, f"long-{name}-{viewport[0]}")
    wrong = [f"{name}: cut off: {text}" for text in found["cut"]]
    wrong += [f"{name}: over another: {text}" for text in found["over"]]
    if found["wide"] > 0:
        wrong.append(f"{name}: the page scrolls to the side by {found['wide']} px")
    for text, around in found["texts"]:
        if "⟦" in text or "⟧" in text or NO_WORDS.match(text) or told.knows(text) or told.knows(around):
            continue
        if "⟦" in around and len(text) < len(around):
            continue
        wrong.append(f"{name}: in no language file: {text!r}")
    return wrong


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=lengthen(name), exact=True).first.click()


def _filter(page: Page) -> None:
    _press(page, "Filter")
    _press(page, "Condition")
    _press(page, "Group")
    expect(page.get_by_role("dialog")).to_be_visible()


def _new_field(page: Page) -> None:
    _press(page, "Add a field")
    expect(page.get_by_role("dialog")).to_be_visible()


def _errors(page: Page) -> None:
    _press(page, "Create")
    expect(page.locator("[data-errors]")).to_be_visible()


def _add_person(page: Page) -> None:
    _press(page, "Add person")
    expect(page.get_by_role("dialog")).to_be_visible()


def _more(page: Page) -> None:
    _press(page, "More actions")
    expect(page.get_by_role("menu")).to_be_visible()


def _delete(page: Page) -> None:
    _more(page)
    page.get_by_role("menuitem", name=lengthen("Delete")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _history(page: Page) -> None:
    page.get_by_role("tab", name=lengthen("History")).click()


def _edit(page: Page) -> None:
    _press(page, "Edit")
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_visible()


def _search(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("cust")
    expect(page.get_by_role("option").first).to_be_visible()


OPPORTUNITIES = "/a/crm/f/opportunity/v/opportunity_all"
RECORD = "/a/crm/f/opportunity/r/5"
PLACES: list[tuple[str, str, Callable[[Page], None] | None]] = [
    ("home", "/", None),
    ("templates", "/templates", None),
    ("notifications", "/notifications", None),
    ("me", "/me", None),
    ("people", "/admin/users", None),
    ("new person", "/admin/users", _add_person),
    ("dashboard", "/a/crm/d/sales", None),
    ("table", OPPORTUNITIES, None),
    ("filter", OPPORTUNITIES, _filter),
    ("nothing found", f"{OPPORTUNITIES}?where=amount%20%3C%200", None),
    ("board", "/a/crm/f/opportunity/v/opportunity_board", None),
    ("record", RECORD, None),
    ("actions", RECORD, _more),
    ("delete", RECORD, _delete),
    ("history", RECORD, _history),
    ("edit", RECORD, _edit),
    ("new order", "/a/crm/f/order/new", None),
    ("refused", "/a/crm/f/customer/new", _errors),
    ("runs", "/a/crm/runs", None),
    ("nowhere", "/nowhere", None),
]
ON_DESKTOP: list[tuple[str, str, Callable[[Page], None] | None]] = [
    ("new field", OPPORTUNITIES, _new_field),
    ("search", "/a/crm/d/sales", _search),
    ("panel", f"{OPPORTUNITIES}?r=5", None),
]


@pytest.mark.parametrize(
    "viewport",
    some("long texts", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")], 1),
)
def test_texts_may_be_two_fifths_longer_and_all_come_from_a_language_file(
    people: People, viewport: tuple[int, int]
) -> None:
    page = people.page_as(viewport=viewport)
    page.route("**/assets/locale-en-*.js", pseudo)
    told = Told(page)
    wrong: list[str] = []
    places = [*PLACES, *(ON_DESKTOP if viewport == DESKTOP else [])]
    for name, path, act in some(f"long texts {viewport}", places, 9):
        page.goto(path)
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        page.wait_for_load_state("networkidle")
        if act:
            act(page)
        wrong += look(page, told, name, viewport)
    assert not wrong, f"{len(wrong)} texts:\n" + "\n".join(dict.fromkeys(wrong))


def test_the_lengthened_texts_are_texts_of_the_language_file() -> None:
    assert lengthen("Save") == "⟦Save ~⟧"
    assert len(lengthen("Add a field")) >= len("Add a field") * 1.4
    assert LITERAL.sub(lambda found: lengthen(found[1]), "a=`x \\` y`") == "a=⟦x \\` y ~⟧"
    assert json.dumps(lengthen("{{count}} rows")).count("{{count}}") == 1
