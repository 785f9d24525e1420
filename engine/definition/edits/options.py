"""Edits of options: one gets another id, or several become one; records follow when it is published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.catalog.schemas import ID_PATTERN
from engine.definition.edits.places import Wrong, at
from engine.definition.edits.workbench import Workbench
from engine.definition.problem import Problem
from engine.definition.source import offset_of

MOST_ROUNDS = 12
_SHARED = re.compile(r"\$options\.([a-z][a-z0-9_]*)\Z")


def rename_option(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """`option` of `field` in `form` is `to` from now on."""
    to = edit["to"]
    if not re.search(ID_PATTERN, to):
        raise Wrong("to", "edit.bad_id", found=to)
    _become(bench, edit, {edit["option"]: to})


def merge_options(bench: Workbench, edit: Mapping[str, Any]) -> None:
    """All of `options` of `field` in `form` become `into`, which stays."""
    into = edit["into"]
    gone = [str(option) for option in edit["options"] if option != into]
    if not gone:
        raise Wrong("options", "edit.nothing_to_merge")
    _become(bench, edit, dict.fromkeys(gone, into))


def _become(bench: Workbench, edit: Mapping[str, Any], moves: Mapping[str, str]) -> None:
    name, path = options_at(bench, edit["form"], edit["field"])
    known = {_key(problem) for problem in bench.resolve(bench.texts).problems}

    def change(tree: dict[str, Any]) -> None:
        holder = tree
        for key in path:
            holder = holder[key]
        holder["options"] = moved(holder["options"], moves)
        _follow(holder, moves)

    bench.change(name, change)
    _translate(bench, (*name.split("/"), *path, "options"), moves)
    for _ in range(MOST_ROUNDS):
        if not _renamed_in_uses(bench, moves, known):
            break


def _translate(bench: Workbench, path: tuple[str, ...], moves: Mapping[str, str]) -> None:
    """Texts of an option in other languages go along; of one that becomes part of another they go away."""
    for language in bench.items("i18n"):
        tree = bench.tree(f"i18n/{language}")
        texts = at(tree, path)
        if isinstance(texts, dict):
            for was, to in moves.items():
                if was in texts:
                    texts.setdefault(to, texts[was])
                    del texts[was]
            bench.put(f"i18n/{language}", tree)


def _renamed_in_uses(bench: Workbench, moves: Mapping[str, str], known: set[Any]) -> bool:
    """Gives options their new name where they are named: what is wrong since they changed says where that is.

    An expression tells of one at a time, so whether something was done is answered.
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    for problem in bench.resolve(bench.texts).problems:
        was = str(problem.values.get("name") or problem.values.get("found"))
        text = bench.texts.get(problem.place.file)
        if problem.severity != "error" or was not in moves or text is None or _key(problem) in known:
            continue
        start = offset_of(text, problem.place) if problem.place.line else -1
        if start >= 0 and was in text[start : start + max(problem.width, len(was))]:
            found.setdefault(problem.place.file, []).append((text.index(was, start), len(was), moves[was]))
    for file, places in found.items():
        text = bench.texts[file]
        for start, length, to in sorted(set(places), reverse=True):
            text = text[:start] + to + text[start + length :]
        bench.texts[file] = text
    return bool(found)


def _key(problem: Problem) -> tuple[Any, ...]:
    return (
        problem.code,
        problem.place.file,
        problem.path,
        str(problem.values.get("name") or problem.values.get("found")),
    )


def options_at(bench: Workbench, form: str, field: str) -> tuple[str, tuple[str, ...]]:
    """Where the options of a field are written: in the field (`lines.unit` in its subform), or in a shared list."""
    tree: Any = bench.form(form)
    path: list[str] = []
    for id in field.split("."):
        tree = (tree.get("fields") or {}).get(id) if isinstance(tree, dict) else None
        path += ["fields", id]
    if not isinstance(tree, dict):
        raise Wrong("field", "edit.no_such_place", found=field)
    written = tree.get("options")
    shared = _SHARED.match(written) if isinstance(written, str) else None
    if shared and bench.has(f"options/{shared[1]}"):
        return f"options/{shared[1]}", ()
    if not isinstance(written, list):
        raise Wrong("field", "edit.no_options", found=field)
    return f"form/{form}", tuple(path)


def moved(options: list[Any], moves: Mapping[str, str]) -> list[Any]:
    """The options after some became others: what they were is noted, so that records can follow. Raises Wrong."""
    known = [_id(option) for option in options]
    for was, to in moves.items():
        if was not in known:
            raise Wrong("option", "edit.no_such_option", found=was, known=known)
        if len(moves) == 1 and to not in known:
            continue
        if to not in known:
            raise Wrong("into", "edit.no_such_option", found=to, known=known)
    made: list[Any] = []
    past: dict[str, list[str]] = {}
    for option in options:
        id = _id(option)
        if id in moves:
            past.setdefault(moves[id], []).extend([*_was(option), id])
    for option in options:
        id = _id(option)
        if id in moves and moves[id] in known:
            continue  # it is part of another now
        id = moves.get(id, id)
        if id in past:
            option = {**(option if isinstance(option, dict) else {"label": option}), "id": id}
            option["was"] = [one for one in dict.fromkeys([*_was(option), *past[id]]) if one != id]
        made.append(option)
    return made


def _id(option: Any) -> str:
    return str(option.get("id") if isinstance(option, dict) else option)


def _was(option: Any) -> list[str]:
    return list(option.get("was") or ()) if isinstance(option, dict) else []


def _follow(field: dict[str, Any], moves: Mapping[str, str]) -> None:
    """What else the field says of its options."""
    default = field.get("default")
    if isinstance(default, str):
        field["default"] = moves.get(default, default)
    elif isinstance(default, list):
        field["default"] = list(dict.fromkeys(moves.get(one, one) for one in default))
    transitions = field.get("transitions")
    if isinstance(transitions, dict):
        followed: dict[str, list[str]] = {}
        for source, targets in transitions.items():
            here = moves.get(source, source)
            followed.setdefault(here, []).extend(moves.get(one, one) for one in targets)
        field["transitions"] = {
            source: [one for one in dict.fromkeys(targets) if one != source] for source, targets in followed.items()
        }
