"""Changes a definition's text in place: only what is new is printed, every other byte stays as its author wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from engine.definition import printing
from engine.definition.source import Item, Reading, Sources, compose, load_texts
from engine.errors import NotFound

Path = tuple[str | int, ...]
Load = Callable[[Mapping[str, str]], Sources]


class _Remove:
    def __repr__(self) -> str:
        return "REMOVE"


REMOVE = _Remove()


@dataclass(frozen=True)
class Edit:
    """One change of the object `kind`/`id`: the value at `path`, or REMOVE.

    A step of the path is a key, an index, or in a list of objects the id of one. A key that is not there is added
    behind the sibling `insert_after`, else at the end. With `into_list` the value becomes an item of the list at
    `path` (made when there is none), behind the item called `insert_after`, else at its end. With `order`, the items
    of the list at `path` stand in the order of these names; their texts stay as they are.
    """

    kind: str
    id: str
    path: Path
    value: Any
    insert_after: str | None = None
    into_list: bool = False
    order: tuple[str, ...] = ()


def edit(texts: Mapping[str, str], edits: Sequence[Edit], load: Load = load_texts) -> dict[str, str]:
    """All texts with the edits done; files that are not touched are the same. Raises NotFound for an unknown object.

    `load` reads the texts; whoever has read most of them before says how (here and below).
    """
    sources = load(texts)
    made = dict(texts)
    for one in edits:
        item = _item(sources, f"{one.kind}/{one.id}")
        made[item.file] = edit_text(made[item.file], item.file, item.index, one)
    return made


def add_field(
    texts: Mapping[str, str],
    form: str,
    id: str,
    field: Mapping[str, Any],
    *,
    after: str | None = None,
    views: Sequence[str] = (),
    load: Load = load_texts,
) -> dict[str, str]:
    """The texts with a new field: in `fields`, in the written layout and in the columns of `views`, behind `after`."""
    sources = load(texts)
    edits = [Edit("form", form, ("fields", id), printing.canonical_field(field), after)]
    layout = _item(sources, f"form/{form}").tree.get("layout")
    if isinstance(layout, list) and layout:
        sections = [section for section in layout if isinstance(section, dict)]
        home = next((one for one in sections if after in (one.get("items") or ())), sections[0])
        edits.append(Edit("form", form, ("layout", home["id"], "items"), id, after, into_list=True))
    for view in views:
        if isinstance(_item(sources, f"view/{view}").tree.get("columns"), list):
            edits.append(Edit("view", view, ("columns",), id, after, into_list=True))
    return edit(texts, edits, load)


def translated_at(path: str) -> tuple[str, ...]:
    """Where the text at a path like `form/customer/label` or `app/menu/sales/label` stands in a translation."""
    kind, *rest = path.split("/")
    if kind == "app":
        return tuple(rest) if rest[0] in ("menu", "settings") else ("app", *rest)
    return (kind, *rest)


def set_label(
    texts: Mapping[str, str], path: str, text: str, language: str, written_in: str, load: Load = load_texts
) -> dict[str, str]:
    """The texts with one label changed in a language; `path` is like `form/customer/fields/name/label`.

    In the language the app is written in it goes into the object itself, else into `i18n/<language>`.
    """
    sources = load(texts)
    if language == written_in:
        kind, *rest = path.split("/")
        if kind == "app":
            id = next((item.id for item in sources.items if item.kind == "app"), "")
        else:
            id, *rest = rest
        return edit(texts, [Edit(kind, id, tuple(rest), text)], load)
    name, place = f"i18n/{language}", translated_at(path)
    if not any(item.name == name for item in sources.items):
        tree: dict[str, Any] = {}
        for key in reversed(place):
            tree = {key: tree or text}
        return {
            **texts,
            f"i18n/{language}.yaml": printing.print_object("i18n", {"kind": "i18n", "locale": language, **tree}),
        }
    existing: Any = _item(sources, name).tree
    for key in place[:-1]:
        existing = existing.get(key) if isinstance(existing, dict) else None
    if isinstance(existing, str) and place[-1] == "label":
        place = place[:-1]  # a bare text stands for the label there: it stays bare
    return edit(texts, [Edit("i18n", language, place, text)], load)


def add_object(texts: Mapping[str, str], kind: str, tree: Mapping[str, Any]) -> dict[str, str]:
    """The texts with a new object in a file of its own, its keys in their one order."""
    id = tree["locale" if kind == "i18n" else "id"]
    folder = {"i18n": "i18n", "options": "options"}.get(kind, f"{kind}s")
    name, number = f"{folder}/{id}.yaml", 2
    while name in texts:
        name, number = f"{folder}/{id}_{number}.yaml", number + 1
    return {**texts, name: printing.print_object(kind, {"kind": kind, **tree})}


# --- text of one file ----------------------------------------------------------------------------------------------


def edit_text(text: str, file: str, index: int, one: Edit) -> str:
    """One file with one edit done; `index` says which of the file's objects is meant."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix("\ufeff")
    nodes = compose(Reading(file, body))
    if index >= len(nodes):
        raise NotFound(what=one.kind, id=one.id)
    page = _Page(body, file.endswith(".json") or body.lstrip().startswith("{"))
    return mark + page.edited(nodes[index], one)


class _Page:
    """A text with its nodes; every method gives a new text."""

    def __init__(self, text: str, is_json: bool):
        self.text, self.is_json = text, is_json
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def edited(self, root: yaml.Node, one: Edit) -> str:
        node, value = root, one.value
        if one.order:
            for step in one.path:
                found = _child(node, step)
                if found is None:
                    return self.text
                node = found
            return self.reordered(node, one.order)
        for depth, step in enumerate(one.path):
            last = depth == len(one.path) - 1
            found = _child(node, step)
            if found is None:
                if value is REMOVE:
                    return self.text
                if one.into_list:
                    value = [value]
                for key in reversed(one.path[depth + 1 :]):
                    value = {str(key): value}
                return self.added(node, str(step), value, one.insert_after if last else None)
            if last and not one.into_list:
                return self.removed(node, step) if value is REMOVE else self.replaced(node, step, found, value)
            node = found
        if not isinstance(node, yaml.SequenceNode):
            return self.replaced_whole(node, [value])
        if any(_name_of(child) == str(value) for child in node.value if isinstance(child, yaml.ScalarNode)):
            return self.text  # it stands there already
        return self.added(node, "", value, one.insert_after)

    def replaced_whole(self, node: yaml.Node, value: Any) -> str:
        piece = printing.json_text(value) if self.is_json else printing.flow(value)
        start, end = node.start_mark.index, self.content_end(node)
        return self.text[:start] + (" " if start == end else "") + piece + self.text[end:]

    # --- replacing ---------------------------------------------------------------------------------------------------

    def replaced(self, holder: yaml.Node, step: str | int, node: yaml.Node, value: Any) -> str:
        start, end = node.start_mark.index, self.content_end(node)
        if isinstance(node, yaml.ScalarNode) and start == end and isinstance(holder, yaml.MappingNode):
            # `key:` with nothing behind it
            start = end = self._after_colon(holder, step)
            return self.text[:start] + " " + self.value(value, holder, step) + self.text[end:]
        if not self.is_json and not self._flows(holder) and isinstance(holder, yaml.MappingNode):
            start = self._after_colon(holder, step)
            indent = self._column(holder) + 2
            return self.text[:start] + self._lines(printing.block(value, indent)) + self.text[end:]
        return self.text[:start] + self.value(value, holder, step) + self.text[end:]

    def value(self, value: Any, holder: yaml.Node, step: str | int) -> str:
        if self.is_json:
            return printing.json_text(value)
        return printing.flow(value)

    def _after_colon(self, holder: yaml.MappingNode, step: str | int) -> int:
        key = next(key for key, _ in holder.value if key.value == step)
        return self.text.index(":", key.end_mark.index) + 1

    # --- adding ------------------------------------------------------------------------------------------------------

    def added(self, holder: yaml.Node, step: str, value: Any, after: str | None) -> str:
        if isinstance(holder, yaml.MappingNode):
            entries = [(str(key.value), key, child) for key, child in holder.value]
        elif isinstance(holder, yaml.SequenceNode):
            entries = [(_name_of(child), child, child) for child in holder.value]
        else:
            return self._opened(holder, step, value)
        place = next((at for at, entry in enumerate(entries) if entry[0] == after), len(entries) - 1)
        if self._flows(holder):
            return self._added_in_flow(holder, entries, place, step, value)
        return self._added_in_block(holder, entries, place, step, value)

    def _opened(self, node: yaml.Node, step: str, value: Any) -> str:
        """A key below a value that is empty or a bare text (a label in i18n)."""
        start, end = node.start_mark.index, self.content_end(node)
        made = {step: value} if start == end else {"label": node.value, step: value}
        piece = printing.json_text(made) if self.is_json else printing.flow(made)
        return self.text[:start] + (" " if start == end else "") + piece + self.text[end:]

    def _added_in_flow(self, holder: yaml.Node, entries: list[Any], place: int, step: str, value: Any) -> str:
        if self.is_json:
            piece = printing.json_text(value)
            name = printing.json_text(step)
        else:
            piece, name = printing.flow(value), printing.key(step)
        if isinstance(holder, yaml.MappingNode):
            piece = f"{name}: {piece}"
        if not entries:
            at = holder.start_mark.index + 1
            return self.text[:at] + piece + self.text[at:]
        last = entries[place]
        at = self.content_end(last[2])
        first_line, last_line = entries[0][1].start_mark.line, entries[-1][1].start_mark.line
        if last_line > first_line or entries[0][1].start_mark.line > holder.start_mark.line:
            pad = " " * last[1].start_mark.column
            return self.text[:at] + f",{self.newline}{pad}{piece}" + self.text[at:]
        return self.text[:at] + f", {piece}" + self.text[at:]

    def _added_in_block(self, holder: yaml.Node, entries: list[Any], place: int, step: str, value: Any) -> str:
        column = self._column(holder)
        pad = " " * column
        if isinstance(holder, yaml.MappingNode):
            piece = f"{pad}{printing.key(step)}:{printing.block(value, column + 2)}"
        else:
            piece = f"{pad}-{printing.block_item(value, column + 2)}"
        at = self._line_end(self.content_end(entries[place][2]))
        before = self.text[:at]
        if before and not before.endswith("\n"):
            before += self.newline
        return before + self._lines(piece) + self.newline + self.text[at:]

    # --- moving ------------------------------------------------------------------------------------------------------

    def reordered(self, holder: yaml.Node, order: tuple[str, ...]) -> str:
        """The items of a list in another order: each takes its lines along, with the comments above and behind."""
        names = [_name_of(child) for child in holder.value] if isinstance(holder, yaml.SequenceNode) else []
        if sorted(names) != sorted(order) or len(set(names)) < len(names):
            return self.text
        spans = self._spans(holder)
        pieces = dict(zip(names, (self.text[start:end] for start, end in spans), strict=True))
        made = self.text[: spans[0][0]]
        for at, name in enumerate(order):
            gap = self.text[spans[at][1] : spans[at + 1][0]] if at + 1 < len(spans) else ""
            made += pieces[name] + gap
        return made + self.text[spans[-1][1] :]

    def _spans(self, holder: yaml.Node) -> list[tuple[int, int]]:
        """Where each item's text begins and ends; in a block with the lines of comments that lie before it."""
        if self._flows(holder):
            return [(child.start_mark.index, self.content_end(child)) for child in holder.value]
        ends = [self._line_end(self.content_end(child)) for child in holder.value]
        if not self.text[: ends[-1]].endswith("\n"):
            self.text += self.newline
            ends[-1] = len(self.text)
        first = self.text.rfind("\n", 0, holder.value[0].start_mark.index) + 1
        return list(zip([first, *ends[:-1]], ends, strict=True))

    # --- removing ----------------------------------------------------------------------------------------------------

    def removed(self, holder: yaml.Node, step: str | int) -> str:
        pairs = (
            [(key, child) for key, child in holder.value]
            if isinstance(holder, yaml.MappingNode)
            else [(child, child) for child in holder.value]
        )
        place = next(at for at, (key, child) in enumerate(pairs) if child is _child(holder, step))
        key, child = pairs[place]
        start, end = key.start_mark.index, self.content_end(child)
        if self._flows(holder):
            if place + 1 < len(pairs):
                return self.text[:start] + self.text[pairs[place + 1][0].start_mark.index :]
            if place:
                return self.text[: self.content_end(pairs[place - 1][1])] + self.text[end:]
            return self.text[:start] + self.text[end:]
        if len(pairs) == 1:
            # An empty map or list must say so.
            empty = "{}" if isinstance(holder, yaml.MappingNode) else "[]"
            line = self.text.rfind("\n", 0, start) + 1
            return self.text[:line].rstrip() + f" {empty}" + self.text[end:]
        line = self.text.rfind("\n", 0, start) + 1
        return self.text[:line] + self.text[self._line_end(end) :]

    # --- measuring ---------------------------------------------------------------------------------------------------

    def content_end(self, node: yaml.Node) -> int:
        """Where the node's own text ends, without the comments and empty lines that follow a block."""
        if isinstance(node, yaml.ScalarNode):
            end: int = node.end_mark.index
            if node.style in ("|", ">"):
                return len(self.text[:end].rstrip("\r\n"))
            return end
        if getattr(node, "flow_style", False) or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        if isinstance(last, tuple):
            key, value = last
            end = self.content_end(value)
            return end if end > key.end_mark.index else self.text.index(":", key.end_mark.index) + 1
        return self.content_end(last)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1

    def _flows(self, node: yaml.Node) -> bool:
        return self.is_json or bool(getattr(node, "flow_style", False))

    def _column(self, holder: yaml.Node) -> int:
        first = holder.value[0]
        if isinstance(first, tuple):
            return int(first[0].start_mark.column)
        line = self.text.rfind("\n", 0, first.start_mark.index) + 1
        return len(self.text[line : first.start_mark.index]) - len(self.text[line : first.start_mark.index].lstrip(" "))

    def _lines(self, text: str) -> str:
        return text.replace("\n", self.newline)


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode):
        if isinstance(step, int):
            return node.value[step] if -len(node.value) <= step < len(node.value) else None
        return next((child for child in node.value if _name_of(child) == step), None)
    return None


def _name_of(node: yaml.Node) -> str:
    """How an item of a list is called: its id, or what it says."""
    if isinstance(node, yaml.MappingNode):
        return next((str(value.value) for key, value in node.value if key.value == "id"), "")
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _item(sources: Sources, name: str) -> Item:
    for item in sources.items:
        if item.name == name:
            return item
    kind, _, id = name.partition("/")
    raise NotFound(what=kind, id=id)
