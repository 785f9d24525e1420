"""An app in hand is a valid app: names are objects, defaults are filled in, formulas know whether they are stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.definition.check import check_folder
from engine.definition.json_source import sources_as_json
from engine.definition.problem import errors_of, render
from engine.definition.resolver import resolve
from engine.definition.scopes import form_scope, measure, step_scope
from engine.definition.source import load_folder, load_texts
from engine.errors import InvalidExpression
from engine.expression.expression import check
from engine.expression.problems import BrokenExpression
from engine.expression.types import Number, Record, Records
from tests.definition.small import app_of, app_with, catalog, resolved

ROOT = Path(__file__).parents[2]
WORLDS = sorted(path for path in (ROOT / "tests" / "worlds").iterdir() if path.is_dir())
TO_COME = {"language_page", "crm_rules"}
CRM = ROOT / "templates" / "crm"
COMPANY = ROOT / "engine" / "people" / "company"


@pytest.mark.parametrize("folder", [CRM, COMPANY, *WORLDS], ids=lambda folder: folder.name)
def test_templates_and_worlds_pass_the_check(folder: Path) -> None:
    problems = check_folder(folder, catalog(), allow_later=folder.name in TO_COME)
    assert errors_of(problems) == (), render(problems)


@pytest.mark.parametrize("name", sorted(TO_COME))
def test_what_comes_later_is_said_when_nobody_asked_for_the_future(name: str) -> None:
    problems = errors_of(check_folder(ROOT / "tests" / "worlds" / name, catalog()))
    assert {problem.code for problem in problems} <= {"comes_later", "uses_later", "other_apps_form"}
    assert problems


@pytest.mark.parametrize("folder", [CRM, COMPANY, *WORLDS], ids=lambda folder: folder.name)
def test_installing_from_json_gives_the_equal_app(folder: Path) -> None:
    sources = load_folder(folder)
    later = folder.name in TO_COME
    app = resolve(sources, catalog(), allow_later=later).app
    files = sources_as_json(sources.texts)
    again = resolve(load_texts(files), catalog(), allow_later=later).app
    assert app is not None and again is not None
    assert all(name.endswith(".json") for name in files if name.split("/")[0] not in ("data", "print", "mail"))
    assert without_places(app) == without_places(again)
    assert sources_as_json(files) == files


def without_places(value: Any) -> Any:
    """The app as plain data, without files, lines and hashes."""
    if hasattr(value, "__dataclass_fields__"):
        left_out = {"place", "texts", "hash", "file", "functions", "tree"}
        return {
            name: without_places(getattr(value, name)) for name in value.__dataclass_fields__ if name not in left_out
        }
    if isinstance(value, dict):
        return {str(key): without_places(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_places(item) for item in value]
    if isinstance(value, (frozenset, set)):
        return sorted(map(str, value))
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


STORED = {
    "twice": ("amount * 2", "stored"),
    "of_another_formula": ("twice + 1", "stored"),
    "by_stage": ("stage.values.p * amount", "stored"),
    "with_the_clock": ("days(today(), day)", "read"),
    "over_a_relation": ("parent.amount + 1", "stored"),
    "of_one_over_a_relation": ("over_a_relation + 1", "stored"),
    "of_one_at_read": ("with_the_clock + 1", "read"),
    "with_a_setting": ("amount * settings.rate", "read"),
    "constant": ("1 + 1", "stored"),
}


def test_a_formula_is_stored_while_it_reads_only_what_is_stored() -> None:
    fields: dict[str, Any] = {
        "amount": {"type": "money"},
        "day": {"type": "date"},
        "stage": {"type": "select", "options": [{"id": "a", "label": "A", "values": {"p": 2}}]},
        "parent": {"type": "relation", "to": "thing"},
    }
    for id, (text, _) in STORED.items():
        fields[id] = {"type": "formula", "returns": "number", "expr": text}
    app = app_with(
        fields,
        **{"app.yaml": "kind: app\nid: shop\nlabel: S\ncurrency: CNY\nsettings: {rate: {type: number, default: 2}}\n"},
    )
    found = app.forms["thing"].fields
    assert {id: found[id].computed for id in STORED} == {id: how for id, (_, how) in STORED.items()}
    for id, (_, how) in STORED.items():
        assert bool(found[id].columns) == (how == "stored")
    assert app.settings["rate"].default is not None and app.settings["rate"].default.literal == 2


def test_what_is_not_said_is_filled_in() -> None:
    app = app_of(
        {"forms/thing.yaml": "kind: form\nid: thing\nfields:\n  close_date: {type: date}\n  name: {type: text}\n"}
    )
    form = app.forms["thing"]
    assert (form.label, form.label_plural, form.fields["close_date"].label) == ("Thing", "Thing", "Close date")
    assert form.title.text == "{{ name }}" and form.title_fields == ("name",)
    assert [(section.id, section.items) for section in form.layout] == [("main", ("close_date", "name"))]
    view = app.views[form.views[0]]
    assert (view.id, view.type.name, view.generated) == ("thing_all", "table", True)
    assert view.options["columns"] == ["close_date", "name"]
    assert app.menu[0].items == ("form/thing",)
    assert app.roles == {}


def test_the_first_of_the_named_views_is_the_default_and_the_rest_follow_by_id() -> None:
    view = "kind: view\nid: {0}\nform: thing\ntype: table\n"
    app = app_of(
        {
            "forms/thing.yaml": "kind: form\nid: thing\nviews: [c]\nfields:\n  name: {type: text}\n",
            "views/all.yaml": "---\n".join(view.format(id) for id in "abc"),
        }
    )
    assert app.forms["thing"].views == ("c", "a", "b")


def test_a_form_without_text_is_titled_by_its_number() -> None:
    app = app_of({"forms/thing.yaml": "kind: form\nid: thing\nfields:\n  day: {type: date}\n"})
    assert app.forms["thing"].title.text == "{{ id }}"


def test_relations_point_into_apps_and_give_names_back() -> None:
    app = app_with({"parent": {"type": "relation", "to": "thing", "inverse": "parts"}, "owner": {"type": "user"}})
    field = app.forms["thing"].fields["parent"]
    assert (field.target, field.settings["on_delete"], field.stores) == (("shop", "thing"), "clear", "column")
    assert app.forms["thing"].fields["owner"].target == ("company", "user")
    scope = form_scope(app, "thing", {})
    symbol = scope.symbol("parts")
    assert symbol is not None and symbol.type == Records("shop.thing") and symbol.kind == "inverse"


def test_roles_grant_by_short_forms_and_expressions() -> None:
    app = app_with(
        {"owner": {"type": "user"}, "hidden": {"type": "text"}},
        **{
            "roles/r.yaml": "kind: role\nid: r\nforms:\n  thing:\n    read: own\n    update: department\n"
            "    delete: none\n"
            '    fields: {"*": write, hidden: none, name: {read: true, write: "name <> \'x\'"}}\n'
        },
    )
    grant = app.roles["r"].forms["thing"]
    assert (grant.create, grant.delete, grant.export) == (False, False, False)
    assert not isinstance(grant.read, bool) and grant.read.text == "owner = me"
    assert not isinstance(grant.update, bool) and grant.update.me
    assert (grant.field("hidden").read, grant.field("owner").read, grant.field("owner").write) == (False, True, True)
    assert not isinstance(grant.field("name").write, bool)


def test_own_means_made_by_me_where_nobody_owns_a_record() -> None:
    role = "kind: role\nid: r\nforms: {thing: {read: own}}\n"
    grant = app_with({}, **{"roles/r.yaml": role}).roles["r"].forms["thing"]
    assert not isinstance(grant.read, bool) and grant.read.text == "created_by = me"


def test_a_row_rule_over_what_is_not_computed_yet_gives_no_access() -> None:
    later = {
        "parent": {"type": "relation", "to": "thing"},
        "far": {"type": "lookup", "from": "parent.owner", "help": "x"},
        "owner": {"type": "user"},
    }
    files = {"roles/r.yaml": 'kind: role\nid: r\nforms: {thing: {read: "far = me"}}\n'}
    resolution = resolved(app_with(later).texts | files, allow_later=True)
    assert resolution.app is not None
    assert resolution.app.roles["r"].forms["thing"].read is False
    assert "no_access" in {problem.code for problem in resolution.warnings}


def test_steps_know_what_the_steps_before_them_gave() -> None:
    rule = (
        'kind: rule\nid: r\ntrigger: {event: record.updated, form: thing, when: "old.name <> name"}\nsteps:\n'
        '  - {id: made, create: {form: thing, set: {name: "Copy of {{ record.name }}"}}}\n'
        "  - id: again\n    update:\n      record: =steps.made\n"
        '      set: {owner: "=record.owner", name: "=steps.made.name & \'!\'"}\n'
        "  - id: which\n    choose:\n      - id: long\n        when: len(record.name) > 5\n        do:\n"
        '          - {id: tell, notify: {to: ["=record.owner", "role:admin"], text: "{{ record.name }}"}}\n'
        "    default:\n      - {id: end, stop: short}\n"
    )
    app = app_with({"owner": {"type": "user"}}, **{"rules/r.yaml": rule})
    assert [step.path for step in app.rules["r"].walk()] == [
        "made",
        "again",
        "which",
        "which/long/tell",
        "which/default/end",
    ]
    again = app.rules["r"].steps[1]
    assert again.options["record"].form == "thing"
    assert list(app.rules["r"].steps[2].branches) == ["long", "default"]


def test_texts_are_said_in_every_language_and_fall_back() -> None:
    app = app_with(
        {},
        **{
            "app.yaml": "kind: app\nid: shop\nlabel: Shop\nlanguage: {written_in: en, also: [zh-CN]}\n",
            "rules/r.yaml": "kind: rule\nid: r\ntrigger: {event: record.created, form: thing}\nsteps:\n"
            '  - {id: tell, notify: {to: "=me", text: "New: {{ record.name }}"}}\n'
            '  - {id: make, create: {form: thing, set: {name: "Again {{ record.name }}"}}}\n',
            "i18n/zh-CN.yaml": "kind: i18n\nlocale: zh-CN\nform: {thing: {label: 东西}}\nrule:\n  r:\n    steps:\n"
            '      tell: {text: "新增：{{ record.name }}"}\n      make: {set: {name: "再次 {{ record.name }}"}}\n',
        },
    )
    assert app.label_of("form/thing", "zh-CN") == "东西"
    assert app.label_of("form/thing/fields/name", "zh-CN") == "Name"
    assert app.rules["r"].steps[0].options["text"].say("zh-CN").text == "新增：{{ record.name }}"
    assert app.rules["r"].steps[1].options["set"]["name"].say("zh-CN").text == "再次 {{ record.name }}"
    assert "form/thing/fields/name/label" in app.missing("zh-CN")
    assert "form/thing/label" not in app.missing("zh-CN")


def test_filters_sent_as_text_are_checked_against_the_app() -> None:
    app = app_with({"amount": {"type": "money"}, "lines": {"type": "subform", "fields": {"qty": {"type": "number"}}}})
    assert check("amount > 5 and name = 'x'", form_scope(app, "thing", {}), condition=True).fields == {
        ("amount",),
        ("name",),
    }
    assert check("qty * 2", form_scope(app, "thing.lines", {})).type.kind == "number"
    assert check("record.amount", step_scope(app, "thing", {})).type == Number(2)
    assert check("record", step_scope(app, "thing", {})).type == Record("shop.thing")
    with pytest.raises(BrokenExpression):
        check("amout > 5", form_scope(app, "thing", {}), condition=True)


def test_figures_keep_the_type_of_what_they_measure() -> None:
    app = app_with({"amount": {"type": "money"}})
    assert measure(app, "thing", "sum(amount)", catalog(), {}).result.type.name == "money"
    assert measure(app, "thing", "sum(amount * 2)", catalog(), {}).result.settings["decimals"] == 2
    assert measure(app, "thing", "count()", catalog(), {}).result.settings["decimals"] == 0
    with pytest.raises(InvalidExpression):
        measure(app, "thing", "sum(name)", catalog(), {})


def test_templates_may_not_use_the_ids_of_customers() -> None:
    files = {"forms/thing.yaml": "kind: form\nid: thing\nfields:\n  x_mine: {type: text}\n"}
    assert resolved(files).app is not None
    assert [problem.code for problem in resolved(files, as_template=True).errors] == ["customer_id_in_template"]


def test_problems_show_the_line_with_a_caret_under_wide_characters() -> None:
    files = {"forms/thing.yaml": "kind: form\nid: thing\nfields:\n  a: {type: text, label: 名称, requierd: true}\n"}
    text = render(resolved(files).problems)
    lines = text.split("\n")
    assert lines[0].startswith("forms/thing.yaml:4: fields.a.requierd: error: There is no key “requierd” here.")
    assert lines[1].strip() == "a: {type: text, label: 名称, requierd: true}"
    # Two wide characters take four columns.
    assert lines[2].index("^") == lines[1].index("requierd") + 2


def test_a_large_app_is_checked_in_about_a_second() -> None:
    import time

    fields = "".join(
        f"  f{at}: {{type: {kind}, label: Field {at}}}\n"
        for at, kind in enumerate(["text", "money", "date", "number", "yes_no", "phone", "email", "datetime"] * 3)
        if at < 20
    )
    files = {
        f"forms/form_{n}.yaml": f"kind: form\nid: form_{n}\nlabel: Form {n}\nfields:\n{fields}" for n in range(500)
    }
    began = time.process_time()
    assert resolved(files).app is not None
    assert time.process_time() - began < 6
