"""Data from outside that may lie beside the checkout: where it does, more cases run; no test needs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "data"


def shared_data(name: str) -> Path | None:
    """The file or folder of that name in the data beside the checkout, or None."""
    path = FOLDER / name
    return path if path.exists() else None


def shared_files(pattern: str) -> list[Path]:
    """Files beside the checkout that match, sorted; for `parametrize`, so that they add cases and are never skipped."""
    return sorted(path for path in FOLDER.glob(pattern) if path.is_file()) if FOLDER.exists() else []


def shared_lines(name: str) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file beside the checkout, or none."""
    path = shared_data(name)
    if path is None:
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
