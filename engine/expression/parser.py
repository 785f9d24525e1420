"""Text to tree: the whole grammar, with every limit that hostile input meets before it can hurt."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from engine.expression.nodes import Binary, Call, Label, ListNode, Literal, Logic, Member, Name, Node, Unary, depth
from engine.expression.problems import BrokenExpression, ExpressionProblem, Place
from engine.expression.values import DURATION_PATTERN, ERRORS, NAME, parse_duration

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_LENGTH = 4_000
MAX_PARENTHESES = 64
MAX_DEPTH = 200
MAX_EXPONENT = 300

_GRAMMAR = r"""
?start: or_
?or_: and_ (OR and_)*                                   -> any_of
?and_: not_ (AND not_)*                                 -> all_of
?not_: NOT not_                                         -> negated
     | comparison
?comparison: concat
     | comparison COMPARE concat                        -> binary
     | comparison IN concat                             -> within
     | comparison NOT IN concat                         -> not_within
?concat: sum
     | concat AMPERSAND sum                             -> binary
?sum: product
     | sum SIGN product                                 -> binary
?product: power
     | product TIMES power                              -> binary
?power: unary
     | power POWER unary                                -> binary
?unary: postfix
     | SIGN unary                                       -> signed
?postfix: member
     | postfix PERCENT                                  -> percent
?member: primary
     | member "." any_name                              -> member
     | member "." LABEL                                 -> labelled
any_name: NAME | AND | OR | NOT | IN | TRUE | FALSE | NULL
?primary: NUMBER                                        -> number
     | TEXT                                             -> text
     | DURATION                                         -> duration
     | TRUE                                             -> true
     | FALSE                                            -> false
     | NULL                                             -> null
     | ERROR                                            -> error
     | LABEL                                            -> label
     | NAME                                             -> name
     | function LPAR arguments RPAR                     -> call
     | NOT_CALL LPAR arguments RPAR                     -> call
     | LPAR or_ RPAR                                    -> inside
     | LPAR or_ ("," or_)+ RPAR                         -> list
     | LSQB [or_ ("," or_)* ","?] RSQB                  -> list
!function: NAME | AND | OR | TRUE | FALSE
arguments: argument ("," argument)*
?argument: or_
     |                                                  -> missing

NOT_CALL.5: /not(?=\()/i
DURATION.4: /@duration@/i
NUMBER.3: /([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?/i
OR.3: /or(?!\w)/i
AND.3: /and(?!\w)/i
NOT.3: /not(?!\w)/i
IN.3: /in(?!\w)/i
TRUE.3: /true(?!\w)/i
FALSE.3: /false(?!\w)/i
NULL.3: /null(?!\w)/i
NAME.1: /[^\W\d]\w*/
TEXT: /"(?:[^"]|"")*"|'(?:[^']|'')*'|“[^”]*”|‘[^’]*’/
ERROR: /#(?:N\/A|DIV\/0!|VALUE!|NUM!|NAME\?|REF!|NULL!)/i
LABEL: /\{(?:[^{}\\]|\\.)*\}/
COMPARE: /<>|<=|>=|=|<|>|≠|≤|≥/
LPAR: "("
RPAR: ")"
LSQB: "["
RSQB: "]"
SIGN: /[+\-]/
TIMES: /[*\/]/
POWER: "^"
AMPERSAND: "&"
PERCENT: "%"
%ignore /\s+/
""".replace("@duration@", DURATION_PATTERN.replace("/", "\\/"))

_OPERATORS = {"≠": "<>", "≤": "<=", "≥": ">="}
# Full-width signs and their plain ones, one for one, so that places stay true.
_FULL_WIDTH = str.maketrans("（）［］【】｛｝，、．＋－−–＊×／÷＾＆＝＜＞％；　", "()[][]{},,.+---**//^&=<>%; ")
_ESCAPED, _TO_ESCAPE = re.compile(r"\\(.)", re.DOTALL), re.compile(r"([\\{}])")
_CLOSES = {'"': '"', "'": "'", "“": "”", "‘": "’", "{": "}"}


def parse(text: str) -> Node:
    """The tree of an expression. A leading `=` is allowed. Raises BrokenExpression with one problem and its place."""
    if len(text) > MAX_LENGTH:
        raise _broken(text[:MAX_LENGTH], "expression.too_long", Place(MAX_LENGTH - 1, MAX_LENGTH), limit=MAX_LENGTH)
    return _parse(text)


@lru_cache(maxsize=2_000)
def _parse(text: str) -> Node:
    plain = normalise(text)
    if not plain.strip():
        raise _broken(text, "expression.empty", Place(0, 1))
    tree = _run(text, plain)
    if depth(tree) > MAX_DEPTH:
        raise _broken(text, "expression.too_deep", tree.place, limit=MAX_DEPTH)
    return tree


def normalise(text: str) -> str:
    """The text with full-width signs outside text literals made plain and a leading `=` blanked, same length.

    Raises BrokenExpression when a text literal has no end or parentheses lie too deep.
    """
    made: list[str] = []
    closing, opened_at, level, escaped = "", 0, 0, False
    for position, letter in enumerate(text):
        if closing:
            in_label = closing == "}"
            plain = letter.translate(_FULL_WIDTH) if in_label and letter in "｛｝" else letter
            made.append(plain)
            if escaped:
                escaped = False
            elif in_label and letter == "\\":
                escaped = True
            elif plain == closing:
                closing = ""
            continue
        plain = letter.translate(_FULL_WIDTH)
        if plain in _CLOSES:
            closing, opened_at = _CLOSES[plain], position
        elif plain in "([":
            level += 1
            if level > MAX_PARENTHESES:
                raise _broken(text, "expression.parentheses", Place(position, position + 1), limit=MAX_PARENTHESES)
        elif plain in ")]":
            level -= 1
        made.append(plain)
    if closing:
        raise _broken(text, "expression.text_open", Place(opened_at, opened_at + 1), closing=closing)
    plain = "".join(made)
    start = len(plain) - len(plain.lstrip())
    if plain[start : start + 1] == "=":
        plain = plain[:start] + " " + plain[start + 1 :]
    return plain


def label_of(braces: str) -> str:
    """The label that stands in braces; a backslash stands before its own braces."""
    return _ESCAPED.sub(r"\1", braces[1:-1]).strip()


def in_braces(label: str) -> str:
    """A label as it is written in an expression."""
    return "{" + _TO_ESCAPE.sub(r"\\\1", label) + "}"


def can_stand_in_braces(label: str) -> bool:
    """Whether a label is read as it is written: full-width braces are taken for plain ones."""
    return bool(label) and label == label.strip() and not any(letter in "｛｝" for letter in label)


_local = threading.local()


def _lark() -> Lark:
    # Built at the first parse, and once a thread: a Lark object shares state between its parses.
    made = getattr(_local, "lark", None)
    if made is None:
        from lark import Lark

        _local.builder = _builder()
        made = Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_local.builder, maybe_placeholders=False)
        _local.lark = made
    _local.builder.single.clear()
    return cast("Lark", made)


def _run(text: str, plain: str) -> Node:
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    try:
        return cast(Node, _lark().parse(plain))
    except UnexpectedToken as error:
        if error.token.type == "$END":
            end = len(plain.rstrip())
            raise _broken(text, "expression.ends", Place(end, end + 1), expected=_expected(error.expected)) from None
        start = error.token.start_pos or 0
        place = Place(start, start + len(error.token))
        raise _broken(text, *_hint(plain, place, str(error.token), error.expected)) from None
    except UnexpectedCharacters as error:
        start = error.pos_in_stream or 0
        place = Place(start, start + 1)
        raise _broken(text, *_hint(plain, place, plain[start], error.allowed or ())) from None
    except UnexpectedEOF as error:
        raise _broken(
            text, "expression.ends", Place(len(text), len(text) + 1), expected=_expected(error.expected)
        ) from None
    except _Refused as refused:
        raise _broken(text, refused.code, refused.place, refused.values) from None


def _hint(plain: str, place: Place, found: str, expected: Iterable[str]) -> tuple[str, Place, dict[str, Any]]:
    """What is known to be meant by what is not in the language, e.g. `!=` or `==`."""
    near = plain[max(0, place.start - 1) : place.end + 1]
    for written, meant in (("!=", "<>"), ("==", "="), ("&&", "and"), ("||", "or"), ("!", "not")):
        if written in near and found in written:
            return "expression.write_instead", place, {"found": written, "instead": meant}
    return "expression.unexpected", place, {"found": found, "expected": _expected(expected)}


_VALUES = frozenset("NUMBER TEXT DURATION TRUE FALSE NULL NAME LPAR LSQB".split())
_SHOWN = {"COMMA": "“,”", "RPAR": "“)”", "RSQB": "“]”", "DOT": "“.”"}


def _expected(tokens: Iterable[str]) -> list[str]:
    """What could have stood there, in words: `a value`, `an operator`, `)`."""
    found = set(tokens)
    words = []
    if found & {"NUMBER", "TEXT"}:
        words.append("@expression.expected.value")
    elif "NAME" in found:
        words.append("@expression.expected.name")
    if found & {"SIGN", "COMPARE", "TIMES"} and not found & {"NUMBER"}:
        words.append("@expression.expected.operator")
    words.extend(shown for token, shown in _SHOWN.items() if token in found and (token != "DOT" or not words))
    if "$END" in found:
        words.append("@expression.expected.end")
    return words or ["@expression.expected.value"]


def _broken(
    text: str, code: str, place: Place, _values: dict[str, Any] | None = None, **values: Any
) -> BrokenExpression:
    return BrokenExpression(text, [ExpressionProblem(code, place, {**(_values or {}), **values})])


class _Refused(Exception):
    def __init__(self, code: str, place: Place, **values: Any):
        super().__init__(code)
        self.code, self.place, self.values = code, place, values


def _at(token: Token) -> Place:
    return Place(token.start_pos or 0, token.end_pos or 0)


def _builder() -> Any:
    """Makes nodes while the text is parsed. Lark calls its methods by the names of the grammar."""
    from lark import Transformer

    class Builder(Transformer):  # type: ignore[type-arg]  # its parameters cannot be given at run time in lark 1.x
        def __init__(self) -> None:
            super().__init__()
            self.single: list[Node] = []  # literals in parentheses of their own

        def any_of(self, items: list[Any]) -> Node:
            return _logic("or", items)

        def all_of(self, items: list[Any]) -> Node:
            return _logic("and", items)

        def negated(self, items: list[Any]) -> Node:
            return Unary("not", items[1], place=_at(items[0]).to(items[1].place))

        def binary(self, items: list[Any]) -> Node:
            left, operator, right = items
            return Binary(_OPERATORS.get(str(operator), str(operator)), left, right, place=left.place.to(right.place))

        def within(self, items: list[Any]) -> Node:
            return Binary("in", items[0], self.listed(items[2]), place=items[0].place.to(items[2].place))

        def not_within(self, items: list[Any]) -> Node:
            return Binary("not in", items[0], self.listed(items[3]), place=items[0].place.to(items[3].place))

        def listed(self, node: Node) -> Node:
            """`in ('a')` is a list of one; `in 'a'` stays a text, which is no list."""
            return ListNode((node,), place=node.place) if any(node is each for each in self.single) else node

        def signed(self, items: list[Any]) -> Node:
            return Unary(str(items[0]), items[1], place=_at(items[0]).to(items[1].place))

        def percent(self, items: list[Any]) -> Node:
            return Unary("%", items[0], place=items[0].place.to(_at(items[1])))

        def any_name(self, items: list[Any]) -> Any:
            return items[0]

        def member(self, items: list[Any]) -> Node:
            return Member(items[0], str(items[1]), place=items[0].place.to(_at(items[1])))

        def number(self, items: list[Any]) -> Node:
            try:
                value = Decimal(str(items[0]))
            except InvalidOperation:  # an exponent that not even Decimal can hold
                raise _Refused("expression.number", _at(items[0])) from None
            exponent = value.as_tuple().exponent
            if (
                len(items[0]) > 400
                or not isinstance(exponent, int)
                or abs(exponent) > MAX_EXPONENT
                or value.adjusted() >= MAX_EXPONENT
            ):
                raise _Refused("expression.number", _at(items[0]))
            return Literal(value, place=_at(items[0]))

        def text(self, items: list[Any]) -> Node:
            written = str(items[0])
            quote = written[-1]
            return Literal(written[1:-1].replace(quote * 2, quote), place=_at(items[0]))

        def duration(self, items: list[Any]) -> Node:
            span = parse_duration(str(items[0]))
            if span is None:
                raise _Refused("expression.duration", _at(items[0]), found=str(items[0]))
            return Literal(span, place=_at(items[0]))

        def true(self, items: list[Any]) -> Node:
            return Literal(True, place=_at(items[0]))

        def false(self, items: list[Any]) -> Node:
            return Literal(False, place=_at(items[0]))

        def null(self, items: list[Any]) -> Node:
            return Literal(None, place=_at(items[0]))

        def error(self, items: list[Any]) -> Node:
            return Literal(ERRORS.get(str(items[0]).upper(), NAME), place=_at(items[0]))

        def label(self, items: list[Any]) -> Node:
            return Label(label_of(str(items[0])), place=_at(items[0]), own=_at(items[0]))

        def labelled(self, items: list[Any]) -> Node:
            target, braces = items
            place = target.place.to(_at(braces))
            return Label(label_of(str(braces)), target, place=place, own=_at(braces))

        def name(self, items: list[Any]) -> Node:
            return Name(str(items[0]), place=_at(items[0]))

        def function(self, items: list[Any]) -> Any:
            return items[0]

        def missing(self, items: list[Any]) -> Node | None:
            return None

        def arguments(self, items: list[Any]) -> list[Node]:
            if items == [None]:
                return []
            return [Literal(None) if item is None else item for item in items]

        def call(self, items: list[Any]) -> Node:
            name, arguments = str(items[0]).upper(), tuple(items[2])
            place = _at(items[0]).to(_at(items[-1]))
            if name in ("TRUE", "FALSE") and not arguments:
                return Literal(name == "TRUE", place=place)
            return Call(name, arguments, place=place)

        def inside(self, items: list[Any]) -> Node:
            if isinstance(items[1], Literal):
                self.single.append(items[1])
            return cast(Node, items[1])

        def list(self, items: list[Any]) -> Node:
            inner = tuple(item for item in items if isinstance(item, Node))
            return ListNode(inner, place=_at(items[0]).to(_at(items[-1])))

    return Builder()


def _logic(operator: str, items: list[Any]) -> Node:
    conditions = tuple(item for item in items if isinstance(item, Node))
    if len(conditions) == 1:
        return conditions[0]
    return Logic(operator, conditions, place=conditions[0].place.to(conditions[-1].place))
