"""Options written as labels get their ids once, so that a changed label stays the same option."""

from __future__ import annotations

from engine.definition.normal import with_option_ids
from tests.definition.small import resolved

FORM = """\
kind: form
id: thing
fields:
  a: {type: select, options: [Open, 已完成]}   # short
  b:
    type: multi_select
    options:
      - {id: x, label: X}
      - Y
  c: {type: subform, fields: {d: {type: select, options: [A]}}}
  e: {type: select, options: $options.shared}
"""
SHARED = "kind: options\nid: shared\noptions: [One, Two]\n"


def test_options_get_ids_and_everything_else_stays() -> None:
    texts = {"forms/thing.yaml": FORM, "options/shared.yaml": SHARED}
    before, after = resolved(texts).app, resolved(with_option_ids(texts)).app
    assert before is not None and after is not None
    for field in ("a", "b", "e"):
        options = [one.id for one in after.forms["thing"].fields[field].settings["options"]]
        assert options == [one.id for one in before.forms["thing"].fields[field].settings["options"]]
    written = with_option_ids(texts)["forms/thing.yaml"]
    assert (
        "  a: {type: select, options: [{id: open, label: Open}, {id: yi_wan_cheng, label: 已完成}]}   # short\n"
        in written
    )
    assert "options: [{id: a, label: A}]" in written
    assert with_option_ids(texts)["options/shared.yaml"].endswith(
        "options: [{id: one, label: One}, {id: two, label: Two}]\n"
    )


def test_what_has_ids_already_is_the_same_text() -> None:
    texts = with_option_ids({"forms/thing.yaml": FORM, "options/shared.yaml": SHARED})
    assert with_option_ids(texts) == texts
