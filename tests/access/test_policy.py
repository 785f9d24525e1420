"""The policy: roles only grant, their union decides, every answer says why."""

from __future__ import annotations

from functools import lru_cache

import pytest

from engine import people
from engine.access import Actor, decide, may_edit_app, may_see_dashboard
from engine.access.policy import Action
from engine.catalog.catalog import built_in_catalog
from engine.definition.app import App
from engine.definition.resolver import resolve
from engine.definition.source import load_folder

WORLD = {
    "app.yaml": "kind: app\nid: crm\nlabel: Customers\nlanguage: {written_in: en, also: [zh-CN]}\n",
    "forms/deal.yaml": """
kind: form
id: deal
label: Deal
title: "{{ name }}"
fields:
  name: {type: text, required: true}
  stage: {type: select, options: [{id: open, label: Open}, {id: won, label: Won}]}
  amount: {type: money, currency: CNY}
  margin: {type: money, currency: CNY}
  phone: {type: phone}
  owner: {type: user, default: "=me"}
""",
    "forms/note.yaml": "kind: form\nid: note\nlabel: Note\nfields:\n  text: {type: text}\n"
    "  pin: {type: text, masked: true}\n",
    "roles/starred.yaml": 'kind: role\nid: starred\nlabel: S\nforms: {note: {read: all, fields: {"*": read}}}\n',
    "roles/named.yaml": "kind: role\nid: named\nlabel: N\nforms: {note: {read: all, fields: {pin: read}}}\n",
    "roles/rep.yaml": """
kind: role
id: rep
label: Sales rep
forms:
  deal:
    create: true
    read: "owner = me"
    update: "owner = me"
    fields: {"*": write, margin: none, phone: {read: true}, amount: {read: true, write: "stage <> 'won'"}}
""",
    "roles/watcher.yaml": """
kind: role
id: watcher
label: Watcher
forms:
  deal: {read: all, export: true, fields: {"*": read, margin: none, amount: none}}
  note: {read: all}
""",
    "roles/controller.yaml": """
kind: role
id: controller
label: Controller
forms:
  deal: {read: "stage = 'won'", fields: {"*": read}}
""",
    "roles/eraser.yaml": """
kind: role
id: eraser
label: Eraser
forms: {deal: {read: all, delete: all, export: true}}
""",
    "dashboards/sales.yaml": """
kind: dashboard
id: sales
label: Sales
widgets: {n: {type: number, label: Deals, form: deal, value: count()}}
layout: [{id: n, width: 3}]
""",
    "roles/chief.yaml": "kind: role\nid: chief\nlabel: Chief\ndashboards: [sales]\nforms: {note: {read: all}}\n",
    "roles/nobody.yaml": "kind: role\nid: nobody\nlabel: Nobody\ndashboards: []\nforms: {deal: {read: all}}\n",
    "i18n/zh-CN.yaml": """
kind: i18n
locale: zh-CN
role: {rep: {label: 销售}, watcher: {label: 旁观者}}
form: {deal: {label: 商机}}
""",
}


@lru_cache(maxsize=1)
def _app() -> App:
    catalog = built_in_catalog()
    company = resolve(load_folder(people.company_files()), catalog).app
    found = resolve(load_folder(WORLD), catalog, company=company)
    assert found.app is not None, [problem.code for problem in found.problems]
    return found.app


def _actor(*roles: str, **more: object) -> Actor:
    values: dict[str, object] = {"kind": "person", "name": "Mei", "user_id": 7, "roles": {"crm": frozenset(roles)}}
    return Actor(**{**values, **more})  # type: ignore[arg-type]


def _decide(actor: Actor, action: Action, form: str = "deal"):  # type: ignore[no-untyped-def]
    app = _app()
    return decide(actor, action, app.forms[form], app)


ALLOWED: list[tuple[tuple[str, ...], Action, str, bool, str]] = [
    ((), "read", "deal", False, "access.no_role"),
    (("unheard_of",), "read", "deal", False, "access.no_role"),
    (("rep",), "read", "deal", True, "access.granted"),
    (("rep",), "create", "deal", True, "access.granted"),
    (("rep",), "update", "deal", True, "access.granted"),
    (("rep",), "delete", "deal", False, "access.not_granted.delete"),
    (("rep",), "restore", "deal", False, "access.not_granted.restore"),
    (("rep",), "export", "deal", False, "access.not_granted.export"),
    (("rep",), "read", "note", False, "access.not_granted.read"),
    (("watcher",), "read", "note", True, "access.granted"),
    (("watcher",), "create", "deal", False, "access.not_granted.create"),
    (("watcher",), "export", "deal", True, "access.granted"),
    (("eraser",), "delete", "deal", True, "access.granted"),
    (("eraser",), "restore", "deal", True, "access.granted"),
    (("rep", "eraser"), "delete", "deal", True, "access.granted"),
]


@pytest.mark.parametrize(("roles", "action", "form", "allowed", "code"), ALLOWED)
def test_what_is_allowed_is_the_union_of_the_roles_and_every_answer_has_a_reason(
    roles: tuple[str, ...], action: Action, form: str, allowed: bool, code: str
) -> None:
    decision = _decide(_actor(*roles), action, form)
    assert (decision.allowed, decision.reason.code) == (allowed, code)
    for language in ("en", "zh-CN"):
        sentence = decision.reason.say(language)
        assert sentence
        assert "{" not in sentence


def test_the_reason_names_the_roles_in_the_readers_language() -> None:
    decision = _decide(_actor("rep", "watcher"), "delete")
    assert "Sales rep, Watcher" in decision.reason.say("en")
    assert "销售, 旁观者" in decision.reason.say("zh-CN")
    assert "商机" in decision.reason.say("zh-CN")


@pytest.mark.parametrize(
    ("roles", "rules"),
    [
        (("rep",), ("owner = me",)),
        (("controller",), ("stage = 'won'",)),
        (("rep", "controller"), ("owner = me", "stage = 'won'")),
        (("rep", "watcher"), ()),
        (("watcher",), ()),
    ],
)
def test_row_rules_add_up_and_one_role_that_reads_all_opens_all(roles: tuple[str, ...], rules: tuple[str, ...]) -> None:
    decision = _decide(_actor(*roles), "read")
    assert sorted(rule.text for rule in decision.row_filter) == sorted(rules)


FIELDS: list[tuple[tuple[str, ...], set[str], dict[str, tuple[str, ...]]]] = [
    (("rep",), {"name", "stage", "amount", "phone", "owner"}, {}),
    (("watcher",), {"name", "stage", "phone", "owner"}, {}),
    (("controller",), {"name", "stage", "amount", "margin", "phone", "owner"}, {}),
    # The watcher reads every deal without amounts; the rep's own deals alone show theirs.
    (("rep", "watcher"), {"name", "stage", "phone", "owner"}, {"amount": ("owner = me",)}),
    # Of own deals the rep sees no margin, of won ones the controller does.
    (("rep", "controller"), {"name", "stage", "amount", "phone", "owner"}, {"margin": ("stage = 'won'",)}),
    (("eraser", "rep"), {"name", "stage", "amount", "margin", "phone", "owner"}, {}),
]


@pytest.mark.parametrize(("roles", "readable", "conditional"), FIELDS)
def test_two_roles_never_show_more_of_a_field_than_each_of_them_gives(
    roles: tuple[str, ...], readable: set[str], conditional: dict[str, tuple[str, ...]]
) -> None:
    decision = _decide(_actor(*roles), "read")
    assert decision.readable == readable
    assert {name: tuple(rule.text for rule in rules) for name, rules in decision.conditional.items()} == conditional


@pytest.mark.parametrize(("roles", "field", "may"), [
    (("rep",), "amount", True),
    (("rep",), "margin", False),
    (("rep", "watcher"), "amount", False),
    (("watcher",), "name", True),
])  # fmt: skip
def test_a_field_that_is_not_readable_everywhere_may_not_be_filtered_by(
    roles: tuple[str, ...], field: str, may: bool
) -> None:
    assert _decide(_actor(*roles), "read").may_probe(field) is may


def test_writing_a_field_is_allowed_always_under_a_condition_or_never() -> None:
    writable = _decide(_actor("rep"), "update").writable
    assert writable["name"] is True
    assert [rule.text for rule in writable["amount"]] == ["stage <> 'won'"]
    assert "margin" not in writable
    assert "phone" not in writable
    assert _decide(_actor("watcher"), "read").writable == {}


@pytest.mark.parametrize("action", ["create", "read", "update", "delete", "restore", "export"])
@pytest.mark.parametrize(
    "actor",
    [_actor(is_admin=True), Actor.system(), Actor.for_rule("crm/won")],
    ids=["administrator", "system", "rule"],
)
def test_administrators_the_engine_and_its_rules_may_do_everything(actor: Actor, action: Action) -> None:
    decision = _decide(actor, action)
    assert decision.allowed
    assert decision.everything
    assert decision.row_filter == ()
    assert decision.readable == set(_app().forms["deal"].fields)
    assert decision.may_probe("margin")


def test_a_rule_that_runs_as_somebody_has_just_that_persons_rights() -> None:
    actor = Actor.for_rule("crm/won", acts_as=_actor("rep"))
    assert actor.key == "rule:crm/won"
    assert not _decide(actor, "delete").allowed
    assert [rule.text for rule in _decide(actor, "read").row_filter] == ["owner = me"]


@pytest.mark.parametrize(
    ("scopes", "read", "create"),
    [
        ({"crm:read"}, True, False),
        ({"crm:write"}, True, True),
        ({"*:read"}, True, False),
        ({"*:write"}, True, True),
        ({"other:write"}, False, False),
        (set(), False, False),
        (None, True, True),
    ],
)
@pytest.mark.parametrize("is_admin", [False, True])
def test_a_token_reaches_no_further_than_its_scopes(
    scopes: set[str] | None, read: bool, create: bool, is_admin: bool
) -> None:
    held = None if scopes is None else frozenset(scopes)
    actor = _actor("rep", scopes=held, is_admin=is_admin)
    assert (_decide(actor, "read").allowed, _decide(actor, "create").allowed) == (read, create)
    assert may_edit_app(actor) is (is_admin and scopes is None)


@pytest.mark.parametrize(
    ("roles", "seen"),
    [(("chief",), True), (("rep",), True), (("nobody",), False), ((), False), (("controller",), True)],
)
def test_a_dashboard_is_seen_by_roles_that_list_it_or_may_read_its_forms(roles: tuple[str, ...], seen: bool) -> None:
    assert may_see_dashboard(_actor(*roles), _app(), "sales") is seen


def test_whoever_has_a_role_anywhere_is_a_colleague_in_the_company_and_strangers_are_not() -> None:
    company = resolve(load_folder(people.company_files()), built_in_catalog()).app
    assert company is not None
    user = company.forms["user"]
    assert decide(_actor("rep"), "read", user, company).allowed
    assert not decide(_actor("rep"), "update", user, company).allowed
    assert not decide(_actor(), "read", user, company).allowed


@pytest.mark.parametrize(
    ("roles", "plain"), [(("watcher",), False), (("starred",), False), (("named",), True), (("watcher", "named"), True)]
)
def test_what_a_form_hides_opens_only_to_roles_that_name_it(roles: tuple[str, ...], plain: bool) -> None:
    decision = _decide(_actor(*roles), "read", "note")
    assert ("pin" in decision.readable, "pin" in decision.masked) == (plain, not plain)
