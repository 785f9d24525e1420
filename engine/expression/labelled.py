"""Between what people read and what files hold: labels for ids and back, in the text as its author laid it out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Protocol

from engine.expression.checker import check_tree
from engine.expression.function import Functions
from engine.expression.nodes import Binary, Call, Label, ListNode, Literal, Logic, Member, Name, Node, Unary
from engine.expression.parser import can_stand_in_braces, in_braces, parse
from engine.expression.problems import ExpressionProblem, Place
from engine.expression.scope import Scope
from engine.expression.types import Type

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=", "in", "not in")
# A criterion such as "<>Won": what is compared stands behind the sign.
_CRITERION = re.compile(r"(<>|=)?(.*)", re.DOTALL)
MOST_OFFERED = 6


class Words(Protocol):
    """What the things of one place are called, the reader's language first."""

    def labels(self, type: Type | None, id: str) -> Sequence[str]:
        """Labels of a name at the root (`type` None) or behind a value of `type`; () where it has none."""

    def options(self, beside: Node) -> Sequence[tuple[str, Sequence[str]]]:
        """(id, labels) of the options of a checked node; () where it has no options."""


@dataclass(frozen=True)
class Read:
    """An expression as a person wrote it: `ids` is its text for files, `tree` keeps the places of what was written."""

    ids: str
    tree: Node
    problems: tuple[ExpressionProblem, ...]


def read_labels(text: str, scope: Scope, functions: Functions, words: Words) -> Read:
    """Labels become ids, everything else stays as it is written. Raises BrokenExpression where nothing can be read."""
    reader = _Reader(text, scope, functions, words)
    tree = reader.visit(parse(text))
    return Read(reader.rewritten(), tree, tuple(reader.problems))


def show_labels(text: str, scope: Scope, functions: Functions, words: Words) -> str:
    """Ids become labels wherever the label reads back as that id. Raises BrokenExpression."""
    shower = _Shower(text, scope, functions, words)
    shower.visit(parse(text))
    return shower.rewritten()


class _Walk:
    """Goes through a tree and notes what stands elsewhere in other words."""

    def __init__(self, text: str, scope: Scope, functions: Functions, words: Words):
        self.text, self.scope, self.functions, self.words = text, scope, functions, words
        self.instead: list[tuple[Place, str]] = []
        self._known: dict[Type | None, list[tuple[str, tuple[str, ...]]]] = {}
        self._checked: dict[int, tuple[Node, Node]] = {}

    def rewritten(self) -> str:
        made, at = [], 0
        for place, new in sorted(self.instead, key=lambda one: one[0].start):
            made += [self.text[at : place.start], new]
            at = place.end
        return "".join([*made, self.text[at:]])

    def checked(self, node: Node) -> Node:
        """The node with its types, as far as they can be told."""
        if id(node) not in self._checked:
            # The node is kept beside what was made of it: its number is its own only while it lives.
            self._checked[id(node)] = (node, check_tree(node, self.scope, self.functions).tree)
        return self._checked[id(node)][1]

    def visit(self, node: Node) -> Node:
        match node:
            case Name():
                return self.name(node)
            case Label(target=target):
                return self.label(replace(node, target=None if target is None else self.visit(target)))
            case Member():
                return self.member(replace(node, target=self.visit(node.target)))
            case Call():
                return self.call(replace(node, arguments=tuple(self.visit(one) for one in node.arguments)))
            case Unary():
                return replace(node, operand=self.visit(node.operand))
            case Binary(operator=operator):
                left, right = self.visit(node.left), self.visit(node.right)
                if operator in _COMPARISONS:
                    left, right = self.beside(left, right), self.beside(right, left)
                return replace(node, left=left, right=right)
            case Logic():
                return replace(node, conditions=tuple(self.visit(one) for one in node.conditions))
            case ListNode():
                return replace(node, items=tuple(self.visit(one) for one in node.items))
        return node

    def call(self, node: Call) -> Node:
        function = self.functions.get(node.function)
        if function is None or function.options_of is None:
            return node
        count = len(node.arguments)
        made = []
        for position, argument in enumerate(node.arguments):
            of = function.options_of(position, count)
            known = of is not None and 0 <= of < count
            made.append(self.beside(argument, node.arguments[of or 0], strict=False) if known else argument)
        return replace(node, arguments=tuple(made))

    def beside(self, node: Node, other: Node, strict: bool = True) -> Node:
        """An option, or a list of them, in the words of what it is compared with."""
        if isinstance(node, ListNode):
            return replace(node, items=tuple(self.beside(item, other, strict) for item in node.items))
        if not isinstance(node, Literal) or not isinstance(node.value, str) or isinstance(other, (Literal, ListNode)):
            return node
        options = self.words.options(self.checked(other))
        return self.option(node, options, strict) if options else node

    def matching(self, type: Type | None, label: str) -> list[str]:
        """The ids that a label can mean: exactly in the reader's words, in others, or but for case and width."""
        wanted = label.strip()
        if type not in self._known:
            names = dict.fromkeys(self.scope.names(type))
            self._known[type] = [(id, tuple(self.words.labels(type, id))) for id in names]
        return _meant(wanted, self._known[type], id_first=False)

    def literal(self, node: Literal, value: str) -> None:
        """Another text in the quotes that its author has chosen."""
        written = self.text[node.place.start]
        quote = written if written in ("'", '"') else '"'
        self.instead.append((node.place, quote + value.replace(quote, quote * 2) + quote))

    # What the two directions do each in their way.
    def name(self, node: Name) -> Node:
        raise NotImplementedError

    def label(self, node: Label) -> Node:
        raise NotImplementedError

    def member(self, node: Member) -> Node:
        raise NotImplementedError

    def option(self, node: Literal, options: Sequence[tuple[str, Sequence[str]]], strict: bool) -> Node:
        raise NotImplementedError


class _Reader(_Walk):
    def __init__(self, text: str, scope: Scope, functions: Functions, words: Words):
        super().__init__(text, scope, functions, words)
        self.problems: list[ExpressionProblem] = []

    def name(self, node: Name) -> Node:
        """A bare word is an id; one that is none may be a label whose braces were forgotten."""
        if self.scope.symbol(node.name) is not None or node.name.upper() in self.functions:
            return node
        found = self.matching(None, node.name)
        if len(found) != 1:
            return self.unclear(node, node.name, None, found, node.place) if len(found) > 1 else node
        self.instead.append((node.place, found[0]))
        return replace(node, name=found[0])

    def label(self, node: Label) -> Node:
        type = None if node.target is None else self.checked(node.target).type
        if type is not None and type.kind == "any":
            return node  # what is wrong with the way to it is said already
        found = self.matching(type, node.label)
        if len(found) != 1:
            return self.unclear(node, node.label, type, found, node.own)
        self.instead.append((node.own, found[0]))
        if node.target is None:
            return Name(found[0], place=node.place)
        return Member(node.target, found[0], place=node.place)

    def member(self, node: Member) -> Node:
        type = self.checked(node.target).type
        if type.kind == "any" or node.name in self.scope.names(type):
            return node
        found = self.matching(type, node.name)
        if len(found) != 1:
            return node
        self.instead.append((_last(node), found[0]))
        return replace(node, name=found[0])

    def option(self, node: Literal, options: Sequence[tuple[str, Sequence[str]]], strict: bool) -> Node:
        written = str(node.value)
        sign, label = ("", written) if strict else _criterion(written)
        found = option_id(label, options)
        if found is None:
            if strict and label:
                self.unknown_option(node, label, options)
            return node
        if found == label:
            return node
        self.literal(node, sign + found)
        return replace(node, value=sign + found)

    def unclear(self, node: Node, label: str, type: Type | None, found: Sequence[str], place: Place) -> Node:
        if found:
            said = [f"{id} ({', '.join(self.words.labels(type, id)[:1])})" for id in found]
            self.problems.append(
                ExpressionProblem("expression.ambiguous_label", place, {"label": label, "ids": ", ".join(said)})
            )
            return node
        known = dict.fromkeys(one for id in self.scope.names(type) for one in self.words.labels(type, id)[:1])
        close = nearest_labels(label, known)
        code = "expression.unknown_label_nearest" if close else "expression.unknown_label"
        self.problems.append(ExpressionProblem(code, place, {"label": label, "nearest": _braced(close)}))
        return node

    def unknown_option(self, node: Literal, label: str, options: Sequence[tuple[str, Sequence[str]]]) -> None:
        known = [labels[0] if labels else id for id, labels in options]
        close = nearest_labels(label, known)
        values: dict[str, Any] = {"name": label, "nearest": ", ".join(close), "known": ", ".join(known[:12])}
        code = "expression.unknown_option_nearest" if close else "expression.unknown_option"
        self.problems.append(ExpressionProblem(code, node.place, values))


class _Shower(_Walk):
    def name(self, node: Name) -> Node:
        self.called(None, node.name, node.place)
        return node

    def label(self, node: Label) -> Node:
        return node

    def member(self, node: Member) -> Node:
        type = self.checked(node.target).type
        if type.kind != "any":
            self.called(type, node.name, _last(node))
        return node

    def called(self, type: Type | None, id: str, place: Place) -> None:
        label = next(iter(self.words.labels(type, id)), "")
        if can_stand_in_braces(label) and id in self.scope.names(type) and self.matching(type, label) == [id]:
            self.instead.append((place, in_braces(label)))

    def option(self, node: Literal, options: Sequence[tuple[str, Sequence[str]]], strict: bool) -> Node:
        sign, id = ("", str(node.value)) if strict else _criterion(str(node.value))
        label = next((labels[0] for one, labels in options if one == id and labels), None)
        if label is not None and option_id(label, options) == id:
            self.literal(node, sign + label)
        return node


def option_id(label: str, options: Sequence[tuple[str, Sequence[str]]]) -> str | None:
    """The option that a text names: an id wins, so that what cannot be told by its label can be told by its id."""
    found = _meant(label, options, id_first=True)
    return found[0] if len(found) == 1 else None


def _meant(wanted: str, known: Sequence[tuple[str, Sequence[str]]], *, id_first: bool) -> list[str]:
    ids = [id for id, _ in known if id == wanted]
    first = [id for id, labels in known if tuple(labels[:1]) == (wanted,)]
    other = [id for id, labels in known if wanted in labels]
    loosely = [id for id, labels in known if folded(wanted) in map(folded, labels)]
    for found in (ids, first, other, loosely) if id_first else (first, other, ids, loosely):
        if found:
            return found
    return []


def nearest_labels(label: str, known: Iterable[str]) -> list[str]:
    """Labels like one that is none; short ones need to have little in common, since few characters say much."""
    labels = list(dict.fromkeys(known))
    close = get_close_matches(label, labels, n=3, cutoff=0.6 if len(label) > 4 else 0.45)
    within = [one for one in labels if folded(label) in folded(one) or folded(one) in folded(label)]
    return list(dict.fromkeys([*close, *within]))[:MOST_OFFERED] if label.strip() else []


def folded(text: str) -> str:
    """A label but for case, width and spaces at its ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _criterion(text: str) -> tuple[str, str]:
    found = _CRITERION.match(text)
    return (found[1] or "", found[2]) if found else ("", text)


def _last(node: Member) -> Place:
    """Where the last name of a path stands."""
    return Place(node.place.end - len(node.name), node.place.end)


def _braced(labels: Iterable[str]) -> str:
    return ", ".join(in_braces(label) for label in labels)


__all__ = ["Read", "Words", "nearest_labels", "option_id", "read_labels", "show_labels"]
