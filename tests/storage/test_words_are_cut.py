"""Text is cut into words in one way, whichever of the two roads its characters take."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from engine.storage.search import _split
from tests.support.sizes import some


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Blue-Sky Ltd.", ["blue", "sky", "ltd"]),
        ("snake_case", ["snake", "case"]),
        ("天空（北京）有限公司", ["天空", "北京", "有限公司"]),
        ("ＡＢＣ１２３", ["abc123"]),
        ("Cafe\u0301 Zu\u0308rich", ["caf\u00e9", "z\u00fcrich"]),
        ("q\u0307uo", ["q\u0307uo"]),
        ("हिन्दी शब्द", ["हिन्दी", "शब्द"]),
        ("—…“”", []),
    ],
)
def test_letters_and_digits_make_words_and_marks_stay_with_their_letter(text: str, words: list[str]) -> None:
    assert _split(text) == words


def test_every_character_is_cut_as_its_kind_says() -> None:
    every = [chr(code) for code in range(0x80, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    wrong = [char for char in some("characters", every, 20_000) if _split(f"a{char}b 中") != _by_kind(f"a{char}b 中")]
    assert not wrong, [f"{ord(char):x}" for char in wrong[:20]]


def _by_kind(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (char if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") else " " for char in plain)
    return [word for word in "".join(kept).split(" ") if word]
