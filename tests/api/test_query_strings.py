"""What a query string says is read the same however long it is and however often it was asked."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from engine.api.answers import LONG_QUERY, words_of


def _words(sent: bytes) -> dict[str, str]:
    return dict(words_of(Request({"type": "http", "query_string": sent, "headers": []})))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", {}),
        (b"limit=5&sort=-amount", {"limit": "5", "sort": "-amount"}),
        (b"where=%E9%98%B6%E6%AE%B5+%3D+1", {"where": "阶段 = 1"}),
        (b"search=&limit=1&limit=2", {"search": "", "limit": "2"}),
        (b"search=%FF", {"search": "\ufffd"}),
        (b"search=" + b"x" * LONG_QUERY, {"search": "x" * LONG_QUERY}),
    ],
)
def test_every_name_has_its_last_value(sent: bytes, words: dict[str, str]) -> None:
    assert _words(sent) == _words(sent) == words
