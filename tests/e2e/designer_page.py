"""What tests do in the form designer: open it, find fields, wait until a change is kept, read the draft."""

from __future__ import annotations

from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect


def open_designer(page: Page, app: str, form: str = "asset") -> Locator:
    """Opens the designer of a form and waits for its canvas."""
    page.goto(f"/a/{app}/f/{form}/edit")
    canvas = page.locator("[data-canvas]")
    expect(canvas).to_be_visible(timeout=20_000)
    expect(page.locator("button[data-type=text]").first).to_be_visible()
    return canvas


def field(page: Page, id: str) -> Locator:
    """A field on the canvas."""
    return page.locator(f"[data-drop-field='{id}']")


def name_of(page: Page, id: str) -> Locator:
    """The button that bears a field's name; keys go to it."""
    return page.locator(f"[data-field-button='{id}']")


def order(page: Page) -> list[str]:
    """The fields of the canvas in order."""
    found: list[str] = page.locator("[data-drop-field]").evaluate_all(
        "cards => cards.map(card => card.dataset.dropField)"
    )
    return found


def kept(page: Page, position: int | None = None) -> None:
    """Waits until everything is on the server, and the draft stands at that step."""
    expect(page.locator("[data-saved=true]")).to_be_visible()
    if position is not None:
        expect(page.locator("[data-designer]")).to_have_attribute("data-position", str(position))


class Builder:
    """An app of one's own on a server, and what its admin's draft of it holds, over one signed-in connection."""

    def __init__(self, client: httpx.Client, label: str):
        self.client = client
        self.app = str(self._sent("apps", {"label": label, "form": "Asset"}, 201)["app"])
        layout = [
            {"id": "main", "label": "Asset", "columns": 2, "items": ["name", "code", "kind"]},
            {"id": "money", "label": "Money", "columns": 1, "items": ["price"]},
            {"id": "more", "label": "More", "columns": 1, "items": ["bought", "note"]},
        ]
        fields = {
            "code": {"type": "text", "label": "Code"},
            "kind": {"type": "select", "label": "Kind", "options": OPTIONS},
            "price": {"type": "money", "label": "Price", "currency": "CNY"},
            "bought": {"type": "date", "label": "Bought on"},
            "note": {"type": "long_text", "label": "Note", "help": "What else there is to say"},
        }
        edits = [{"op": "set", "at": f"form/asset/fields/{id}", "to": tree} for id, tree in fields.items()]
        rule = {"when": "kind = 'desk'", "show": ["note"], "require": ["note"]}
        edits += [
            {"op": "set", "at": "form/asset/layout", "to": layout},
            {"op": "set", "at": "form/asset/logic", "to": {"desks_have_notes": rule}},
        ]
        self.edit(*edits)
        self.publish()

    def _sent(self, path: str, body: Any, status: int = 200) -> dict[str, Any]:
        answer = self.client.post(path, json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def edit(self, *edits: dict[str, Any]) -> dict[str, Any]:
        """One step of the draft, made beside the screens."""
        position = self.draft()["position"]
        return self._sent(f"apps/{self.app}/draft/edits", {"position": position, "edits": list(edits)})

    def publish(self) -> int:
        """Makes the draft live; the version."""
        plan = self._sent(f"apps/{self.app}/draft/plan", {})
        return int(self._sent(f"apps/{self.app}/draft/publish", {"plan": plan["hash"]})["version"])

    def draft(self) -> dict[str, Any]:
        answer = self.client.get(f"apps/{self.app}/draft")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def written(self, form: str = "asset") -> dict[str, Any]:
        """A form of the draft as it is written."""
        return dict(self.draft()["definition"]["form"][form])

    def live(self, form: str = "asset") -> dict[str, Any]:
        """A form as everybody has it."""
        return dict(self.client.get(f"apps/{self.app}").json()["forms"][form])

    def add(self, *records: dict[str, Any]) -> None:
        """Records of the form."""
        answer = self.client.post(f"apps/{self.app}/forms/asset/records", json=list(records))
        assert answer.status_code == 201, answer.text


OPTIONS = [{"id": "desk", "label": "Desk", "color": "blue"}, {"id": "chair", "label": "Chair", "color": "green"}]


def drag(page: Page, source: Locator, target: Locator, *, across: float = 0.5, down: float = 0.25) -> None:
    """Drags with the mouse to a share of the target's box."""
    source.scroll_into_view_if_needed()
    target.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert start and end
    x, y = start["x"] + start["width"] / 2, start["y"] + min(start["height"] / 2, 16)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8, steps=3)
    page.mouse.move(end["x"] + end["width"] * across, end["y"] + end["height"] * down, steps=8)
    expect(page.locator("[data-drop-field][data-zone], [data-drop-section][data-zone]").first).to_be_visible()
    page.mouse.up()
    expect(page.locator("[data-drop-field][data-zone]")).to_have_count(0)
