"""Checks a folder without an installation: what `formwright check` and tests of definitions use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.catalog.catalog import Catalog, full_catalog
from engine.definition.app import App
from engine.definition.problem import Problem
from engine.definition.resolver import resolve
from engine.definition.source import load_folder


def check_folder(
    path: str | Path | Mapping[str, str | bytes],
    catalog: Catalog | None = None,
    allow_later: bool = False,
    *,
    company: App | None = None,
    as_template: bool = False,
) -> list[Problem]:
    """Every problem of a folder, by file and line. `allow_later`: what later versions bring may be used."""
    sources = load_folder(path)
    return list(
        resolve(
            sources, catalog or full_catalog(), company=company, allow_later=allow_later, as_template=as_template
        ).problems
    )
