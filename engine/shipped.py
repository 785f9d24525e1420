"""Where the built UI and the templates are: in the checkout, or in the wheel under `_shipped`."""

from __future__ import annotations

from pathlib import Path

_ENGINE = Path(__file__).resolve().parent
_SHIPPED = _ENGINE / "_shipped"


def ui_folder() -> Path | None:
    """The folder of the built UI (it has an index.html), or None where it was never built."""
    return _first(_SHIPPED / "ui", _ENGINE.parent / "builder_ui" / "dist", inside="index.html")


def templates_folder() -> Path | None:
    """The folder of the bundled templates, one sub-folder each, or None where there are none."""
    return _first(_SHIPPED / "templates", _ENGINE.parent / "templates", inside="crm/app.yaml")


def _first(*folders: Path, inside: str) -> Path | None:
    return next((folder for folder in folders if (folder / inside).is_file()), None)
