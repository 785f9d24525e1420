"""Which columns name records: of another sheet of the file, of their own sheet, of a form that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from engine.catalog.catalog import Catalog
from engine.definition.model import Form
from engine.exchange.columns import Column, Columns
from engine.exchange.guessing import Guess, kind_of
from engine.exchange.mapping import plain_word
from engine.records import RecordContext
from engine.records.finding import by_title, title_field
from engine.texts import LANGUAGES, say

NEARLY_ALL = 0.8  # of the cells of a column: some are misspelt in every real file
TRIED = 30  # different cells that are looked up among the records of a form
FIRST_TRIED = 5
NAMES = ("text", "option")  # kinds of values that may be names of records without more ado


@dataclass(frozen=True)
class Sheet:
    """A sheet with what its columns were guessed to be."""

    label: str
    looked: Columns
    guesses: Sequence[Guess]

    @property
    def columns(self) -> Sequence[Column]:
        return self.looked.columns


@dataclass(frozen=True)
class Link:
    """What a column names: records of another sheet (its number) by one of its columns, or of a form by their title."""

    sheet: int | None = None
    column: str | None = None
    form: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"form": self.form} if self.form is not None else {"sheet": self.sheet, "column": self.column}


def title_of(sheet: Sheet, catalog: Catalog, links: Mapping[str, Link] | None = None) -> str | None:
    """The column that names the records of a sheet; with `links` also one whose names come more than once."""
    texts = [
        column
        for column, guess in zip(sheet.columns, sheet.guesses, strict=True)
        if kind_of(guess, catalog) == "text" and not column.lines and column.count
    ]
    known = [column for column in texts if _is_full(sheet, column) and column.is_unique]
    if links is not None and not known:
        known = [column for column in texts if column.name not in links]
    named = [column for column in known if any(word in plain_word(column.name) for word in _title_words())]
    return (named or known)[0].name if known else None


def links_of(sheets: Sequence[Sheet], catalog: Catalog) -> list[dict[str, Link]]:
    """For every sheet the columns that name records of a sheet."""
    keys = [_keys(sheet, catalog) for sheet in sheets]
    titles = [title_of(sheet, catalog) for sheet in sheets]
    found: list[dict[str, Link]] = []
    for number, sheet in enumerate(sheets):
        links: dict[str, Link] = {}
        for column, guess in zip(sheet.columns, sheet.guesses, strict=True):
            kind = kind_of(guess, catalog)
            if column.name == titles[number] or not column.count or kind not in (*NAMES, "number"):
                continue
            words = column.words()
            best: tuple[tuple[float, bool, bool, int], Link] | None = None
            for target, key, known in ((place, *one) for place in range(len(sheets)) for one in keys[place].items()):
                if target == number and (key == column.name or (column.is_unique and _is_full(sheet, column))):
                    continue
                share = sum(times for word, times in words.items() if word in known) / max(1, sum(words.values()))
                called = _is_called(column.name, key, sheets[target].label, same=target == number)
                if share < NEARLY_ALL or (kind not in NAMES and not called):
                    continue
                rank = (share, key == titles[target], called, -len(known))
                if best is None or rank > best[0]:
                    best = rank, Link(sheet=target, column=key)
            if best is not None:
                links[column.name] = best[1]
        found.append(links)
    return found


def links_to_forms(
    context: RecordContext, sheet: Sheet, known: Mapping[str, Link], forms: Sequence[Form], catalog: Catalog
) -> dict[str, Link]:
    """The further columns of a sheet that name records of a form, by title."""
    named = [form for form in forms if title_field(form) is not None and context.decide("read", form).allowed]
    title = title_of(sheet, catalog)
    links: dict[str, Link] = {}
    for column, guess in zip(sheet.columns, sheet.guesses, strict=True):
        if column.name in known or column.name == title or kind_of(guess, catalog) not in NAMES:
            continue
        words = sorted(column.words())[:TRIED]
        for form in named:
            if words and _share_known(context, form, words) >= NEARLY_ALL:
                links[column.name] = Link(form=form.id)
                break
    return links


def _share_known(context: RecordContext, form: Form, words: Sequence[str]) -> float:
    def known(some: Sequence[str]) -> int:
        return context.read(lambda tx: sum(len(by_title(context, tx, form, word)) == 1 for word in some))

    first = words[:FIRST_TRIED]
    if 2 * known(first) < len(first):
        return 0.0
    return known(words) / len(words)


def _keys(sheet: Sheet, catalog: Catalog) -> dict[str, set[str]]:
    """The columns by which a sheet's records can be told apart, with what they say."""
    return {
        column.name: set(column.words())
        for column, guess in zip(sheet.columns, sheet.guesses, strict=True)
        if column.is_unique and _is_full(sheet, column) and _may_be_key(column, kind_of(guess, catalog))
    }


def _may_be_key(column: Column, kind: str) -> bool:
    return kind == "text" or (kind == "number" and all(word.isdigit() for word in islice(column.words(), 100)))


def _is_full(sheet: Sheet, column: Column) -> bool:
    return column.count == sheet.looked.rows


def _is_called(name: str, key: str, label: str, *, same: bool) -> bool:
    """Whether a column is named after the sheet, or as the key there: `customer_id` for `id` of Customers."""
    one, other, of = plain_word(name), plain_word(key), plain_word(label).removesuffix("s")
    return (len(of) > 1 and of in one and not same) or (one == other and len(other) > 2 and not same)


def _title_words() -> tuple[str, ...]:
    words = (say("table_title_words", {}, language) for language in LANGUAGES)
    return tuple(word for line in words for word in line.split())
