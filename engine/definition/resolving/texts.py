"""Translations: read into paths, compared with what there is to translate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.definition.resolving.work import At, Work

_DIRECT = {"menu": "app/menu", "settings": "app/settings"}


def read_translations(work: Work) -> dict[str, list[tuple[str, At]]]:
    """Fills `work.translations`; gives for each language every path with the place where it is written."""
    places: dict[str, list[tuple[str, At]]] = {}
    for locale, item in work.of("i18n").items():
        texts = work.translations.setdefault(locale, {})
        for area, tree in item.tree.items():
            if not isinstance(tree, dict):
                continue
            for path, text, at in _walk(tree, _DIRECT.get(area, area), At(item, (area,))):
                texts[path] = text
                places.setdefault(locale, []).append((path, at))
    return places


def _walk(tree: Mapping[str, Any], path: str, at: At) -> Iterator[tuple[str, str, At]]:
    for key, value in tree.items():
        here = f"{path}/{key}"
        if isinstance(value, dict):
            yield from _walk(value, here, at / key)
        elif isinstance(value, str):
            yield here, value, at / key
            # `options: {first_contact: 初步接触}`: a bare text is the label of what it stands under.
            if key not in ("label", "label_plural", "help", "error", "text", "placeholder", "title"):
                yield f"{here}/label", value, at / key


def compare_translations(work: Work, places: Mapping[str, list[tuple[str, At]]], languages: tuple[str, ...]) -> None:
    """Warns of texts for things that are not there, and of labels that have no text in a language of the app."""
    for locale, found in places.items():
        by_place: dict[tuple[str | int, ...], list[tuple[str, At]]] = {}
        for path, at in found:
            by_place.setdefault(at.path, []).append((path, at))
        for entries in by_place.values():
            if not any(path in work.labels for path, _ in entries):
                path, at = entries[0]
                work.warn("orphan_text", at, path=path, language=locale)
        if locale not in languages:
            work.warn("language_not_listed", At(found[0][1].item, ("locale",)), language=locale)
    for language in languages[1:]:
        there = work.translations.get(language, {})
        missing = [path for path in work.labels if path not in there]
        app = next(iter(work.of("app").values()), None)
        if missing and app is not None:
            work.warn("missing_texts", At(app, ("language",)), language=language, count=len(missing), first=missing[:5])
