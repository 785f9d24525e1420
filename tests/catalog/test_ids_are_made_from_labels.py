"""An id is made from a label in whatever script, never one that is taken or reserved."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalog.ids import MAX_LENGTH, RESERVED, id_from_label
from engine.catalog.schemas import ID_PATTERN


@pytest.mark.parametrize(
    ("label", "id"),
    [
        ("Close date", "close_date"),
        ("Größe (cm)", "grosse_cm"),
        ("客户来源", "ke_hu_lai_yuan"),
        ("A1 2nd", "a1_2nd"),
        ("3rd party", "n_3rd_party"),
        ("!!!", "field"),
        ("", "field"),
        ("Record", "record_2"),
        ("x" * 60, "x" * MAX_LENGTH),
    ],
)
def test_a_label_gives_an_id(label: str, id: str) -> None:
    assert id_from_label(label) == id


def test_a_taken_id_is_numbered_and_a_prefix_is_kept() -> None:
    assert id_from_label("Name", {"name", "name_2"}) == "name_3"
    assert id_from_label("地区", {"x_di_qu"}, prefix="x_") == "x_di_qu_2"


@given(st.text(max_size=80), st.sets(st.sampled_from(["a", "field", "field_2", "n_1"])), st.sampled_from(["", "x_"]))
def test_every_label_gives_an_id_that_may_stand(label: str, taken: set[str], prefix: str) -> None:
    made = id_from_label(label, taken, prefix)
    assert re.fullmatch(ID_PATTERN, made) and len(made) <= MAX_LENGTH
    assert made not in taken and made not in RESERVED and made.startswith(prefix)
