"""What tests do with record tables and boards: open them, find cells and cards, read what the server holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.support.server import Server

TABLE = "/a/crm/f/opportunity/v/opportunity_all"
BOARD = "/a/crm/f/opportunity/v/opportunity_board"


def open_table(page: Page, path: str = TABLE) -> Locator:
    """Opens a table and waits for its rows; the grid."""
    page.goto(path)
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=20_000)
    grid = page.get_by_role("grid")
    expect(grid.locator("[data-id]").first).to_be_visible(timeout=20_000)
    return grid


def open_board(page: Page, path: str = BOARD) -> None:
    """Opens a board and waits for its cards."""
    page.goto(path)
    expect(page.locator("[data-card]").first).to_be_visible(timeout=20_000)


def column_of(page: Page, field: str) -> int:
    """Place of a field's column, from 0."""
    fields = page.locator("[role=columnheader][data-col]").evaluate_all("heads => heads.map(head => head.dataset.col)")
    return int(fields.index(field))


def cell(page: Page, row: int, field: str) -> Locator:
    """The cell of a row (from 0) and a field."""
    return page.locator(f"[data-r='{row}'] [data-c='{column_of(page, field)}']")


def record_id(page: Page, row: int) -> int:
    """Id of the record in a row."""
    found = page.locator(f"[data-r='{row}']").get_attribute("data-id")
    assert found is not None
    return int(found)


def active_cell(page: Page) -> str | None:
    """Id of the element that the grid calls its active one."""
    return page.get_by_role("grid").get_attribute("aria-activedescendant")


def has_focus(page: Page) -> bool:
    """Does the grid itself hold the keyboard focus?"""
    return bool(page.evaluate("document.activeElement?.getAttribute('role') === 'grid'"))


def records(server: Server, form: str = "opportunity", **query: Any) -> list[dict[str, Any]]:
    """Records as the admin reads them."""
    with server.client() as client:
        answer = client.get(f"apps/crm/forms/{form}/records", params={"limit": 500, **query})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["records"])


def record(server: Server, record_id: int, form: str = "opportunity") -> dict[str, Any]:
    """One record as the admin reads it."""
    with server.client() as client:
        answer = client.get(f"apps/crm/forms/{form}/records/{record_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def patch(server: Server, record_id: int, form: str = "opportunity", **values: Any) -> None:
    """Changes a record as another session of the admin."""
    with server.client() as client:
        one = client.get(f"apps/crm/forms/{form}/records/{record_id}").json()
        answer = client.patch(
            f"apps/crm/forms/{form}/records/{record_id}", json=values, headers={"If-Match": f'"{one["revision"]}"'}
        )
        assert answer.status_code == 200, answer.text


def where(path: str, expression: str) -> str:
    """The path of a list that is narrowed by an expression."""
    return f"{path}?where={quote(expression)}"


class Clicks:
    """Counts the presses of a journey: a click, or Enter."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, target: Locator) -> None:
        target.click()
        self.count += 1

    def enter(self, page: Page) -> None:
        page.keyboard.press("Enter")
        self.count += 1
