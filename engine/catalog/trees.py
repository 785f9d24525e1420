"""Options inside options: read in their long and short form, flattened to paths of ids (`jiangsu/nanjing`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.catalog import choices, schemas
from engine.catalog.fields.field_type import Ask, Option
from engine.catalog.ids import id_from_label

LEVELS = 6
BETWEEN = "/"
SAID_BETWEEN = " / "
_SLASH = re.compile(r"\s*[/／]\s*")
_WRITTEN = re.compile(r"\s*[/／>＞›→|｜]\s*")


def _node(depth: int) -> schemas.Schema:
    """An option that may hold others, as far down as a tree goes."""
    below = {"options": schemas.list_of(_node(depth - 1), maxItems=20_000)} if depth > 1 else {}
    return {**choices.OPTION, "properties": {**choices.OPTION["properties"], **below}}


OPTIONS: schemas.Schema = {**choices.OPTIONS, "items": _node(LEVELS)}


def spelled_out(written: Iterable[Any]) -> list[dict[str, Any]]:
    """The tree with an id for every option; a text is a path of labels (`江苏/南京`), equal beginnings become one."""
    nodes: list[dict[str, Any]] = [dict(item) for item in written if not isinstance(item, str)]
    taken = {str(node["id"]) for node in nodes if "id" in node}
    by_label = {str(node.get("label") or node.get("id")): node for node in nodes}
    for item in written:
        parts = [part for part in _SLASH.split(item.strip()) if part] if isinstance(item, str) else []
        if not parts:
            continue
        node = by_label.get(parts[0])
        if node is None:
            id = id_from_label(parts[0], taken)
            taken.add(id)
            node = by_label[parts[0]] = {"id": id, "label": parts[0]}
            nodes.append(node)
        if parts[1:]:
            node["options"] = [*(node.get("options") or ()), BETWEEN.join(parts[1:])]
    return [{**node, "options": spelled_out(node["options"])} if node.get("options") else node for node in nodes]


def read_tree(written: Sequence[Any], ask: Ask, at: str = "options") -> tuple[Option, ...]:
    """Every option of a tree, each before those inside it; its id is the path to it, its label still its own."""
    return tuple(_read(written, ask, at, "", 1))


def _read(written: Sequence[Any], ask: Ask, at: str, above: str, level: int) -> Iterator[Option]:
    if level > LEVELS:
        ask.problem("tree_too_deep", at, limit=LEVELS)
        return
    for option in choices.read_options(written, ask, at):
        yield replace(option, id=above + option.id, was=tuple(above + id for id in option.was))
        for place, item in enumerate(written):
            if isinstance(item, Mapping) and item.get("id") == option.id and item.get("options"):
                inside = f"{above}{option.id}{BETWEEN}"
                yield from _read(item["options"], ask, f"{at}.{place}.options", inside, level + 1)
                break


def with_whole_labels(options: Sequence[Option]) -> tuple[Option, ...]:
    """Labels that say the whole way, `Jiangsu / Nanjing`, in every language; a flat list stays as it is."""
    made: dict[str, Option] = {}
    for option in options:
        above = made.get(option.id.rpartition(BETWEEN)[0])
        if above is not None:
            labels = {
                language: f"{above.say(language)}{SAID_BETWEEN}{option.say(language)}"
                for language in {**above.labels, **option.labels}
            }
            whole = f"{above.label}{SAID_BETWEEN}{option.label}"
            option = replace(option, label=whole, labels=labels, color=option.color or above.color)
        made[option.id] = option
    return tuple(made.values())


def from_cell(cell: Any, options: Sequence[Option]) -> Any:
    """The id of a path as people write it: `江苏/南京`, `江苏 > 南京`, or an option that only one place has."""
    if not isinstance(cell, str) or not cell.strip():
        return cell if not isinstance(cell, str) else None
    whole = SAID_BETWEEN.join(part for part in _WRITTEN.split(cell.strip()) if part)
    found = choices.from_cell(whole, options)
    if found != whole:
        return found
    path = BETWEEN.join(part for part in _WRITTEN.split(cell.strip()) if part)
    if any(option.id == path for option in options):
        return path
    word = whole.casefold()
    last = [
        option.id
        for option in options
        if word in {text.rpartition(SAID_BETWEEN)[2].casefold() for text in (option.label, *option.labels.values())}
    ]
    return last[0] if len(last) == 1 else cell
