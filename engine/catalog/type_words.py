"""The field type that a name suggests: 电话 is a number to call, "Due date" a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from engine.texts import LANGUAGES, catalog

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN = re.compile(r"[^\w.-]+|_+")


@lru_cache(maxsize=100)
def words_of(type: str) -> tuple[str, ...]:
    """Words in a field's name that suggest this type, of every language, in small letters."""
    said = catalog().get(f"field_type_named.{type}", {})
    words = (word.strip() for language in LANGUAGES for word in said.get(language, "").split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def type_named(name: str, offered: Iterable[str]) -> str | None:
    """The type that a name suggests, None where it suggests none: the longest word wins, of two the later one."""
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    best: tuple[int, int, str] | None = None
    for type in offered:
        for word in words_of(type):
            if stands_in(word, text):
                found = (len(word), text.rfind(word), type)
                if best is None or found[:2] > best[:2]:
                    best = found
    return best[2] if best else None


def stands_in(word: str, name: str) -> bool:
    """Whether a word stands in a name: Chinese anywhere, Latin words as whole words."""
    if _HAN.search(word):
        return word in name
    return f" {word} " in f" {_BETWEEN.sub(' ', name)} "
