"""Random well-typed expressions over the fields of the world, as text."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import strategies as st

NUMBERS = [
    "amount",
    "rate",
    "count",
    "zero",
    "empty_number",
    "stage.values.probability",
    "customer.credit",
    "settings.days",
    "settings.vat",
]
TEXTS = ["name", "empty_text", "stage", "customer.name", "customer.tier", "customer.owner.name", "address.city"]
DAYS = ["day", "empty_day", "today()"]
MOMENTS = ["moment", "now()"]
CHOICES = ["active", "empty_yes", "stage.values.closed", "true", "false"]

number_literals = st.sampled_from(
    ["0", "1", "-1", "2", "0.5", "0.005", "100", "1054", "99999999999", "0.000001", "3.14159"]
)
text_literals = st.sampled_from(["''", "'a'", "'A'", "'won'", "'匠表'", "'x''y'", '"%"', "' a '", "'10'"])
calendars = st.sampled_from(["calendars.office", "calendars.plant"])
day_literals = st.sampled_from(["DATE(2024, 2, 29)", "DATEVALUE(now())", "DATE(2023, 12, 31)"])


def _binary(operators: list[str], sides: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(sides, st.sampled_from(operators), sides).map(lambda made: f"({made[0]} {made[1]} {made[2]})")


def _call(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda made: template.format(*made))


@lru_cache
def expressions(kind: str, depth: int) -> st.SearchStrategy[str]:
    """Expressions of a kind (number, text, day, moment, yes) of at most so many levels."""
    if depth == 0:
        return {
            "number": st.sampled_from(NUMBERS) | number_literals,
            "text": st.sampled_from(TEXTS) | text_literals,
            "day": st.sampled_from(DAYS) | day_literals,
            "moment": st.sampled_from(MOMENTS),
            "yes": st.sampled_from(CHOICES),
        }[kind]
    number, text, day, moment, yes = (
        expressions(each, depth - 1) for each in ("number", "text", "day", "moment", "yes")
    )
    digits = st.sampled_from(["-1", "0", "2", "4"])
    choice = {
        "number": [
            _binary(["+", "-", "*", "/"], number),
            number.map(lambda x: f"(-{x})"),
            number.map(lambda x: f"{x}%" if x[0] not in "-" else f"({x})%"),
            _call("ROUND({}, {})", number, digits),
            _call("ROUNDDOWN({}, {})", number, digits),
            _call("ABS({})", number),
            _call("INT({})", number),
            _call("MOD({}, {})", number, number),
            _call("MIN({}, {})", number, number),
            _call("MAX({}, {}, {})", number, number, number),
            _call("SUM({}, {})", number, number),
            _call("AVERAGE({}, {})", number, number),
            _call("IF({}, {}, {})", yes, number, number),
            _call("COALESCE({}, {})", number, number),
            _call("IFERROR({}, {})", number, number),
            _call("LEN({})", text),
            _call("YEAR({})", day),
            _call("WEEKDAY({}, 2)", day),
            _call("FIND({}, {})", text, text),
            _call("MONTH({})", moment),
            _call("DAY({})", day),
            _call("({} - {})", day, day),
            _call("({} - {})", moment, moment),
            _call("SWITCH({}, {}, {}, {})", text, text, number, number),
            _call("ROUNDUP({}, {})", number, digits),
            _call("CEILING({}, {})", number, number),
            _call("FLOOR({}, {})", number, number),
            _call("QUOTIENT({}, {})", number, number),
            _call("SQRT({})", number),
            _call("POWER({}, 2)", number),
            _call("RADIANS({})", number),
            _call("AGE({}, {})", day, day),
            _call("NETWORKDAYS({}, {})", day, day),
            _call("NETWORKDAYS({}, {}, {})", day, day, calendars),
            _call("WORKTIME({}, {}, {})", moment, day, calendars),
            _call("WORKTIME({}, {}, {})", moment, moment, calendars),
            _call("DAYS360({}, {}, {})", day, day, yes),
            _call("WEEKNUM({}, {})", day, st.sampled_from(["1", "2", "14", "21"])),
            _call("SEARCH({}, {})", text_literals, text),
        ],
        "text": [
            _binary(["&"], text),
            _call("({} & {})", text, number),
            _call("({} & {})", day, text),
            _call("LEFT({}, {})", text, number),
            _call("RIGHT({}, 2)", text),
            _call("MID({}, 2, {})", text, st.sampled_from(["1", "3"])),
            _call("TRIM({})", text),
            _call("UPPER({})", text),
            _call("LOWER({})", text),
            _call("SUBSTITUTE({}, {}, {})", text, text, text),
            _call("REPT({}, {})", text, st.sampled_from(["0", "2", "count"])),
            _call("TEXT({}, {})", number, st.sampled_from(["'0'", "'#,##0.00'", "'0.0%'"])),
            _call("TEXT({}, {})", day, st.sampled_from(["'yyyy-mm-dd'", "'yymm'", "'d.m.yyyy'"])),
            _call("TEXT({}, 'yyyy-mm-dd hh:mm')", moment),
            _call("IF({}, {}, {})", yes, text, text),
            _call("COALESCE({}, {})", text, text),
            _call("IFS({}, {}, {}, {})", yes, text, yes, text),
        ],
        "day": [
            _call("({} + {})", day, st.sampled_from(["7", "-30", "2 weeks", "1 month", "count", "zero"])),
            _call("({} - {})", day, st.sampled_from(["1", "90 days", "1 year"])),
            _call("IF({}, {}, {})", yes, day, day),
            _call("DATEVALUE({})", moment),
            _call("EDATE({}, {})", day, number),
            _call("DATE({}, {}, {})", number, number, number),
            _call("EOMONTH({}, {})", day, st.sampled_from(["-1", "0", "count"])),
            _call("PERIOD({}, {})", day, st.sampled_from(["'week'", "'month'", "'quarter'"])),
            _call("COALESCE({}, {})", day, day),
            _call("WORKDAY({}, {}, {})", day, number, calendars),
        ],
        "moment": [
            _call("({} + {})", moment, st.sampled_from(["0.5", "90 min", "3 days", "1 month"])),
            _call("({} - {})", moment, st.sampled_from(["1", "36 h"])),
            _call("DATETIME({})", day),
            _call("WORKTIMEADD({}, {}, {})", st.one_of(day, moment), number, calendars),
            _call("IF({}, {}, {})", yes, moment, moment),
        ],
        "yes": [
            _binary(["=", "<>", "<", "<=", ">", ">="], number),
            _binary(["=", "<>", "<", "<=", ">", ">="], text),
            _binary(["=", "<>", "<", "<=", ">", ">="], day),
            _binary(["=", "<", ">="], moment),
            _call("({} < {})", moment, day),
            _binary(["and", "or"], yes),
            yes.map(lambda x: f"(not {x})"),
            _call("contains({}, {})", text, text),
            _call("starts_with({}, {})", text, text),
            _call("ISBLANK({})", st.one_of(number, text, day)),
            _call("ISERROR({})", number),
            _call("ISTEXT({})", text),
            _call("ISNUMBER({})", number),
            _call("({} in ({}, {}))", number, number, number),
            _call("({} not in ({}, {}))", text, text, text),
            _call("({} in tags)", st.sampled_from(["'a'", "stage"])),
            _call("(customer.owner {} me)", st.sampled_from(["=", "<>"])),
            _call("XOR({}, {})", yes, yes),
            _call("IF({}, {}, {})", yes, yes, yes),
        ],
    }[kind]  # fmt: skip
    return st.one_of(*choice, expressions(kind, 0))
