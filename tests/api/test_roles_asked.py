"""What a form asks of the reader's roles: on the screen, on the server, and for each reader otherwise."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.bootstrap import Engine
from tests.api.conftest import PASSWORD, SignIn
from tests.support.engines import person

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: plan\nlabel: Plan\n",
    "forms/step.yaml": (
        'kind: form\nid: step\nlabel: Step\ntitle: "{{ name }}"\nfields:\n'
        "  name: {type: text}\n  checked: {type: yes_no}\n"
        "logic:\n"
        "  boss_checks: {when: \"checked and not INROLE('boss')\", error: Only a boss checks, field: checked}\n"
    ),
    **{
        f"roles/{role}.yaml": (
            f"kind: role\nid: {role}\nlabel: {role.capitalize()}\n"
            'forms: {step: {create: true, read: all, fields: {"*": write}}}\n'
        )
        for role in ("boss", "hand")
    },
}
STEPS = "/api/v1/apps/plan/forms/step"


@pytest.mark.parametrize(("role", "status"), [("boss", 201), ("hand", 422)])
def test_logic_that_asks_for_a_role_answers_each_reader_for_himself(
    client: SignIn, engine: Engine, role: str, status: int
) -> None:
    engine.publisher.publish(FILES, actor="test", kind="install")
    person(engine, "who@example.com", ("plan", role), password=PASSWORD)
    who = client("who@example.com")
    answer = who.post(f"{STEPS}/records", json={"name": "A", "checked": True})
    assert answer.status_code == status, answer.text
    logic = who.get(f"{STEPS}/logic").json()
    assert logic["around"]["@roles"] == [f"t:{role}"] and logic["rules"][0]["tree"] is not None
    found = who.get(f"{STEPS}/records", params={"where": "INROLE('boss')"}).json()["records"]
    assert len(found) == (1 if role == "boss" else 0)
