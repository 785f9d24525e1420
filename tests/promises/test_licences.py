"""Everything that is shipped or needed at run time may be used by anybody: licences are read from what is installed."""

from __future__ import annotations

import json
import re
from importlib import metadata

import pytest

from tests.promises.tree import ROOT

# A separate library that is only imported may be LGPL; what serves tests alone may have any open licence.
FREE = {
    *(
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "BSD",
        "0BSD",
        "BSD-2-CLAUSE",
        "BSD-3-CLAUSE",
        "APACHE-2.0",
        "APACHE",
        "ISC",
        "PSF-2.0",
    ),
    *("PSF", "PYTHON-2.0", "MPL-2.0", "HPND", "UNLICENSE", "CC0-1.0", "ZLIB", "BLUEOAK-1.0.0"),
}
LGPL = {"LGPL-3.0-ONLY", "LGPL-3.0-OR-LATER", "LGPL-2.1-OR-LATER"}
LGPL_LIBRARIES = {"psycopg", "psycopg-binary"}

_WORDS = [
    (r"mozilla|mpl", "MPL-2.0"),
    (r"lesser|lgpl", "LGPL-3.0-ONLY"),
    (r"apache", "APACHE-2.0"),
    (r"\bmit\b", "MIT"),
    (r"\bbsd\b", "BSD"),
    (r"\bisc\b", "ISC"),
    (r"python software|psf", "PSF-2.0"),
    (r"historical permission|hpnd", "HPND"),
    (r"unlicense|public domain|cc0", "CC0-1.0"),
]


def _plain(text: str) -> set[str]:
    """Licences named in a free text or a classifier."""
    return {short for pattern, short in _WORDS if re.search(pattern, text, re.IGNORECASE)}


def may_be_used(expression: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression can be met with allowed licences: every AND part, one OR part."""
    inner = expression.strip()
    if inner.startswith("(") and inner.endswith(")") and inner.count("(") == 1:
        inner = inner[1:-1]
    for word, decide in ((" OR ", any), (" AND ", all)):
        parts = _split(inner, word)
        if len(parts) > 1:
            return decide(may_be_used(part, allowed) for part in parts)
    return inner.upper() in allowed


def _split(text: str, word: str) -> list[str]:
    """Parts of an expression at a word outside parentheses."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and text.startswith(word, place):
            parts.append(text[start:place])
            start = place + len(word)
    return [*parts, text[start:]]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("(MIT OR CC0-1.0)", True),
    ],
)
def test_an_expression_is_read_as_and_and_or(expression: str, expected: bool) -> None:
    assert may_be_used(expression, FREE) is expected


def collect_needs(name: str, extras: frozenset[str], seen: dict[str, metadata.Distribution]) -> None:
    """Collects a distribution and all that it needs, here and now."""
    from packaging.requirements import Requirement

    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return
    seen[key] = found
    for line in found.requires or ():
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            collect_needs(need.name, frozenset(need.extras), seen)


def _licences(found: metadata.Distribution) -> str:
    about = found.metadata
    if "License-Expression" in about:
        return str(about["License-Expression"])
    said = " ".join(line for line in about.get_all("Classifier") or () if line.startswith("License ::"))
    said = said or (str(about["License"]) if "License" in about else "")
    return " OR ".join(sorted(_plain(said))) or "unknown"


def test_what_the_engine_needs_may_be_used_by_anybody() -> None:
    needed: dict[str, metadata.Distribution] = {}
    collect_needs("formwright", frozenset({"patterns"}), needed)
    assert len(needed) > 20
    refused = {
        name: licence
        for name, found in needed.items()
        if not may_be_used(licence := _licences(found), FREE | (LGPL if name in LGPL_LIBRARIES else set()))
    }
    assert refused == {}


def _allowed(package: str, *, dev: bool) -> set[str]:
    """Fonts have an open licence of their own kind; what only builds or tests may also be under CC-BY."""
    return FREE | ({"CC-BY-4.0"} if dev else set()) | ({"OFL-1.1"} if "/@fontsource" in package else set())


@pytest.mark.parametrize("folder", ["builder_ui", "builder_ui/tools"])
def test_what_the_ui_needs_may_be_used_by_anybody(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name and not about.get("link")}
    refused = {
        name: about.get("license")
        for name, about in packages.items()
        if not may_be_used(str(about.get("license", "unknown")), _allowed(name, dev=bool(about.get("dev"))))
    }
    assert packages
    assert refused == {}


def test_the_licence_of_the_project_stands_whole_in_the_tree() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
