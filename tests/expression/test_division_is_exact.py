"""Division carries 12 decimals, half up, whatever the sizes: the fast way and the exact one agree."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import example, given
from hypothesis import strategies as st

from engine.expression.values import EXACT, divide_exact

whole = st.integers(-(10**34), 10**34) | st.sampled_from([1, 3, 7, 2**63 - 1, 10**18, 10**33 - 1, 10**60 + 1])
places = st.integers(0, 40)


@given(a=whole, b=whole.filter(bool), ap=places, bp=places)
@example(a=5, b=10**13, ap=0, bp=0)  # exactly a half: away from zero
@example(a=-5, b=10**13, ap=0, bp=0)
@example(a=5 * 10**19 - 1, b=10**32, ap=0, bp=0)  # just below it
@example(a=0, b=3, ap=2, bp=0)
def test_a_quotient_is_rounded_once_half_up(a: int, b: int, ap: int, bp: int) -> None:
    left, right = Decimal(a).scaleb(-ap, EXACT), Decimal(b).scaleb(-bp, EXACT)
    exact = Fraction(a, 10**ap) / Fraction(b, 10**bp) * 10**12
    expected = floor(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)
    assert divide_exact(left, right) == Decimal(expected).scaleb(-12, EXACT)
