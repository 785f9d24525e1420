"""Whatever an expression gives in Python, both databases give too: for fixed expressions and for generated ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from engine.expression.expression import check
from engine.expression.values import ErrorValue
from tests.expression import known_before
from tests.expression.tables import Tables, make_records
from tests.expression.world import SCOPE
from tests.support import seeds
from tests.support.databases import Databases


@pytest.fixture(scope="module")
def tables(databases: Databases) -> Iterator[Tables]:
    url = databases.fresh()
    made = Tables(url, make_records(seeds.generator("expression tables")))
    yield made
    made.close()
    databases.drop(url)


CONDITIONS = """
stage = 'won' and amount > 5000
amount > 5000
amount < 5
amount <= 0
amount >= 0
amount = 0
amount <> 0
not (amount > 5)
not (amount < 5)
amount > 0.125
amount >= 0.07
amount = 0.005
amount <> 0.005
amount < 99999999999999999999
amount > -99999999999999999999
amount = null
amount <> ''
rate < amount
amount = empty_number
amount > empty_number
amount > settings.days
amount * 2 > settings.days * 10
settings.vat < rate
count = 3
count < 2.5
count in (1, 3, 7.5)
count not in (1, 3)
amount in (0, 1054)
zero in (0, 1)
name = 'a'
name <> 'a'
name = ''
name <> ''
name < 'b'
name > 'B'
name >= empty_text
name in ('a', 'b')
name not in ('a', 'b')
name in ('a', '')
name in settings.words
not (name in settings.words)
name = empty_text
contains(name, 'B')
not contains(name, 'b')
starts_with(name, 'A')
ends_with(name, 'C')
not stage.values.closed
stage.values.closed
stage.values.probability > 0.5
stage.values.probability * amount > 100
stage <> 'won'
not (stage = 'won' or amount > 5)
active
not active
active = true
active <> true
active = false
empty_yes or active
AND(active, not empty_yes)
XOR(active, stage = 'won', amount > 0)
day < today()
day <= today()
day > today()
day >= today()
day = today()
day <> today()
not (day < today())
day < today() - 7 days
day + 7 > today()
day + count > today()
day - count < '2024-01-01'
day + 1 month < '2024-04-01'
day = ''
day >= '2024-02-29' and day < '2024-06-01'
day in ('2024-02-29', '2023-01-31')
day = empty_day
day > empty_day
today() - day > settings.days
moment < today()
moment < now()
moment >= now() - 90 days
moment - 1.5 < now()
moment + 2 hours > now()
moment + 1 month > '2024-04-30T01:00:00Z'
moment < day
now() - moment > 90
today() - moment > 0.5
moment = null
clock < '09:30'
clock >= '09:30:00'
clock = '00:00'
'a' in tags
not ('a' in tags)
'a' in tags and 'b' in tags
tags = ''
stage in tags
customer = 3
customer <> 3
customer in (1, 2)
customer not in (1, 2)
customer = ''
customer.name = 'a'
customer.name <> 'a'
customer.name = name
customer.tier = 'gold'
customer.owner = me
customer.owner <> me
customer.owner.department in me.departments
not (customer.owner.department in me.departments)
customer.owner.department.name = 'Sales'
customer.credit > amount
customer.credit * 2 > 20
address.city = '上海'
address.city <> '上海'
address = ''
1 / zero > 2
not (1 / zero > 2)
zero <> 0 and 10 / zero > 1
zero = 0 or 10 / zero > 1
IFERROR(1 / zero, 5) = 5
ISERROR(1 / zero)
MOD(count, 3) = 1
IF(amount > 0, 'a', 'b') = 'a'
IF(1 / zero > 0, true, false)
ISBLANK(name) or ISBLANK(customer)
LEN(name) > 2
name & 'x' = 'ax'
me = 7 and active
settings.days > 50 and active
LEFT(name, zero - 1) = 'a'
not (LEFT(name, zero - 1) = 'a')
EXACT(name, 'a')
1 in contacts
2 in contacts and not (3 in contacts)
contacts = ''
null = amount
COALESCE(name, stage) = 'won'
YEAR(day) = 2024
ISNUMBER(amount)
ISTEXT(name)
not ISTEXT(name)
UPPER(name) = 'A'
AGE(day) > 0
TEXT(day, 'yyyy-mm') = '2024-05'
IFERROR(SQRT(amount), 0) > 3
YEAR(moment) = 2024 and HOUR(moment) > 8
true
false or active
""".strip().splitlines()
CONDITIONS += known_before.CONDITIONS

VALUES = """
amount
amount + 1
amount + rate
amount - rate
amount * rate
amount * rate * count
amount * amount
amount * amount * rate * rate
-amount
amount%
amount / 7
1 / amount
amount / rate
rate / amount / 3
count * 3 + 2
count / 3
count ^ 3
rate ^ 2
100000000000000 * 1000000 + count
0.1 + 0.2 + rate
ROUND(amount / 3, 2)
ROUND(rate, 2)
ROUND(rate, -1)
ROUND(amount * rate, 2)
ROUND(count, -2)
ROUNDDOWN(rate, 2)
ROUNDDOWN(amount, -1)
ABS(amount)
ABS(amount * rate)
INT(rate)
INT(amount / 3)
MOD(count, 3)
MOD(amount, rate)
MOD(amount, -7)
MIN(amount, rate, count)
MAX(amount, 5)
MAX(day, today())
MIN(day, empty_day)
MAX(moment, now(), moment)
MAX(count, zero)
SUM(amount, rate, 5)
AVERAGE(amount, count)
stage.values.probability
stage.values.probability * amount
IF(amount > 100, amount, rate)
IF(active, amount * 2, 0)
IF(active, name, stage)
IF(active, day)
IFS(amount > 1000, 'big', amount > 0, 'small', true, 'none')
SWITCH(stage, 'won', 1, 'lost', 0, 0.5)
SWITCH(name, 'a', day, today())
COALESCE(amount, rate, 0)
COALESCE(name, customer.name, 'none')
IFERROR(amount / zero, -1)
name & ' / ' & stage
name & amount & day
name & moment & active & clock
'' & rate
LEN(name)
LEFT(name, 2)
LEFT(name, count)
RIGHT(name, 2)
RIGHT(name, count)
MID(name, 2, 2)
MID(name, count, 2)
TRIM(name)
REPLACE(name, 2, 1, 'XY')
CONCATENATE(name, '-', count)
day + 7
day - 400
day + 3000000
day - 3000000
day - 3900000
day - 4000 years
moment - 1400000
moment - 4000 years
moment + 3000000
day - count * 4000000
DATE(1, 1, 1 - count * 400000)
DATE(count, 1, -3900000)
day + rate
day + 1 month
day + 1 year
day - 2 weeks
day + 6 hours
day - today()
moment - now()
today() - moment
moment + 0.25
moment + 1 month
moment - 90 min
day
moment
clock
YEAR(day)
MONTH(day) * 100 + DAY(day)
QUARTER(day)
YEAR(moment) * 10000 + MONTH(moment) * 100 + DAY(moment)
HOUR(moment) * 100 + MINUTE(moment)
SECOND(moment)
HOUR(clock)
DATEVALUE(moment)
DAYS(day, today())
EDATE(day, 1)
EDATE(day, count)
EDATE(day, -count)
EOMONTH(day, -1)
EOMONTH(day, zero)
WEEKDAY(day)
WEEKDAY(day, 2)
WEEKDAY(moment, 3)
WEEKDAY(day, 11 + zero)
WEEKDAY(day, 14)
PERIOD(day, 'week')
PERIOD(day, 'month')
PERIOD(day, 'quarter')
PERIOD(moment, 'year')
PERIOD(day, name)
FIND('b', name)
FIND('', name)
FIND('c', name, zero)
IFERROR(FIND(' ', name), 0)
SIGN(rate)
TRUNC(rate, 2)
UPPER(name)
LOWER(name)
LOWER(customer.name) & UPPER(stage)
SUBSTITUTE(name, 'a', 'bb')
SUBSTITUTE(name, '', 'x')
SUBSTITUTE(name, ' ', '')
REPT(name, 2)
REPT(name, zero - 1)
REPT(name, 99999)
CHAR(64 + count)
CHAR(count * 100)
SQRT(amount)
SQRT(rate)
SQRT(rate * rate)
QUOTIENT(amount, 7)
QUOTIENT(amount, zero)
ROUNDUP(rate, 2)
ROUNDUP(amount, -2)
ROUNDUP(amount / 3, 5)
ROUNDUP(rate, 500)
ROUNDUP(rate, -500)
CEILING(amount, 5)
CEILING(rate)
CEILING(amount, -3)
CEILING(rate, zero)
CEILING(zero, 1 / zero)
CEILING(1 / zero, zero)
ROUND(amount, 1 / zero)
ROUNDUP(amount, 1 / zero)
FIXED(amount)
FIXED(amount * 1000, 0)
DAYS360(today() - 5, today(), 1 / zero > 1)
CEILING(amount / 3, 0.01)
FLOOR(amount, 5)
FLOOR(rate)
FLOOR(amount, -3)
FLOOR(rate, zero)
FLOOR(amount / 3, 0.25)
POWER(count, 3)
RADIANS(amount)
RADIANS(rate)
DATE(2024, count, 31)
DATE(count, 1, 1)
DATE(2024, 1, count * 1000)
DATE(9999, 12, 31 + zero + count)
DATE(count * 2000, 2, 29)
ISOWEEKNUM(day)
WEEKNUM(DATE(2024, 1, count))
WEEKNUM(DATE(2021, 1, count), 2)
WEEKNUM(DATE(2023, 12, count), 16)
WEEKNUM(DATE(2023, 12, count), 21)
AGE(day)
AGE(day, DATE(2024, 2, 28))
AGE(today(), day)
DATEDIF(today() - 1553, today(), IF(active, 'Y', name & 'md'))
DATEDIF(today() - 1554, today(), IF(active, 'YM', name & 'yd'))
DATEDIF(today() - 31, today(), IF(active, 'M', name & 'D'))
DAYS360(day, today())
DAYS360(day, today(), true)
DAYS360(today(), day)
NETWORKDAYS(day, today())
NETWORKDAYS(today(), day)
NETWORKDAYS(day, day + 5)
NETWORKDAYS(day + 1, day + 9)
DATEDELTA(day, count)
TIME(count, 75, 10)
TIME(zero - 1, 30, 0)
TIME(0, count * 1000, 30)
TIME(40000 + zero, 0, 0)
GETUSERNAME() & name
TEXTUSER(customer.owner)
TEXT(amount, '0')
TEXT(amount, '0.00')
TEXT(amount / 3, '#,##0.00')
TEXT(amount * 1000, '#,##0')
TEXT(rate, '0.0%')
TEXT(-amount, '#,##0.000')
TEXT(empty_number, '0.0')
TEXT(day, 'yyyy-mm-dd')
TEXT(day, 'yyyy年m月d日')
TEXT(day, 'yyyymm')
TEXT(day, 'd/m/yy')
TEXT(moment, 'yyyy-mm-dd hh:mm:ss')
TEXT(moment, 'hh:mm')
TEXT(empty_day, 'yyyy-mm')
SEARCH('B', name)
SEARCH('c', name, zero)
ISNUMBER(amount)
ISTEXT(name)
ISNUMBER(1 / zero)
DATETIME(day)
customer.name
customer.owner.name
customer.credit
customer.credit + amount
customer.owner.department.name & '!'
address.city
amount > 5
not active
active
name = 'a' or amount > 1
IF(1 / zero > 0, 1, 2)
amount > 5 and 1 / zero > 1
""".strip().splitlines()
VALUES += known_before.VALUES


def same(python: Any, sql: Any) -> bool:
    if isinstance(python, ErrorValue):
        return sql is None
    if python in (None, "") or sql in (None, ""):
        return python in (None, "") and sql in (None, "")
    if isinstance(python, (int, Decimal)) and not isinstance(python, bool):
        return Decimal(python) == Decimal(sql)
    return bool(python == sql)


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_finds_the_same_rows_in_the_database_and_in_python(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE, condition=True)
    python = {row["id"] for row in tables.records["deal"] if expression.holds(tables.context(row))}
    assert tables.ids(expression) == python


@pytest.mark.parametrize("text", ["customer.owner = me", "customer.owner <> me", "not (customer.owner = me)"])
def test_an_actor_who_is_no_person_owns_nothing_not_even_what_nobody_owns(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE, condition=True)
    nobody = tables.seen_by(None)
    python = {row["id"] for row in nobody.records["deal"] if expression.holds(nobody.context(row))}
    assert nobody.ids(expression) == python
    assert len(python) == (0 if text == "customer.owner = me" else len(nobody.records["deal"]))


@pytest.mark.parametrize("text", VALUES)
def test_a_value_is_the_same_in_the_database_and_in_python(tables: Tables, text: str) -> None:
    expression = check(text, SCOPE)
    found = tables.values(expression)
    different = {
        row["id"]: (python, found[row["id"]])
        for row in tables.records["deal"]
        if not same(python := expression.evaluate(tables.context(row)), found[row["id"]])
    }
    assert not different
