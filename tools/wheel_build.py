"""Hatchling's hook: a wheel carries the built UI and the templates under engine/_shipped and needs no checkout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

import node
import ui


class ShipWhatRuns(BuildHookInterface[Any]):
    """Only wheels carry the UI and the templates; an editable install finds both in the checkout."""

    def dependencies(self) -> list[str]:
        """Node comes as a wheel into the build's own environment when the machine has none that is new enough."""
        return [] if node.on_machine() else [node.WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        built = ui.build(root)
        build_data["force_include"][str(built)] = "engine/_shipped/ui"
        build_data["force_include"][str(root / "templates")] = "engine/_shipped/templates"
