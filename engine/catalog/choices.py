"""Lists of options: read in their short and long form, shown and recognised in every language of the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.catalog import schemas
from engine.catalog.fields.field_type import Ask, Option
from engine.catalog.ids import id_from_label
from engine.catalog.values import cell_text
from engine.expression import types

COLORS = (
    "gray",
    "red",
    "volcano",
    "orange",
    "gold",
    "yellow",
    "lime",
    "green",
    "cyan",
    "blue",
    "geekblue",
    "purple",
    "magenta",
)

OPTION: schemas.Schema = {
    "type": ["object", "string"],
    "properties": {
        "id": schemas.ID,
        "label": schemas.LABEL,
        "color": schemas.one_of(*COLORS),
        "values": schemas.LITERALS,
        "help": schemas.LONG,
        "note": schemas.LONG,
        "was": schemas.list_of(schemas.ID),
    },
    "required": ["id"],
    "additionalProperties": False,
    "minLength": 1,
    "maxLength": 200,
}
OPTIONS: schemas.Schema = schemas.meaning(
    "options",
    {"type": ["array", "string"], "items": OPTION, "maxItems": 20_000, "pattern": r"^\$options\.[a-z][a-z0-9_]*$"},
)
# `where` is asked of each `option`: those for which it holds may be chosen.
SCHEMA: Mapping[str, schemas.Schema] = {"options": OPTIONS, "where": schemas.CONDITION}


def read_options(written: Sequence[Any], ask: Ask, at: str = "options") -> tuple[Option, ...]:
    """The options of a list; a bare text is a label whose id is made from it."""
    options: list[Option] = []
    taken: set[str] = set()
    for place, item in enumerate(written):
        if isinstance(item, Option):
            option = item
        elif isinstance(item, str):
            option = Option(id_from_label(item, taken), item)
        else:
            option = Option(
                item["id"],
                item.get("label") or item["id"].replace("_", " ").capitalize(),
                item.get("color"),
                {key: _literal(value) for key, value in (item.get("values") or {}).items()},
                was=tuple(item.get("was") or ()),
            )
        if option.id in taken:
            ask.problem("duplicate_id", f"{at}.{place}", id=option.id)
            continue
        taken.add(option.id)
        options.append(option)
    return tuple(options)


def _literal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def check_transitions(written: Mapping[str, Sequence[str]] | None, options: Sequence[Option], ask: Ask) -> None:
    """Every name in `transitions` must be an option; a state that can be entered but not left is worth a word."""
    if not written:
        return
    known = [option.id for option in options]
    for source, targets in written.items():
        for at, name in enumerate((source, *targets)):
            if name not in known:
                where = f"transitions.{source}" if at == 0 else f"transitions.{source}.{at - 1}"
                ask.problem("unknown_option", where, found=name, known=known)


def choices_of(options: Sequence[Option]) -> tuple[types.Choice, ...]:
    """The options as expressions see them."""
    return tuple(types.Choice.of(option.id, option.values) for option in options)


def from_cell(cell: Any, options: Sequence[Option]) -> Any:
    """The id of the option whose id or label in any language is written in the cell; else the text as it is."""
    text = cell_text(cell)
    if not isinstance(text, str) or not text.strip():
        return None
    return _by_word(options).get(" ".join(text.split()).casefold(), text)


_words: dict[int, tuple[Sequence[Option], dict[str, str]]] = {}


def _by_word(options: Sequence[Option]) -> dict[str, str]:
    """The id of each option by everything it may be called; of two with one name the first. Kept while they live."""
    kept = _words.get(id(options))
    if kept is not None and kept[0] is options:
        return kept[1]
    if len(_words) > 1_000:
        _words.clear()
    words: dict[str, str] = {}
    _words[id(options)] = options, words
    for option in options:
        for word in (option.id, option.label, *option.labels.values()):
            words.setdefault(word if word == option.id else word.casefold(), option.id)
    return words


def show(value: Any, options: Sequence[Option], language: str) -> str:
    for option in options:
        if option.id == value:
            return option.say(language)
    for option in options:
        if value in option.was:  # what histories hold
            return option.say(language)
    return "" if value is None else str(value)


def search_text(value: Any, options: Sequence[Option]) -> str | None:
    """All labels of the option, so that it is found in each language."""
    for option in options:
        if option.id == value:
            return " ".join(dict.fromkeys((option.label, *option.labels.values())))
    return None
