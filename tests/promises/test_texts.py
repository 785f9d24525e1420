"""Every code that the engine can raise or report has a sentence in both languages, with the same holes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from engine import texts
from tests.promises.tree import engine_files, name_of, syntax

# What is called with a code, and as which argument.
_CARRIERS = {
    "Problem": 0,
    "problem": 0,
    "FieldError": 1,
    "InvalidValue": 0,
    "InvalidExpression": 0,
    "Reason": 0,
    "say": 0,
}
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def _codes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if name in _CARRIERS:
                given += node.args[_CARRIERS[name] : _CARRIERS[name] + 1]
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value
        if isinstance(node, ast.ClassDef):
            yield from _class_code(node)


def _class_code(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        target = (
            line.targets[0]
            if isinstance(line, ast.Assign)
            else line.target
            if isinstance(line, ast.AnnAssign)
            else None
        )
        value = line.value if isinstance(line, (ast.Assign, ast.AnnAssign)) else None
        is_code = isinstance(target, ast.Name) and target.id == "code"
        if is_code and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def test_every_code_in_the_engine_has_a_sentence() -> None:
    missing = {
        f"{name_of(path)}: {code}"
        for path in engine_files()
        for code in _codes(syntax(path))
        if _CODE.fullmatch(code) and code not in texts.catalog()
    }
    assert not missing, "Codes without a sentence:\n" + "\n".join(sorted(missing))


def test_the_search_for_codes_finds_those_that_are_known_to_exist() -> None:
    found = {code for path in engine_files() for code in _codes(syntax(path))}
    assert {"not_signed_in", "stale_revision"} <= found


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_text_is_there_in_each_language(language: str) -> None:
    assert [code for code, sentences in texts.catalog().items() if not sentences.get(language)] == []


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_text_can_be_filled(language: str) -> None:
    said = {}
    for code in texts.catalog():
        try:
            texts.say(code, {}, language)
        except (ValueError, KeyError, IndexError) as error:
            said[code] = str(error)
    assert said == {}


def test_both_languages_fill_the_same_holes() -> None:
    def holes(sentence: str) -> set[str]:
        return set(re.findall(r"(?<!\{)\{(\w+)", sentence))

    differ = [
        code
        for code, sentences in texts.catalog().items()
        if len({frozenset(holes(sentences.get(language, ""))) for language in texts.LANGUAGES}) > 1
    ]
    assert differ == []


def test_chinese_sentences_are_written_in_chinese() -> None:
    latin = [code for code, said in texts.catalog().items() if not re.search(r"[一-鿿]", said.get("zh-CN", ""))]
    assert latin == []
