"""Numbers keep every digit up to the limit of 63 bits, and not one more."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalog.values import INTEGER_LIMIT, InvalidValue, decimal_of, decimal_text


@given(st.integers(-INTEGER_LIMIT, INTEGER_LIMIT), st.integers(0, 9))
def test_every_storable_number_comes_back_with_all_its_digits(scaled: int, decimals: int) -> None:
    text = decimal_text(Decimal(scaled).scaleb(-decimals), decimals)
    value = decimal_of(text, decimals)
    assert value is not None
    assert int(Decimal(value).scaleb(decimals)) == scaled


@pytest.mark.parametrize("decimals", range(10))
def test_one_step_beyond_the_limit_is_refused(decimals: int) -> None:
    limit = Decimal(INTEGER_LIMIT).scaleb(-decimals)
    step = Decimal(1).scaleb(-decimals)
    assert decimal_of(format(limit, "f"), decimals) == limit
    for beyond in (limit + step, -limit - step):
        with pytest.raises(InvalidValue) as refused:
            decimal_of(format(beyond, "f"), decimals)
        assert refused.value.code == "value.too_large"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**8), max_value=10**8))
def test_a_digit_beyond_the_scale_is_refused_and_never_rounded(number: Decimal) -> None:
    text = format(number, "f")
    fits = number == number.quantize(Decimal("0.01"))
    if fits:
        assert decimal_of(text, 2) == number
    else:
        with pytest.raises(InvalidValue) as refused:
            decimal_of(text, 2)
        assert refused.value.code == "value.too_many_decimals"


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_floats_are_taken_by_their_shortest_digits(number: float) -> None:
    try:
        value = decimal_of(number, 6)
    except InvalidValue:
        return
    assert value is not None
    assert float(value) == number
