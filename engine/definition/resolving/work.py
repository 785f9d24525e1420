"""What is shared while one app is resolved: the objects as written, what is known of them, and the problems found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from engine.catalog.catalog import Catalog
from engine.definition import expressions
from engine.definition.app import App
from engine.definition.expressions import Expression, Template
from engine.definition.model import Field, Holes
from engine.definition.problem import Place, Problem, Severity
from engine.definition.source import Item, Sources, to_lines
from engine.definition.tree import List, Map, below, key_node, value_node
from engine.expression.problems import ExpressionProblem
from engine.expression.scope import Scope
from engine.expression.types import Type
from engine.registry import nearest


@dataclass(frozen=True)
class At:
    """A place in an object: the object and the keys that lead there."""

    item: Item
    path: tuple[str | int, ...] = ()

    def __truediv__(self, key: str | int) -> At:
        return At(self.item, (*self.path, key))

    def deep(self, dotted: str) -> At:
        """The place under a dotted path: `options.3`."""
        at = self
        for part in filter(None, dotted.split(".")):
            at = at / (int(part) if part.isdigit() else part)
        return at

    @property
    def value(self) -> Any:
        found: Any = self.item.tree
        for key in self.path:
            found = found[key]
        return found

    @property
    def said(self) -> str:
        return ".".join(str(key) for key in self.path)

    @property
    def name(self) -> str:
        """The path by which texts and changes are known: `form/opportunity/fields/amount`."""
        head = ("app",) if self.item.kind == "app" else (self.item.kind, self.item.id)
        return "/".join((*head, *(str(key) for key in self.path)))

    def node(self, at_key: bool = False) -> yaml.Node | None:
        """The nearest written node: a key that is not there has the place of what should hold it."""
        holder: Any = self.item.tree
        found: yaml.Node | None = holder.node
        for depth, key in enumerate(self.path):
            if not isinstance(holder, (Map, List)):
                return found
            last = depth == len(self.path) - 1
            node = (key_node if last and at_key else value_node)(holder, key)
            if node is None:
                # Missing: the key that leads here says more than the brace that opens there.
                return found
            found = node
            if not last and isinstance(node, yaml.MappingNode) and not node.flow_style:
                found = key_node(holder, key) or node
            holder = below(holder, key)
        return found


@dataclass
class FieldShape:
    """A field while it is being resolved: enough to know its type before everything else is known."""

    id: str
    type: Any
    settings: dict[str, Any]
    at: At
    label: str
    required: bool = False
    computed: Any = None
    in_sql: bool = True  # of a value worked out at read: the database can
    broken: bool = False
    value_type_now: Type | None = None

    @property
    def many(self) -> bool:
        return bool(self.settings.get("many", False))


@dataclass
class FormShape:
    """A form while it is being resolved; `inverses` are names that relations of other forms give it."""

    id: str
    app_id: str
    at: At
    fields: dict[str, FieldShape] = field(default_factory=dict)
    inverses: dict[str, tuple[str, str]] = field(default_factory=dict)  # name -> (form name, its relation field)


@dataclass
class Work:
    """One run of the resolver."""

    sources: Sources
    catalog: Catalog
    company: App | None = None
    others: Mapping[str, App] = field(default_factory=dict)
    allow_later: bool = False
    problems: list[Problem] = field(default_factory=list)
    items: dict[str, dict[str, Item]] = field(default_factory=dict)  # kind -> id -> item
    broken: set[tuple[str, tuple[str | int, ...]]] = field(default_factory=set)
    app_id: str = ""
    currency: str | None = None
    written_in: str = "en"
    shapes: dict[str, FormShape] = field(default_factory=dict)  # by id
    settings: dict[str, Field] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)  # language -> path -> text
    labels: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, Item]:
        return self.items.get(kind, {})

    # --- problems ---------------------------------------------------------------------------------------------------

    def problem(self, code: str, at: At, *, at_key: bool = False, severity: Severity = "error", **values: Any) -> None:
        """Reports a problem at a place of an object."""
        node = at.node(at_key)
        place, width = Place(at.item.file), 1
        if node is not None:
            place = Place(at.item.file, node.start_mark.line + 1, node.start_mark.column + 1)
            if isinstance(node, yaml.ScalarNode) and node.end_mark.line == node.start_mark.line:
                width = max(1, node.end_mark.column - node.start_mark.column)
        self._add(Problem(code, severity, place, at.said, values, self.line(place), width))

    def warn(self, code: str, at: At, **values: Any) -> None:
        self.problem(code, at, severity="warning", **values)

    def later(self, code: str, at: At, *, at_key: bool = False, **values: Any) -> None:
        """Something of a later version: an error, unless the definition is only being checked for the future."""
        if not self.allow_later:
            self.problem(code, at, at_key=at_key, **values)

    def unknown(
        self, code: str, at: At, found: str, known: Iterable[str], *, at_key: bool = False, **values: Any
    ) -> None:
        """A name that means nothing here, with the nearest that do."""
        self.problem(code, at, at_key=at_key, found=found, nearest=nearest(found, known), **values)

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < 10_000 and problem not in self.problems[-50:]:
            self.problems.append(problem)

    def line(self, place: Place) -> str:
        lines = self.lines.get(place.file)
        if lines is None:
            text = self.sources.texts.get(place.file, "").removeprefix("\ufeff")
            lines = self.lines[place.file] = to_lines(text)
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    # --- expressions ------------------------------------------------------------------------------------------------

    def expression(
        self, text: str, at: At, scope: Scope, *, condition: bool = False, expected: Type | None = None, offset: int = 0
    ) -> Expression | None:
        """A checked expression, or None after its problems were reported at their places inside the text."""
        made, wrong = expressions.read(text, scope, condition=condition, expected=expected)
        for one in wrong:
            self.expression_problem(one, at, offset)
        for role in expressions.asked_roles(made) if made is not None else ():
            if role not in self.of("role"):
                self.unknown("unknown_role", at, role, self.of("role"))
        return made

    def condition(self, written: Any, at: At, scope: Scope) -> Expression | None:
        """A condition without or with its `=`; true and false are taken too."""
        if isinstance(written, bool):
            written = "true" if written else "false"
        text, offset = without_equals(str(written))
        return self.expression(text, at, scope, condition=True, offset=offset)

    def expression_problem(self, one: ExpressionProblem, at: At, offset: int) -> None:
        node = at.node()
        place, width = self.inside(at, node, one.place.start + offset), max(1, one.place.end - one.place.start)
        self._add(Problem(one.code, "error", place, at.said, dict(one.values), self.line(place), width))

    def inside(self, at: At, node: yaml.Node | None, offset: int) -> Place:
        """The place of a character of a written text; its beginning where the text is written with escapes or folds."""
        if node is None:
            return Place(at.item.file)
        start = node.start_mark
        plain = Place(at.item.file, start.line + 1, start.column + 1)
        if not isinstance(node, yaml.ScalarNode):
            return plain
        value: str = node.value
        before = value[:offset]
        if node.style == "|":
            line = start.line + 2 + before.count("\n")
            written = self.line(Place(at.item.file, line))
            wanted = value.split("\n")[before.count("\n")] if value else ""
            found = written.find(wanted) if wanted else -1
            return Place(at.item.file, line, found + 1 + len(before.rsplit("\n", 1)[-1])) if found >= 0 else plain
        shift = 1 if node.style else 0
        written = self.line(plain)
        if written[start.column + shift : start.column + shift + len(value)] == value:
            return Place(at.item.file, start.line + 1, start.column + shift + offset + 1)
        return plain

    def holes(self, text: str, at: At, scope: Scope, *, named: str | None = None) -> Holes:
        """A text with holes, each checked, in every language that the app has a text for."""
        languages: dict[str, Template] = {}
        template, wrong = expressions.read_template(text, scope)
        for language, texts in self.translations.items():
            other = texts.get(named or at.name)
            if other is not None:
                made, trouble = expressions.read_template(other, scope)
                if made is not None:
                    languages[language] = made
                for one in trouble:
                    self.problem("translated_hole", at, language=language, reason=f"@{one.code}", found=other)
        for one in wrong:
            self.expression_problem(one, at, 0)
        return Holes(template or Template(text, (text,)), languages)

    def named(
        self,
        form: FormShape | FieldShape,
        fields: Mapping[str, FieldShape],
        names: Iterable[str],
        at: At,
        *,
        stored: bool = True,
    ) -> list[str]:
        """Those names that are `fields` of a form or of a subform (and have a column, where that matters)."""
        good = []
        for place, name in enumerate(names):
            found = fields.get(name)
            if found is None:
                self.unknown("unknown_field", at / place, name, fields, form=form.id)
            elif stored and not found.broken and not found.type.columns(found):
                self.problem("not_stored", at / place, found=name)
            else:
                good.append(name)
        return good

    # --- texts for people -------------------------------------------------------------------------------------------

    def label(self, at: At, tree: Mapping[str, Any], *, fallback: str | None = None, key: str = "label") -> str:
        """The label written at a place, remembered for translation; without one a word made from the id."""
        written = tree.get(key)
        text = (
            written
            if isinstance(written, str) and written
            else fallback or worded(str(at.path[-1] if at.path else at.item.id))
        )
        self.labels[f"{at.name}/{key}"] = text
        return text

    def text(self, at: At, tree: Mapping[str, Any], key: str) -> str | None:
        """An optional text for people (`help`, `error`), remembered for translation."""
        written = tree.get(key)
        if isinstance(written, str) and written:
            self.labels[f"{at.name}/{key}"] = written
            return written
        return None

    def said_in(self, path: str) -> dict[str, str]:
        """The translations of one path by language."""
        return {language: texts[path] for language, texts in self.translations.items() if path in texts}

    def is_broken(self, at: At) -> bool:
        return (at.item.name, at.path) in self.broken


def without_equals(text: str) -> tuple[str, int]:
    """The expression behind an optional `=`, and how many characters were cut off before it."""
    stripped = text.lstrip()
    if stripped.startswith("="):
        return stripped[1:], len(text) - len(stripped) + 1
    return text, 0


def worded(id: str) -> str:
    """A label out of an id: `close_date` -> `Close date`."""
    return id.removeprefix("x_").replace("_", " ").strip().capitalize()
