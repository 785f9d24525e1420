"""Functions with regular expressions: run by RE2 only, which no pattern can make hang."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from engine.expression.function import Function, Parameter, Value
from engine.expression.types import TEXT, YES_NO
from engine.expression.values import NA, NAME, VALUE, ErrorValue

MAX_PATTERN = 500
_TEXT = Parameter("text", "text")
_PATTERN = Parameter("pattern", "text")


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    """The pattern ready to run; #VALUE! when it is none, #NAME? where RE2 is not installed."""
    if len(pattern) > MAX_PATTERN:
        return VALUE
    try:
        import re2
    except ImportError:
        return NAME
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError):
        return VALUE


def _searched(answer: Callable[[Any], Value]) -> Callable[[str, str], Value]:
    def run(text: str, pattern: str) -> Value:
        made = _compiled(pattern)
        if isinstance(made, ErrorValue):
            return made
        try:
            return answer(made.search(text))
        except UnicodeError:
            return VALUE

    return run


def _extracted(found: Any) -> Value:
    """The first group of what was found, or all of it."""
    if found is None:
        return NA
    return (found.group(1) or "") if found.re.groups else found.group(0)


FUNCTIONS = (
    Function(
        "REGEXMATCH",
        (_TEXT, _PATTERN),
        YES_NO,
        {
            "en": "Does a regular expression (RE2) fit somewhere in a text?",
            "zh-CN": "文本中是否有与正则表达式匹配的内容。",
        },
        (
            (r'REGEXMATCH("AB-123", "^[A-Z]+-[0-9]+$")', True),
            ('REGEXMATCH("abc", "x")', False),
            ('REGEXMATCH("abc", "(")', VALUE),
        ),
        python=_searched(lambda found: found is not None),
    ),
    Function(
        "REGEXEXTRACT",
        (_TEXT, _PATTERN),
        TEXT,
        {
            "en": "The first piece of a text that a regular expression (RE2) fits, or its first group.",
            "zh-CN": "取文本中第一处与正则表达式匹配的内容，有分组时取第一组。",
        },
        (
            ('REGEXEXTRACT("order 123", "[0-9]+")', "123"),
            ('REGEXEXTRACT("a=1", "a=(.)")', "1"),
            ('REGEXEXTRACT("abc", "[0-9]")', NA),
        ),
        python=_searched(_extracted),
    ),
)
