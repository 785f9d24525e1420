"""Sentences for people in both languages: code + values in, a sentence out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "zh-CN")


class _Values(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@lru_cache(maxsize=1)
def catalog() -> Mapping[str, Mapping[str, str]]:
    """All texts by code: {code: {language: sentence}}; an area is one YAML file of this folder."""
    texts: dict[str, Mapping[str, str]] = {}
    for file in sorted(Path(__file__).parent.glob("*.yaml")):
        for code, sentences in (yaml.load(file.read_bytes(), Loader=_loader()) or {}).items():
            if code in texts:
                raise LookupError(f"text {code} stands in two files, the second is {file.name}")
            texts[code] = sentences
    return texts


def say(code: str, values: Mapping[str, Any] | None = None, language: str = "en") -> str:
    """The sentence of `code` in `language` with its `{holes}` filled; English where a language is missing."""
    sentences = catalog().get(code)
    if sentences is None:
        return code
    sentence = sentences.get(language) or sentences["en"]
    return sentence.format_map(_Values({name: _shown(value, language) for name, value in (values or {}).items()}))


@lru_cache(maxsize=1_000)
def choose_language(accepted: str | None, default: str = "en") -> str:
    """The language of an Accept-Language header that we speak best, e.g. `zh-TW,zh;q=0.9,en;q=0.8` -> `zh-CN`."""
    wishes: list[tuple[float, str]] = []
    for part in (accepted or "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag.strip().lower()))
        except ValueError:
            continue
    for _, tag in sorted(wishes, key=lambda wish: wish[0]):
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return default


def _shown(value: Any, language: str) -> Any:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(item) for item in value)
    if isinstance(getattr(value, "code", None), str) and isinstance(getattr(value, "values", None), Mapping):
        return say(value.code, value.values, language)  # a reason that is a sentence of its own
    return value


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
