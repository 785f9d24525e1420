"""Which column goes into which field: guessed from names and contents, changed by people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.definition.model import Field, Form


def guess_mapping(names: Sequence[str], form: Form) -> dict[str, str | None]:
    """Column -> field id, by the same name (id or a label in any language), each field once; None: no field.

    Columns of subforms are `lines.product`; they are guessed only where some column is of the record itself.
    """
    known: dict[str, str] = {}
    for field in form.fields.values():
        if can_take(field):
            for word in _words(field):
                known.setdefault(plain_word(word), field.id)
    for subform in form.fields.values():
        for field in subform.fields.values() if subform.writable else ():
            if can_take(field):
                for word in _words_of_row(subform, field):
                    known.setdefault(plain_word(word), f"{subform.id}.{field.id}")
    known.setdefault("id", "id")
    taken: set[str] = set()
    mapping: dict[str, str | None] = {}
    for name in names:
        found = known.get(plain_word(name))
        mapping[name] = found if found is not None and found != "id" and found not in taken else None
        if mapping[name] is not None:
            taken.add(str(mapping[name]))
    of_record = any("." not in field for field in taken)
    return mapping if of_record else dict.fromkeys(names)


def _words_of_row(subform: Field, field: Field) -> tuple[str, ...]:
    """A column of a subform by both names (`Lines: Product`), or by its own where the record has none of it."""
    of_both = [f"{one} {word}" for one in _words(subform) for word in _words(field)]
    return (*of_both, *_words(field))


def _words(field: Field) -> tuple[str, ...]:
    return (field.id, field.label, *field.labels.values())


def can_take(field: Field) -> bool:
    """Whether a cell can become a value of the field."""
    return field.writable and field.stores in ("column", "link_table") and field.value_type.kind != "files"


def month_first(cells: Iterable[Any]) -> bool | None:
    """Whether days like `10/20/2016` stand month first: told by the ones that can be read only one way."""
    first = second = False
    for cell in cells:
        if not isinstance(cell, str):
            continue
        parts = cell.strip().split(" ")[0].split("/")
        if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[0]) <= 2:
            first = first or int(parts[0]) > 12
            second = second or int(parts[1]) > 12
    if first == second:
        return None
    return second


def day_of(cell: Any, month_comes_first: bool) -> Any:
    """A cell like `10/20/2016` as a day, in the order its column keeps; any other cell as it is."""
    if not isinstance(cell, str):
        return cell
    day, space, rest = cell.strip().partition(" ")
    parts = day.split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or len(parts[0]) > 2 or len(parts[2]) not in (2, 4):
        return cell
    month, number = (int(parts[0]), int(parts[1])) if month_comes_first else (int(parts[1]), int(parts[0]))
    year = int(parts[2]) + (2000 if len(parts[2]) == 2 else 0)
    try:
        found = date(year, month, number).isoformat()
    except ValueError:
        return cell
    return f"{found} {rest}" if space else found


def plain_word(word: str) -> str:
    """A name without case, spaces and signs, as names are compared."""
    return "".join(char for char in word.casefold() if char.isalnum())


def mapped(mapping: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    """A mapping as people send it, `{"column": {"field": "customer", "by": "code"}}` or `{"column": "name"}`."""
    found: dict[str, tuple[str, str | None]] = {}
    for column, wanted in mapping.items():
        if isinstance(wanted, Mapping):
            field, by = wanted.get("field"), wanted.get("by")
        else:
            field, by = wanted, None
        if field:
            found[column] = (str(field), str(by) if by else None)
    return found
