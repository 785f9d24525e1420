"""A number that the engine gives to each record, never twice."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Column, FieldExamples, FieldLike, FieldType, Palette
from engine.catalog.values import InvalidValue, text_of
from engine.expression import types

_TOKEN = re.compile(r"\{([^{}]*)\}")
_DATES = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d"}
RESETS = ("never", "year", "month", "day")


class Serial(FieldType):
    """`format` is text with the tokens {YYYY} {YY} {MM} {DD} {n} {n:5}; `reset` starts the count again each period."""

    name = "serial"
    schema = {
        "format": {"type": "string", "minLength": 1, "maxLength": 60},
        "reset": schemas.one_of(*RESETS),
        "start": schemas.COUNT,
    }
    palette = Palette("calculated", {"format": "{n:4}"})
    examples = FieldExamples(
        settings={"format": "OPP-{YYYY}-{n:5}", "reset": "year"},
        good=(("OPP-2024-00001", "OPP-2024-00001"), ("", None)),
        bad=((1, "value.not_text"), ("x" * 81, "value.too_long"), ("a\nb", "value.line_break")),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        form, reset = settings.get("format", "{n}"), settings.get("reset", "never")
        tokens = _TOKEN.findall(form)
        counters = [token for token in tokens if re.fullmatch(r"n(?::[1-9])?", token)]
        for token in tokens:
            if token not in _DATES and token not in counters:
                ask.problem(
                    "unknown_token",
                    "format",
                    found="{" + token + "}",
                    known=["{" + name + "}" for name in (*_DATES, "n", "n:5")],
                )
        if len(counters) != 1:
            ask.problem("one_counter", "format", found=form)
        wanted = {"year": ("YYYY", "YY"), "month": ("MM",), "day": ("DD",)}.get(reset)
        if wanted and not set(wanted) & set(tokens):
            ask.problem("reset_repeats", "reset", reset=reset, token="{" + wanted[0] + "}")
        return {"start": 1, **settings, "format": form, "reset": reset}

    def columns(self, field: FieldLike) -> tuple[Column, ...]:
        return (Column("text"),)

    def value_type(self, field: FieldLike) -> types.Type:
        return types.TEXT

    def clean(self, value: Any, field: FieldLike) -> str | None:
        text = text_of(value, max_length=80)
        if text is not None and ("\n" in text or "\r" in text):
            raise InvalidValue("value.line_break")
        return text

    def search_text(self, value: Any, field: FieldLike) -> str | None:
        return value if isinstance(value, str) else None


def period_of(field: FieldLike, day: datetime.date) -> str:
    """Which count a day belongs to: `2024`, `2024-05`, `2024-05-31`, or '' when it never starts again."""
    shape = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}.get(field.settings["reset"], "")
    return day.strftime(shape) if shape else ""


def number_text(field: FieldLike, count: int, day: datetime.date) -> str:
    """The text of the count-th number of the day's period, e.g. `OPP-2024-00017`."""

    def fill(found: re.Match[str]) -> str:
        token = found[1]
        if token in _DATES:
            return day.strftime(_DATES[token])
        return str(count).zfill(int(token.partition(":")[2] or 0))

    return _TOKEN.sub(fill, str(field.settings["format"]))
