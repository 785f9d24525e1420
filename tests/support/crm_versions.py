"""The CRM as a customer changed it, and as its template's next version changes it: both made from what is shipped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.definition.source import load_folder, load_texts
from engine.definition.tree import plain
from engine.definition.writer import REMOVE, Edit, add_field, edit, set_label

SHIPPED = Path(__file__).resolve().parents[2] / "templates" / "crm"
NEXT = "1.1.0"
LABEL = "form/opportunity/fields/amount/label"


def shipped() -> dict[str, str]:
    """The files of the bundled template."""
    return dict(load_folder(SHIPPED).texts)


def customised(texts: Mapping[str, str]) -> dict[str, str]:
    """A label in both languages, two fields of one's own, one option less, a section moved up."""
    made = set_label(texts, LABEL, "Deal value", "en", "en")
    made = set_label(made, LABEL, "成交金额", "zh-CN", "en")
    made = add_field(made, "opportunity", "x_region", {"type": "text", "label": "Sales region"}, after="amount")
    made = add_field(made, "opportunity", "x_rating", {"type": "number", "label": "Rating"}, after="x_region")
    layout = _tree(made, "form/opportunity")["layout"]
    return edit(
        made,
        [
            Edit("options", "sources", ("options", "store"), REMOVE),
            Edit("form", "opportunity", ("layout",), [layout[1], layout[0], *layout[2:]]),
        ],
    )


def next_version() -> dict[str, str]:
    """New fields, changed options, and the label of the amount renamed."""
    made = add_field(
        shipped(), "opportunity", "channel_partner", {"type": "text", "label": "Channel partner"}, after="source"
    )
    made = add_field(made, "customer", "newsletter", {"type": "yes_no", "label": "Newsletter"})
    made = set_label(made, LABEL, "Contract value", "en", "en")
    partner = {"id": "partner", "label": "Partner", "color": "gold"}
    return edit(
        made,
        [
            Edit("app", "crm", ("version",), NEXT),
            Edit("options", "sources", ("options", "campaign", "label"), "Campaign"),
            Edit("options", "sources", ("options",), partner, into_list=True),
        ],
    )


def write_template(folder: Path, texts: Mapping[str, str]) -> Path:
    """A folder of templates that holds these files as `crm`; the folder."""
    for name, text in texts.items():
        file = folder / "crm" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def _tree(texts: Mapping[str, str], name: str) -> Any:
    return next(plain(item.tree) for item in load_texts(texts).items if item.name == name)
