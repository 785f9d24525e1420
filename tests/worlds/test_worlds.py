"""The named worlds are sound: the language can say what the CRM needs, and its own examples load."""

from __future__ import annotations

import pytest

from engine.catalog.catalog import full_catalog
from engine.definition.app import App
from engine.definition.resolver import resolve
from engine.definition.source import load_folder
from tests.worlds import folder

# What may be used in them that this version only knows by name.
LATER = {"tiny": False, "every_type": False, "shop": False, "language_page": True, "crm_rules": True}


def app_of(name: str, *, allow_later: bool) -> App:
    found = resolve(load_folder(folder(name)), full_catalog(), allow_later=allow_later)
    errors = [
        f"{problem.place.file}:{problem.place.line} {problem.message('en')}"
        for problem in found.problems
        if problem.severity == "error"
    ]
    assert errors == []
    assert found.app is not None
    return found.app


@pytest.mark.parametrize("name", LATER)
def test_the_world_passes_the_check(name: str) -> None:
    assert app_of(name, allow_later=LATER[name]).forms


@pytest.mark.parametrize("name", [name for name, later in LATER.items() if later])
def test_what_comes_later_is_refused_where_it_would_have_to_run(name: str) -> None:
    found = resolve(load_folder(folder(name)), full_catalog())
    assert found.app is None
    assert {problem.code for problem in found.problems if problem.severity == "error"} == {"comes_later"}


def test_the_rules_a_customer_management_needs_can_be_written() -> None:
    app = app_of("crm_rules", allow_later=True)
    steps = {id: [(step.path, step.type.name) for step in rule.walk()] for id, rule in app.rules.items()}
    assert set(steps) == {
        "lead_assignment", "visit_plan_by_grade", "rfm_nightly", "points_earn", "points_return", "points_expire",
        "contract_approval",
    }  # fmt: skip
    approvals = [path for path, type in steps["contract_approval"] if type == "approval"]
    assert approvals == [
        "by_amount/small/manager_signs",
        "by_amount/middle/manager_and_finance_sign",
        "by_amount/default/prepare",
        "by_amount/default/management_signs",
    ]
    assert ("assign/somebody/give", "update") in steps["lead_assignment"]
    assert app.rules["rfm_nightly"].trigger.event == "schedule"


def test_the_examples_of_the_language_mean_what_they_say() -> None:
    app = app_of("language_page", allow_later=True)
    deal = app.forms["opportunity"]
    assert deal.fields["probability"].default is not None and deal.fields["probability"].default.follow
    assert deal.fields["lines"].fields["price"].default is not None
    assert app.views["opportunity_board"].options["lanes"] == {"by": "stage", "total": "weighted"}
    assert [step.path for step in app.rules["deal_approval"].walk()][-1] == "check/default/post"
    assert app.label_of("form/opportunity", "zh-CN") == "商机"
    assert not app.roles["sales_rep"].forms["customer"].field("phone").read, "masked is not enforced yet: no access"
