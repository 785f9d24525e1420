"""Values that follow from the clock or a setting are known as such, and what cannot be asked by them is said."""

from __future__ import annotations

import pytest

from tests.definition.small import app_of, resolved

APP = "kind: app\nid: t\nlabel: T\nsettings: {patience: {type: number, default: 3}}\n"
FORM = """
kind: form
id: thing
fields:
  name: {type: text}
  due: {type: date}
  days: {type: formula, help: x, returns: number, expr: "today() - due"}
  over: {type: formula, help: x, returns: yes_no, expr: "days > settings.patience"}
  years: {type: formula, help: x, returns: number, expr: "datedif(due, today(), 'Y')"}
"""

PROBLEMS = [
    ("views/v.yaml", "kind: view\nid: v\nform: thing\ntype: table\nwhere: over\nsort: [-days]\n", []),
    ("views/v.yaml", "kind: view\nid: v\nform: thing\ntype: table\nwhere: years > 1\n", ["only_shown where"]),
    ("views/v.yaml", "kind: view\nid: v\nform: thing\ntype: table\nsort: [years]\n", ["only_shown sort.0"]),
    (
        "rules/r.yaml",
        (
            "kind: rule\nid: r\ntrigger: {event: record.updated, form: thing, changed: [name, days]}\n"
            "steps: [{id: s, stop: done}]\n"
        ),
        ["trigger_on_time trigger.changed.1"],
    ),
    (
        "rules/r.yaml",
        (
            "kind: rule\nid: r\ntrigger: {event: record.updated, form: thing, changed: [name], when: years > 1}\n"
            "steps: [{id: s, stop: done}]\n"
        ),
        [],
    ),
]


@pytest.mark.parametrize(("file", "text", "expected"), PROBLEMS)
def test_the_checker_says_what_cannot_be_asked_by_it(file: str, text: str, expected: list[str]) -> None:
    found = resolved({"app.yaml": APP, "forms/thing.yaml": FORM, file: text})
    assert [f"{problem.code} {problem.path}" for problem in found.errors] == expected


def test_each_is_known_by_how_it_is_worked_out() -> None:
    fields = app_of({"app.yaml": APP, "forms/thing.yaml": FORM}).forms["thing"].fields
    assert {name: (fields[name].computed, fields[name].askable) for name in ("days", "over", "years")} == {
        "days": ("read", True),
        "over": ("read", True),
        "years": ("read", False),
    }


KEYED = """
kind: form
id: other
fields:
  partner: {type: relation, to: thing}
  due: {type: date}
  n: {type: aggregate, help: x, from: sums.n}
  m: {type: aggregate, help: x, from: sums.m}
  place: {type: aggregate, help: x, from: sums.place}
  by_day: {type: aggregate, help: x, from: days.n}
"""
SUMS = """
kind: aggregate
id: sums
of: other
by: [partner]
values: {n: count()}
ranks: {place: {of: n}}
"""
DAYS = "kind: aggregate\nid: days\nof: thing\nby: [due]\nvalues: {n: count()}\n"


def test_a_field_over_an_aggregate_needs_a_key_that_its_record_has() -> None:
    files = {"forms/other.yaml": KEYED, "aggregates/sums.yaml": SUMS, "aggregates/days.yaml": DAYS}
    found = resolved({"app.yaml": APP, "forms/thing.yaml": FORM, **files})
    assert [f"{problem.code} {problem.path}" for problem in found.errors] == ["unknown_value fields.m.from"]
    lost = "kind: form\nid: lost\nfields:\n  name: {type: text}\n  n: {type: aggregate, help: x, from: sums.n}\n"
    files |= {"forms/other.yaml": KEYED.replace("sums.m", "sums.n"), "forms/lost.yaml": lost}
    found = resolved({"app.yaml": APP, "forms/thing.yaml": FORM, **files})
    assert [f"{problem.code} {problem.path}" for problem in found.errors] == ["no_such_key_here fields.n.from"]
