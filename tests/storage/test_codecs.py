"""How values are kept: what SQL prints as JSON is what the field types print."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from engine.catalog.values import datetime_text, decimal_text
from engine.storage.codecs import LIMIT, Codec
from engine.storage.database import Database
from engine.storage.errors import NumberTooLarge


def through(database: Database, codec: Codec, value: Any) -> tuple[Any, Any]:
    """(the value read back, what SQL prints of it)."""
    encode, decode = codec.encoder(database.dialect), codec.decoder(database.dialect)
    cell = encode(value) if encode else value
    column = sa.Column("v", codec.sql_type(database.dialect))
    table = sa.Table("kept", sa.MetaData(), column, prefixes=["TEMPORARY"])

    def work(tx: Any) -> tuple[Any, Any]:
        table.create(tx.connection)
        mark = "?" if tx.dialect == "sqlite" else "%s"
        tx.execute(f"INSERT INTO kept VALUES ({mark})", (cell,))
        back, printed = tx.execute(f"SELECT v, {codec.json_sql('v', tx.dialect)} FROM kept").fetchone()
        tx.execute("DROP TABLE kept")
        return (decode(back) if decode else back), printed

    return database.transact(work)


DECIMALS = [Decimal(0), Decimal(1), Decimal("-0.01"), Decimal("0.05"), Decimal("-1.50"), Decimal("90071992547409.93")]


@pytest.mark.parametrize("scale", [1, 2, 6, 9])
def test_decimals_are_exact_to_the_last_digit(database: Database, scale: int) -> None:
    ends = [Decimal(LIMIT).scaleb(-scale), -Decimal(LIMIT).scaleb(-scale)]
    for value in (*DECIMALS, *ends):
        if abs(value.scaleb(scale)) > LIMIT:
            continue
        kept, printed = through(database, Codec("decimal", scale), value)
        assert kept == value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
        assert printed == decimal_text(kept, scale)


def test_what_63_bits_do_not_hold_is_refused(database: Database) -> None:
    for codec, value in ((Codec("decimal", 2), Decimal(LIMIT + 1).scaleb(-2)), (Codec("integer"), -LIMIT - 1)):
        encode = codec.encoder(database.dialect)
        assert encode is not None
        with pytest.raises(NumberTooLarge):
            encode(value)


def test_moments_keep_their_microseconds_before_and_after_1970(database: Database, seed: int) -> None:
    rng = random.Random(seed)
    moments = [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2024, 2, 29, 12, 0, 0, 10, tzinfo=UTC),
        *(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=rng.randint(-(10**15), 10**15)) for _ in range(10)),
    ]
    for moment in moments:
        assert through(database, Codec("datetime"), moment) == (moment, datetime_text(moment))


@pytest.mark.parametrize(
    ("codec", "value", "printed"),
    [
        (Codec("date"), date(2024, 2, 29), "2024-02-29"),
        (Codec("date"), date(1, 1, 1), "0001-01-01"),
        (Codec("time"), time(9, 30), "09:30:00"),
        (Codec("text"), "a'b\"c\\ 😀\u2028", "a'b\"c\\ 😀\u2028"),
        (Codec("integer"), LIMIT, LIMIT),
        (Codec("json"), ("a", "b"), '["a","b"]'),
        (Codec("json"), {"city": "上海"}, '{"city":"上海"}'),
    ],
    ids=str,
)
def test_every_other_kind_comes_back_and_prints_as_json(
    database: Database, codec: Codec, value: Any, printed: Any
) -> None:
    assert through(database, codec, value) == (value, printed)
