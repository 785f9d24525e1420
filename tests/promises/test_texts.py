"""Every code that the engine can raise or report has a sentence in both languages, with the same holes."""

from __future__ import annotations

import re

import pytest

from engine import texts
from tests.promises.codes import codes_by_file, codes_of_engine, text_of_code


def test_every_code_in_the_engine_has_a_sentence() -> None:
    missing = {f"{file}: {code}" for file, code in codes_by_file() if text_of_code(code) is None}
    assert not missing, "Codes without a sentence:\n" + "\n".join(sorted(missing))


def test_the_search_for_codes_finds_those_that_are_known_to_exist() -> None:
    assert {"not_signed_in", "stale_revision"} <= codes_of_engine()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_text_is_there_in_each_language(language: str) -> None:
    assert [code for code, sentences in texts.catalog().items() if not sentences.get(language)] == []


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_text_can_be_filled(language: str) -> None:
    said = {}
    for code in texts.catalog():
        try:
            texts.say(code, {}, language)
        except (ValueError, KeyError, IndexError) as error:
            said[code] = str(error)
    assert said == {}


def test_both_languages_fill_the_same_holes() -> None:
    def holes(sentence: str) -> set[str]:
        return set(re.findall(r"(?<!\{)\{(\w+)", sentence))

    differ = [
        code
        for code, sentences in texts.catalog().items()
        if len({frozenset(holes(sentences.get(language, ""))) for language in texts.LANGUAGES}) > 1
    ]
    assert differ == []


def test_chinese_sentences_are_written_in_chinese() -> None:
    # Signs between values, and the codes of currencies, are the same words everywhere.
    words = {
        code: re.sub(r"\{\w+\}|\W|\b[A-Z]{3}\b", "", said.get("zh-CN", "?")) for code, said in texts.catalog().items()
    }
    latin = [code for code, word in words.items() if word and not re.search(r"[一-鿿]", word)]
    assert latin == []
