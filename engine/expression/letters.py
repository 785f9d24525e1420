"""Capital and small letters, one for one: the length of a text stays, and every back end agrees (`ß` remains `ß`)."""

from __future__ import annotations

from collections.abc import Callable

# Latin, Greek, Cyrillic and Armenian; their supplements; full-width Latin.
_RANGES = ((0x41, 0x590), (0x1E00, 0x2000), (0xFF21, 0xFF5B))


def _pairs(change: Callable[[str], str]) -> tuple[str, str]:
    """The letters that `change` turns into one other letter, and those others."""
    letters = [chr(code) for first, last in _RANGES for code in range(first, last)]
    changed = [(letter, change(letter)) for letter in letters]
    found = [(letter, other) for letter, other in changed if other != letter and len(other) == 1]
    return "".join(letter for letter, _ in found), "".join(other for _, other in found)


LOWER, UPPER = _pairs(str.lower), _pairs(str.upper)
_LOWER, _UPPER = str.maketrans(*LOWER), str.maketrans(*UPPER)


def lower(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_LOWER)


def upper(text: str) -> str:
    return text.upper() if text.isascii() else text.translate(_UPPER)
