"""Stored keys made in Python, the same bytes on both databases: for loose comparison and for sorting text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

SORT_LENGTH = 160
KEY_LENGTH = 500


def comparison_key(value: str, ignores: Collection[str]) -> str:
    """What a unique rule compares: without case or spaces where it ignores them; long text ends in its hash."""
    text = value
    if "case" in ignores:
        text = unicodedata.normalize("NFC", text.casefold())
    if "spaces" in ignores:
        text = "".join(text.split())
    if len(text) > KEY_LENGTH:
        return text[: KEY_LENGTH - 64] + hashlib.sha256(text.encode()).hexdigest()
    return text


def sort_key(value: str) -> str:
    """Text as people look it up: without case, Chinese by pinyin, then by the characters themselves.

    Compared byte by byte (UTF-8 keeps the order of code points). Cut after 160 characters: the record id decides then.
    """
    text = " ".join(value[:SORT_LENGTH].casefold().split())
    if text.isascii():
        return text
    return (f"{_spelled(text)}\x01{text}")[:SORT_LENGTH]


_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def has_han(text: str) -> bool:
    """Whether a Chinese character is in it."""
    return not text.isascii() and _HAN.search(text) is not None


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """The first letters of the pinyin of Chinese text (`张三丰` -> `zsf`), other characters left out."""
    return "".join(letter[:1] for letter in _syllables(text))


def _spelled(text: str) -> str:
    return " ".join(_syllables(text, keep_rest=True)) if has_han(text) else text


def _syllables(text: str, *, keep_rest: bool = False) -> list[str]:
    # Imported at first use: the dictionary takes 55 MB, and many installations never need it.
    from pypinyin import Style, lazy_pinyin

    def rest(other: str) -> str:
        return other.strip() if keep_rest else ""

    return [syllable for syllable in lazy_pinyin(text, style=Style.NORMAL, errors=rest) if syllable]
