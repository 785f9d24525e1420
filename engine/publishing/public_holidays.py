"""What the `holidays` library knows of a country: days off, and days that are worked to make up for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from engine.texts import say

# Countries that settle each year's holidays anew, and move working days for them: only what is settled is known.
_SETTLED_YEARLY = frozenset({"cn"})
_LANGUAGES: Mapping[str, str] = {"en": "en_US", "zh-CN": "zh_CN"}


@dataclass(frozen=True)
class PublicHoliday:
    """A day off, or (`works`) one that is worked though the week leaves it free."""

    day: date
    name: str
    works: bool = False


def edition() -> str:
    """Which edition of the facts is installed; another one may know further years."""
    return version("holidays")


def public_holidays(country: str, years: Sequence[int], language: str | None = None) -> dict[int, list[PublicHoliday]]:
    """By year what is known of a country (`cn`), or of a part of it (`de_by`); {} where it is not known at all.

    Names are in `language` where there are such names, else (None) in the country's own.
    """
    from holidays import country_holidays

    code, _, part = country.upper().partition("_")
    try:
        found: Any = country_holidays(code, subdiv=part or None, years=years)
        own = found.default_language
        wanted = _LANGUAGES.get(language or "", own)
        said = wanted if wanted in found.supported_languages else own
        found = country_holidays(code, subdiv=part or None, years=years, language=said)
    except NotImplementedError:
        return {}
    made_up = say("holiday_made_up", {}, "zh-CN" if said == "zh_CN" else "en")
    works = [PublicHoliday(day, made_up, True) for day in sorted(found.weekend_workdays) if day.year in years]
    settled = {one.day.year for one in works}
    days = [*(PublicHoliday(day, name[:200]) for day, name in sorted(found.items())), *works]
    return {
        year: [one for one in days if one.day.year == year]
        for year in years
        if year in settled or code.lower() not in _SETTLED_YEARLY
    }
