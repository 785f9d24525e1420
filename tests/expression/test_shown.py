"""An expression is shown in its reader's words, and what is shown means the same again."""

from __future__ import annotations

import pytest

from engine.expression.function import built_in_functions
from engine.expression.nodes import Label, Member, Name, Node
from engine.expression.parser import parse
from engine.expression.shown import Ids, shown

EXAMPLES = sorted({text for function in built_in_functions().values() for text, _ in function.examples})

TRICKY = """
a - (b - c)
(a - b) - c
a / (b * c)
-a ^ 2
(-a) ^ 2
a ^ b ^ c
a ^ (b ^ c)
-(a + b)%
not (a and b) or c
not a = b
(a or b) and (c or d)
(a = b) = c
a = (b = c)
a & b & c
a & (b + c)
'say "x"' & "it's"
a in ('x')
a in ['x', 'y']
not (a in b)
a not in (1, 2)
today() - 7 days
a + 90 min
f.values.closed
(a).b
#N/A
if(a, , 3)
""".strip().splitlines()


@pytest.mark.parametrize("text", [*TRICKY, *EXAMPLES])
def test_what_is_shown_is_the_same_expression(text: str) -> None:
    tree = parse(text)
    assert parse(shown(tree, Ids())) == tree


class Chinese:
    """Labels of one reader."""

    names = {"stage": "阶段", "amount": "金额", "braced": "a{b}", "customer": "客户", "tier": "等级"}

    def name(self, node: Name | Member) -> str | None:
        return self.names.get(node.name)

    def option(self, beside: Node, id: str) -> str | None:
        return {"won": "赢单"}.get(id)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IF(amount > 10000, 'gold', 'silver')", 'IF({金额} > 10000, "gold", "silver")'),
        ("customer.tier & stage", "{客户}.{等级} & {阶段}"),
        ("braced + amount", "{a\\{b\\}} + {金额}"),
        ("me.name", "me.name"),
    ],
)
def test_fields_stand_by_their_labels(text: str, expected: str) -> None:
    assert shown(parse(text), Chinese()) == expected


def test_a_label_that_is_read_back_is_kept() -> None:
    assert parse("{金额} * 2") == parse(shown(parse("{金额} * 2"), Chinese()))
    assert isinstance(parse("{金额}"), Label)
