"""Reads files into trees that remember their places, and refuses whatever could mean two things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from engine.definition.bulk import collecting_later
from engine.definition.json_reader import JsonError, read_json
from engine.definition.problem import Place, Problem
from engine.definition.tree import List, Map, NotANumber, read_plain

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_VALUES = 200_000
MAX_FILES = 20_000
DEFINITION_SUFFIXES = (".yaml", ".yml", ".json")
TEXT_SUFFIXES = (*DEFINITION_SUFFIXES, ".html", ".txt", ".csv", ".md", ".jinja", ".j2")
OPAQUE_FOLDERS = ("print", "mail", "data")

_TAG = "core"
_SUSPECT = re.compile(r"(?:^|[\s\[{,])[&*!][^\s=]", re.MULTILINE)
_BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True)
class Item:
    """One object of a file: its kind, id and tree, and which of the file's objects it is."""

    kind: str
    id: str
    tree: Map
    file: str
    index: int = 0

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True)
class Sources:
    """A definition as written: all texts by file name, the objects read from them, and what was wrong with reading."""

    texts: Mapping[str, str]
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class Reading:
    """What is gathered while one file is read."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def problem(self, code: str, mark: Any, /, *, path: str = "", width: int = 1, **values: Any) -> None:
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark is not None else Place(self.file)
        lines = _BREAKS.split(self.text) if place.line else []
        text = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        self.problems.append(Problem(code, "error", place, path, values, text, width))


class _TooDeep(Exception):
    def __init__(self, code: str):
        self.code = code


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time: libyaml where there is one
    """Composes nodes only: no implicit types, no constructors; counts depth and values as it goes."""

    def __init__(self, text: str):
        super().__init__(text)
        self.depth = 0
        self.count = 0

    def descend_resolver(self, parent: Any, index: Any) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeep("too_deep")
        if self.count > MAX_VALUES:
            raise _TooDeep("too_many_values")

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return _TAG


def load_folder(source: str | Path | Mapping[str, str | bytes]) -> Sources:
    """Reads a folder, or texts in memory by relative name (`forms/deal.yaml`); all problems are found at once."""
    with collecting_later():
        return _load(source)


def _load(source: str | Path | Mapping[str, str | bytes]) -> Sources:
    texts: dict[str, str] = {}
    items: list[Item] = []
    problems: list[Problem] = []
    for name, content in sorted(_files(source, problems), key=lambda pair: pair[0]):
        text = _decode(name, content, problems)
        if text is None:
            continue
        texts[name] = text
        if is_definition(name):
            found, wrong = read_text(name, text)
            items.extend(found)
            problems.extend(wrong)
    return Sources(texts, tuple(items), tuple(problems))


def load_texts(texts: Mapping[str, str]) -> Sources:
    """The sources of texts that are already in memory, such as a stored version's."""
    return load_folder(texts)


def is_definition(name: str) -> bool:
    """Whether a file holds objects of the language (and is not sample data or a template for print and mail)."""
    return name.endswith(DEFINITION_SUFFIXES) and name.split("/", 1)[0] not in OPAQUE_FOLDERS


def _files(
    source: str | Path | Mapping[str, str | bytes], problems: list[Problem]
) -> Iterator[tuple[str, str | bytes]]:
    if isinstance(source, Mapping):
        yield from source.items()
        return
    root = Path(source)
    if not root.is_dir():
        problems.append(Problem("no_such_folder", "error", Place(str(source)), values={"found": str(source)}))
        return
    for count, file in enumerate(sorted(path for path in root.rglob("*") if path.is_file())):
        name = file.relative_to(root).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or not name.endswith(TEXT_SUFFIXES):
            continue
        if count > MAX_FILES:
            problems.append(Problem("too_many_files", "error", Place(name), values={"limit": MAX_FILES}))
            return
        if file.stat().st_size > MAX_BYTES and is_definition(name):
            problems.append(Problem("file_too_large", "error", Place(name), values={"limit": MAX_BYTES}))
            continue
        yield name, file.read_bytes()


def _decode(name: str, content: str | bytes, problems: list[Problem]) -> str | None:
    if len(content) > MAX_BYTES and is_definition(name):
        problems.append(Problem("file_too_large", "error", Place(name), values={"limit": MAX_BYTES}))
        return None
    if isinstance(content, bytes):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as trouble:
            line = content[: trouble.start].count(b"\n") + 1
            problems.append(Problem("not_utf8", "error", Place(name, line, 1)))
            return None
    try:
        content.encode("utf-8")
    except UnicodeEncodeError:
        problems.append(Problem("not_utf8", "error", Place(name)))
        return None
    return content


def read_text(name: str, text: str) -> tuple[list[Item], list[Problem]]:
    """The objects of one file (several when parted by `---`) and its problems."""
    # Offsets and columns are counted behind the mark of byte order, which the stored text keeps.
    reading = Reading(name, text.removeprefix("\ufeff"))
    items = []
    for index, node in enumerate(compose(reading)):
        tree = _convert(reading, node, "")
        if not isinstance(tree, Map):
            reading.problem("not_a_map", node.start_mark, found=f"@shape.{_kind_of(node)}")
            continue
        if not tree:
            continue
        kind, identity = tree.get("kind"), tree.get("locale" if tree.get("kind") == "i18n" else "id")
        for key, value in (("kind", kind), ("locale" if kind == "i18n" else "id", identity)):
            if not isinstance(value, str):
                mark = node.value[0][0].start_mark
                reading.problem("missing_key", mark, path=key, key=key, what=kind if isinstance(kind, str) else name)
        if isinstance(kind, str) and isinstance(identity, str):
            items.append(Item(kind, identity, tree, name, index))
    return items, reading.problems


def compose(reading: Reading) -> list[yaml.Node]:
    """The nodes of a file, by the JSON reader or by YAML; none when it cannot be read."""
    text = reading.text
    if reading.file.endswith(".json") or text.lstrip().startswith("{"):
        try:
            return [read_json(reading.text, max_depth=MAX_DEPTH, max_values=MAX_VALUES)]
        except JsonError as trouble:
            reading.problem(trouble.code, trouble, **trouble.values)
            return []
    loader = _Loader(text)
    nodes = []
    try:
        if _SUSPECT.search(text) and _refuse_extras(reading, text):
            return []
        while loader.check_node():
            nodes.append(loader.get_node())
    except _TooDeep as trouble:
        reading.problem(trouble.code, None, limit=MAX_DEPTH if trouble.code == "too_deep" else MAX_VALUES)
        return []
    except yaml.MarkedYAMLError as trouble:
        reason = " ".join(part for part in (trouble.context, trouble.problem) if part)
        reading.problem("yaml_syntax", trouble.problem_mark or trouble.context_mark, reason=reason)
        return []
    except yaml.YAMLError as trouble:
        reading.problem("yaml_characters", _mark_of(text, trouble), reason=str(trouble).split("\n")[0])
        return []
    finally:
        loader.dispose()
    return nodes


def _mark_of(text: str, trouble: yaml.YAMLError) -> Any:
    """The place of a character that YAML does not allow: libyaml counts it in bytes."""
    position = getattr(trouble, "position", None)
    if not isinstance(position, int):
        return None
    before = text.encode()[:position].decode(errors="ignore")
    lines = to_lines(before)
    return yaml.Mark("", len(before), len(lines) - 1, len(lines[-1]), None, 0)


def _refuse_extras(reading: Reading, text: str) -> bool:
    """Anchors, aliases and tags make a file mean something that is not written at the place one reads."""
    before = len(reading.problems)
    for count, event in enumerate(yaml.parse(text, Loader=_Base)):
        if isinstance(event, yaml.AliasEvent):
            reading.problem("alias", event.start_mark, found=f"*{event.anchor}", width=len(event.anchor or "") + 1)
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor:
                reading.problem("anchor", event.start_mark, found=f"&{event.anchor}", width=len(event.anchor or "") + 1)
            tag = getattr(event, "tag", None)
            if tag:
                reading.problem("tag", event.start_mark, found=tag)
        if count > 4 * MAX_VALUES or len(reading.problems) - before >= 20:
            break
    return len(reading.problems) > before


def _convert(reading: Reading, node: yaml.Node, path: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: str = node.value
        if not node.style:
            try:
                return read_plain(value)
            except NotANumber:
                reading.problem("number_out_of_bounds", node.start_mark, path=path, found=value, width=len(value))
                return 0
        if "\x00" in value:
            reading.problem("nul_character", node.start_mark, path=path)
        return value
    if isinstance(node, yaml.SequenceNode):
        return List(
            (_convert(reading, child, f"{path}.{at}") for at, child in enumerate(node.value)),
            node=node,
            file=reading.file,
        )
    assert isinstance(node, yaml.MappingNode)
    tree = Map(node=node, file=reading.file)
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            reading.problem("key_not_text", key.start_mark, path=path)
            continue
        name: str = key.value
        inner = f"{path}.{name}" if path else name
        if name in tree:
            reading.problem("duplicate_key", key.start_mark, path=inner, key=name, width=len(name))
            continue
        if name == "<<" and not key.style:
            reading.problem("merge_key", key.start_mark, path=inner, width=2)
            continue
        tree[name] = _convert(reading, child, inner)
    return tree


def _kind_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return "string"
    return "array" if isinstance(node, yaml.SequenceNode) else "object"


def offset_of(text: str, place: Place) -> int:
    """Where in a file's text a place is; places are counted behind the mark of byte order."""
    start = 1 if text.startswith("\ufeff") else 0
    breaks = list(_BREAKS.finditer(text, start))
    if place.line > len(breaks) + 1:
        return -1
    return (breaks[place.line - 2].end() if place.line > 1 else start) + place.column - 1


def to_lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them, so that a place's line number finds its line."""
    return _BREAKS.split(text)
