"""A small world for tests of expressions: one form with a field of each type, a person, settings, a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.clock import Clock
from engine.expression.calendars import Calendar
from engine.expression.evaluator import SimpleContext
from engine.expression.scope import DictScope, Symbol
from engine.expression.types import (
    CALENDAR,
    DATE,
    DATETIME,
    DURATION,
    TEXT,
    TIME,
    WHOLE,
    YES_NO,
    Choice,
    ListOf,
    Namespace,
    Number,
    Option,
    Options,
    Parts,
    Record,
    Records,
    Type,
)
from engine.expression.values import Span

STAGE = Option(
    (
        Choice.of("open", {"probability": Decimal("0.1")}),
        Choice.of("won", {"probability": Decimal(1), "closed": True}),
        Choice.of("lost", {"probability": Decimal(0), "closed": True}),
    )
)
TAGS = Options((Choice("a"), Choice("b"), Choice("c")))


def fields(**types: Type) -> dict[str, Symbol]:
    return {name: Symbol(name, type) for name, type in types.items()}


DEAL: dict[str, Symbol] = {
    **fields(
        name=TEXT,
        empty_text=TEXT,
        amount=Number(2),
        rate=Number(6),
        count=Number(0, Decimal(0), Decimal(1_000_000)),
        zero=Number(0),
        empty_number=Number(2),
        active=YES_NO,
        empty_yes=YES_NO,
        day=DATE,
        empty_day=DATE,
        moment=DATETIME,
        clock=TIME,
        spent=DURATION,
        empty_spent=DURATION,
        tags=TAGS,
        customer=Record("customer"),
        contacts=Records("contact"),
        address=Parts((("city", TEXT), ("street", TEXT))),
        data=Parts(),
    ),
    "stage": Symbol("stage", STAGE, required=True),
    "id": Symbol("id", WHOLE, required=True),
}
SCOPE = DictScope(
    {
        **DEAL,
        "me": Symbol("me", Record("user"), "me", required=True),
        "old": Symbol("old", Record("deal"), "old"),
        "settings": Symbol("settings", Namespace("settings"), "setting"),
        "calendars": Symbol("calendars", Namespace("calendars"), "calendar"),
    },
    {
        "deal": DEAL,
        "customer": {
            **fields(
                name=TEXT, tier=Option((Choice("gold"), Choice("silver"))), owner=Record("user"), credit=Number(2)
            ),
        },
        "contact": fields(name=TEXT, email=TEXT, age=Number(0)),
        "user": fields(name=TEXT, department=Record("department"), departments=Records("department")),
        "department": fields(name=TEXT),
        "settings": {
            "days": Symbol("days", Number(0), "setting", required=True),
            "vat": Symbol("vat", Number(4), "setting"),
            "words": Symbol("words", ListOf(TEXT), "setting"),
        },
        "calendars": {name: Symbol(name, CALENDAR, "calendar", required=True) for name in ("office", "plant")},
    },
)
MORNING_AND_AFTERNOON = ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))
CALENDARS = {
    # The first of May of 2024 in China, with the weekends that were worked for it.
    "office": Calendar(
        (MORNING_AND_AFTERNOON,) * 5 + ((),) * 2,
        tuple(date(2024, 5, day) for day in range(1, 6)),
        (date(2024, 4, 28), date(2024, 5, 11)),
    ),
    # Six days, also at night, on a clock of its own that is changed in spring and autumn.
    "plant": Calendar((((0, 6 * 60), (22 * 60, 24 * 60)),) * 6 + ((),), (date(2024, 12, 25),), (), "Europe/Berlin"),
}
CLOCK = Clock(datetime(2024, 6, 1, 2, 30, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
CONTEXT = SimpleContext(
    {
        "id": 12,
        "name": "Deal",
        "amount": Decimal("1054.00"),
        "rate": Decimal("0.1"),
        "count": 3,
        "zero": 0,
        "stage": "won",
        "active": True,
        "day": date(2024, 5, 31),
        "moment": datetime(2024, 5, 31, 18, 30, tzinfo=UTC),
        "clock": time(9, 30),
        "spent": Span(0, 5_400_000_000),
        "tags": ("a", "b"),
        "customer": {"id": 4, "name": "Acme", "tier": "gold", "owner": 7, "credit": Decimal("10.50")},
        "contacts": [{"id": 1, "name": "Li", "age": 30}, {"id": 2, "name": "Wu", "age": 40}],
        "address": {"city": "上海", "street": "1 Road"},
        "data": {"color": "red", "size": "1.5", "none": None},
        "me": {"id": 7, "name": "Me", "department": 2, "departments": [2, 3]},
        "old": {"stage": "open", "amount": Decimal("1054.00")},
        "calendars": CALENDARS,
        "@roles": ("clerk", "seller"),
        "settings": {"days": 90, "vat": Decimal("0.13"), "words": ["x", "y"]},
    },
    CLOCK,
    {("user", 7): {"id": 7, "name": "Me", "department": 2}, ("department", 2): {"id": 2, "name": "Sales"}},
    {"stage": ("open", datetime(2024, 5, 1, tzinfo=UTC))},
)
