"""Full-text search by pairs of characters: Chinese, parts of words, pinyin initials and phone numbers however typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.storage.database import Transaction
from engine.storage.keys import has_han, initials
from engine.storage.names import quoted
from engine.storage.parts import listed
from engine.storage.search_table import ID_BITS, ID_MASK
from engine.storage.tables import FormTables

if TYPE_CHECKING:
    from engine.definition.model import Form

Values = Mapping[str, Any]

# Long texts are found by their first characters; initials are made of names, not of essays.
INDEXED_LENGTH = 5_000
INITIALS_LENGTH = 60
QUERY_LENGTH = 100
QUERY_WORDS = 8
_ASCII_LETTER = re.compile("[A-Za-z]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")
# Neither letter nor digit, nor of the blocks of signs that hold no combining marks.
_MAYBE_MARK = re.compile("[^\\w\x00-\x7f\u2000-\u206f\u3000-\u3020]")
_DIGITS36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def words_of(text: str) -> list[str]:
    """Text as words for the index: without case, width, accents' composition and punctuation; phone numbers joined."""
    words = _split(text[:INDEXED_LENGTH])
    if len(text) <= INITIALS_LENGTH and has_han(text):
        words.extend(word for word in (initials(part) for part in text.split()) if word)
    number = phone_digits(text)
    if number and number not in words:
        words.append(number)
    return words


def phone_digits(text: str) -> str | None:
    """The digits of something that looks like a phone number (`＋86 138-0013 8000` -> `13800138000`), else None."""
    if _ASCII_LETTER.search(text):
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(char for char in plain if char.isascii() and char.isdigit())
    if len(digits) < 3 or any(char.isalpha() for char in plain):
        return None
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and (plain.startswith(("+", "00")) or len(digits) == 13):
            return digits.removeprefix(prefix)
    return digits


def put(tx: Transaction, form: Form, tables: FormTables, id: int, values: Values) -> None:
    """Makes a new record findable."""
    if tables.search:
        put_many(tx, form, tables, [(id, values)])


def put_many(tx: Transaction, form: Form, tables: FormTables, records: Sequence[tuple[int, Values]]) -> None:
    """Makes many new records findable."""
    rows = [(id, words) for id, values in records if (words := _indexed(tx, form, tables, values))]
    if not rows:
        return
    if tx.dialect == "sqlite":
        high = tables.number << ID_BITS
        tx.execute_many(
            "REPLACE INTO fw_search (rowid, words) VALUES (?, ?)", [(high | id, words) for id, words in rows]
        )
    else:
        tx.execute_many(
            "INSERT INTO fw_search (form, record, words) VALUES (%s, %s, %s::tsvector) "
            "ON CONFLICT (form, record) DO UPDATE SET words = excluded.words",
            [(tables.number, id, words) for id, words in rows],
        )


def change(tx: Transaction, form: Form, tables: FormTables, id: int, values: Values, old: Values | None) -> None:
    """Makes a changed record findable by its new words; reads what `values` and `old` do not say."""
    known = {**(old or {}), **values}
    if any(field not in known for field in tables.search):
        known = {**_stored_values(tx, tables, id), **known}
    words = _indexed(tx, form, tables, known)
    remove(tx, tables, [id])
    if words:
        put_many(tx, form, tables, [(id, known)])


def remove(tx: Transaction, tables: FormTables, ids: Sequence[int]) -> None:
    """Makes records unfindable."""
    if not tables.search:
        return
    if tx.dialect == "sqlite":
        high = tables.number << ID_BITS
        tx.execute_many("DELETE FROM fw_search WHERE rowid = ?", [(high | id,) for id in ids])
    else:
        tx.execute("DELETE FROM fw_search WHERE form = %s AND record = ANY(%s)", (tables.number, listed(tx, ids)))


def match(dialect: str, fields: Mapping[str, int], text: str) -> str | None:
    """The index's query for `text` within some fields (id -> number): every word in one of them; None: no words."""
    return _match(dialect, tuple(sorted(fields.values())), text)


@lru_cache(maxsize=1_000)
def _match(dialect: str, numbers: tuple[int, ...], text: str) -> str | None:
    words = _split(text[:QUERY_LENGTH])[:QUERY_WORDS]
    number = phone_digits(text[:QUERY_LENGTH])
    if not words or not numbers:
        return None
    one = _sqlite_word if dialect == "sqlite" else _postgresql_word
    either, both = (" OR ", " AND ") if dialect == "sqlite" else (" | ", " & ")

    def anywhere(word: str) -> str:
        return "(" + either.join(one(_prefix(field), word) for field in numbers) + ")"

    query = both.join(anywhere(word) for word in words)
    return f"({query}){either}{anywhere(number)}" if number and words != [number] else query


def find(tx: Transaction, tables: Sequence[FormTables], text: str, limit: int) -> list[tuple[FormTables, int]]:
    """Records of several forms that hold every word of `text`; newest first within a form."""
    by_number = {one.number: one for one in tables}
    fields = {f"{one.number}.{field}": number for one in tables for field, number in one.search.items()}
    query = match(tx.dialect, fields, text)
    if query is None:
        return []
    if tx.dialect == "sqlite":
        sql = "SELECT rowid FROM fw_search WHERE fw_search MATCH ? ORDER BY rowid DESC LIMIT ?"
        found = [(row[0] >> ID_BITS, row[0] & ID_MASK) for row in tx.execute(sql, (query, limit)).fetchall()]
    else:
        sql = "SELECT form, record FROM fw_search WHERE words @@ %s::tsquery ORDER BY form DESC, record DESC LIMIT %s"
        found = list(tx.execute(sql, (query, limit)).fetchall())
    return [(by_number[form], id) for form, id in found if form in by_number]


def _indexed(tx: Transaction, form: Form, tables: FormTables, values: Values) -> str:
    """All words of a record for the index, in its database's notation; '' when there are none."""
    lines: list[str] = []
    at = 1
    for field, number in tables.search.items():
        value = values.get(field)
        declared = form.fields[field]
        text = None if value is None else declared.type.search_text(value, declared)
        if not text:
            continue
        prefix = _prefix(number)
        for word in words_of(text):
            if tx.dialect == "sqlite":
                lines.append(_sqlite_grams(prefix, word))
                continue
            grams = _grams(word)
            lines.extend([f"'{prefix}{gram}':{min(at + place, 16_000)}" for place, gram in enumerate(grams)])
            at += len(grams) + 1
    return " ".join(lines)


def _stored_values(tx: Transaction, tables: FormTables, id: int) -> dict[str, Any]:
    columns = [column for column in tables.columns if column.field in tables.search]
    if not columns:
        return {}
    names = ", ".join(quoted(column.name) for column in columns)
    mark = "?" if tx.dialect == "sqlite" else "%s"
    row = tx.execute(f"SELECT {names} FROM {quoted(tables.name)} WHERE id = {mark}", (id,)).fetchone()
    if row is None:
        return {}
    return {column.field: column.from_cell(cell) for column, cell in zip(columns, row, strict=True)}


def _split(text: str) -> list[str]:
    """Runs of letters and digits (marks stay with their letter), compatible forms made equal."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _MAYBE_MARK.search(plain) is None:
        return _WORD.findall(plain)
    found: list[str] = []
    run: list[str] = []
    for char in plain:
        if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc"):
            run.append(char)
        elif run:
            found.append("".join(run))
            run = []
    if run:
        found.append("".join(run))
    return found


def _grams(word: str) -> list[str]:
    """Pairs of neighbours and the last character alone, so that every character begins a gram."""
    return [word[at : at + 2] for at in range(len(word))]


@lru_cache(maxsize=50_000)  # people use the same words again and again
def _sqlite_grams(prefix: str, word: str) -> str:
    # The sign at the end keeps the last pair of one word and the first of the next apart.
    return " ".join([prefix + gram for gram in _grams(word)]) + " _"


def _sqlite_word(prefix: str, word: str) -> str:
    if len(word) == 1:
        return f'"{prefix}{word}"*'
    return '"' + " ".join(f"{prefix}{word[at : at + 2]}" for at in range(len(word) - 1)) + '"'


def _postgresql_word(prefix: str, word: str) -> str:
    if len(word) == 1:
        return f"'{prefix}{word}':*"
    return "(" + " <-> ".join(f"'{prefix}{word[at : at + 2]}'" for at in range(len(word) - 1)) + ")"


@lru_cache(maxsize=10_000)
def _prefix(number: int) -> str:
    """A field's number before each of its grams: fields that one may not read are not searched."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS36[digit] + digits
    return f"{digits}_"
