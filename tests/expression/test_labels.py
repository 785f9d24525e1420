"""People read and write labels, files keep ids; what is shown is read back as the same expression."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.catalog.catalog import full_catalog
from engine.definition import company
from engine.definition.app import App
from engine.definition.naming import Naming
from engine.definition.resolver import resolve
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.work import At, Work
from engine.definition.scopes import form_scope
from engine.definition.source import load_folder, load_texts
from engine.expression.expression import Hole, holes, problems_of
from engine.expression.function import built_in_functions
from engine.expression.labelled import read_labels, show_labels
from engine.expression.nodes import Node
from engine.expression.parser import parse
from engine.expression.problems import BrokenExpression
from engine.expression.scope import Scope
from engine.expression.types import Type
from tests.expression.generated import expressions
from tests.expression.world import SCOPE
from tests.support.sizes import sized
from tests.worlds import folder

FUNCTIONS = built_in_functions()
LANGUAGES = ("en", "zh-CN")
CRM = Path(__file__).parents[2] / "templates" / "crm"


def app_of(where: Path | dict[str, str]) -> tuple[App, list[tuple[str, AppScope]]]:
    """The app of a folder and every expression that its check comes across, each with the names it may use."""
    found: list[tuple[str, AppScope]] = []
    expression, with_holes = Work.expression, Work.holes

    def noting(self: Work, text: str, at: At, scope: Scope, **more: Any) -> Any:
        found.append((text, scope))
        return expression(self, text, at, scope, **more)

    def noting_holes(self: Work, text: str, at: At, scope: Scope, **more: Any) -> Any:
        found.extend((part.text, scope) for part in holes(text) if isinstance(part, Hole))
        return with_holes(self, text, at, scope, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Work, "expression", noting)
        patch.setattr(Work, "holes", noting_holes)
        sources = load_folder(where) if isinstance(where, Path) else load_texts(where)
        app = resolve(sources, full_catalog(), allow_later=True).app
    assert app is not None
    return app, found


@lru_cache
def app_of_world(name: str) -> tuple[App, list[tuple[str, AppScope]]]:
    return app_of(CRM if name == "crm" else folder(name))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["crm", "shop", "tiny", "pipeline", "language_page", "crm_rules"])
def test_every_expression_of_an_app_is_read_back_as_it_was(name: str, language: str) -> None:
    app, found = app_of_world(name)
    apps = {"company": app_of(dict(company.FILES))[0], app.id: app}
    assert found
    labelled = 0
    for text, scope in found:
        try:
            tree = parse(text)
        except BrokenExpression:
            continue
        words = Naming(apps, scope.form or app.id, language)
        shown = show_labels(text, scope, FUNCTIONS, words)
        read = read_labels(shown, scope, FUNCTIONS, words)
        assert (read.problems, read.ids, read.tree) == ((), text, tree), (text, shown)
        labelled += "{" in shown
    assert labelled or name in ("tiny", "pipeline")


class Odd:
    """Labels that nobody should choose: braces, spaces, dots, words of the language, twice the same."""

    names = {
        "amount": ("金额 {万}", "Amount"),
        "rate": ("}rate{", "Rate"),
        "count": ("and", "Count"),
        "zero": ("SUM(1)", "Zero"),
        "name": ("客户.名称", "Name"),
        "empty_text": ("Twin",),
        "empty_number": ("Twin",),
        "day": (" ", "Day"),
        "stage": ("阶段", "Stage"),
        "customer": ("客户", "Customer"),
        "tier": ("等级 level", "Tier"),
        "credit": ("a\nb\\", "Credit"),
        "tags": ("标签", "Tags"),
    }
    # The label of one is the id of another; two are called the same.
    stages = [("open", ("won",)), ("won", ('a "b"',)), ("lost", ("同",)), ("gone", ("同",))]

    def labels(self, type: Type | None, id: str) -> tuple[str, ...]:
        return self.names.get(id, ())

    def options(self, beside: Node) -> list[tuple[str, tuple[str, ...]]]:
        return self.stages if beside.type.kind == "option" else []


@settings(max_examples=sized(150, 3_000))
@given(st.one_of(*(expressions(kind, 3) for kind in ("number", "text", "day", "moment", "yes"))))
def test_generated_expressions_are_read_back_whatever_labels_look_like(text: str) -> None:
    assume(not problems_of(text, SCOPE))  # an option that is none is said when it is read
    shown = show_labels(text, SCOPE, FUNCTIONS, Odd())
    read = read_labels(shown, SCOPE, FUNCTIONS, Odd())
    assert (read.problems, read.ids, read.tree) == ((), text, parse(text)), shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("amount + rate", "{金额 \\{万\\}} + {\\}rate\\{}"),
        ("customer.tier", "{客户}.{等级 level}"),
        ("stage = 'open'", "{阶段} = 'open'"),
        ("stage = 'won'", "{阶段} = 'a \"b\"'"),
        ('stage in ["won", "lost"]', '{阶段} in ["a ""b""", "lost"]'),
        ("empty_text & empty_number", "empty_text & empty_number"),
        ("SWITCH(stage, 'won', 'won', 'lost')", "SWITCH({阶段}, 'a \"b\"', 'won', 'lost')"),
        ("  IF( count>1 ,\n  2,3 )", "  IF( {and}>1 ,\n  2,3 )"),
        ("COUNTIF([stage], '<>won')", "COUNTIF([{阶段}], '<>won')"),
        ("1 +", None),
    ],
)
def test_ids_are_shown_as_labels_in_the_text_as_it_is_laid_out(text: str, shown: str | None) -> None:
    if shown is None:
        with pytest.raises(BrokenExpression):
            show_labels(text, SCOPE, FUNCTIONS, Odd())
        return
    assert show_labels(text, SCOPE, FUNCTIONS, Odd()) == shown
    assert read_labels(shown, SCOPE, FUNCTIONS, Odd()).ids == text


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("{Amount} * 2", "amount * 2"),  # the other language's label
        ("{ＡＭＯＵＮＴ} * 2", "amount * 2"),  # another case and width
        ("｛Amount｝×2", "amount×2"),
        ("{amount}", "amount"),  # an id in braces
        ("阶段 = 'lost'", "stage = 'lost'"),  # braces forgotten
        ("客户.等级 & ''", None),
        ("customer.Tier", "customer.tier"),
        ("{Customer}.{Tier}", "customer.tier"),
        ("{ Stage } <> ''", "stage <> ''"),
    ],
)
def test_labels_are_read_as_people_write_them(text: str, ids: str | None) -> None:
    read = read_labels(text, SCOPE, FUNCTIONS, Odd())
    if ids is not None:
        assert (read.ids, read.problems) == (ids, ())
    assert parse(read.ids) == read.tree


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ("1 + {Twin}", "expression.ambiguous_label", (4, 10), ("empty_text", "empty_number")),
        ("{Amont} + 1", "expression.unknown_label_nearest", (0, 7), ("{Amount}",)),
        ("{阶断} = 'won'", "expression.unknown_label_nearest", (0, 4), ("{阶段}",)),
        ("{xyzzy}", "expression.unknown_label", (0, 7), ("xyzzy",)),
        ("customer.{Teir}", "expression.unknown_label_nearest", (9, 15), ("{Tier}",)),
        ("{阶段} = '同'", "expression.unknown_option", (7, 10), ("同",)),
    ],
)
def test_a_label_that_cannot_be_told_says_what_was_meant(
    text: str, code: str, place: tuple[int, int], said: tuple[str, ...]
) -> None:
    (problem,) = read_labels(text, SCOPE, FUNCTIONS, English()).problems
    assert (problem.code.removesuffix("_nearest"), (problem.place.start, problem.place.end)) == (
        code.removesuffix("_nearest"),
        place,
    )
    for language in LANGUAGES:
        assert all(word in problem.message(language) for word in said), problem.message(language)


class English(Odd):
    names = {**{id: labels[-1:] for id, labels in Odd.names.items()}, "stage": ("阶段",)}


def test_the_scope_of_a_form_reads_its_labels() -> None:
    app, _ = app_of_world("shop")
    apps = {"company": app_of(dict(company.FILES))[0], "shop": app}
    form = app.forms["order"]
    words = Naming(apps, form.name, "zh-CN")
    scope = form_scope(app, form.id, apps)
    label = form.fields["customer"].say("zh-CN")
    assert read_labels(f"{{{label}}}.name", scope, FUNCTIONS, words).ids == "customer.name"
