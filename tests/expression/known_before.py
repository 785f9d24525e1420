"""Expressions over what is known before a query runs: calendars of the app, the roles of who asks."""

from __future__ import annotations

CONDITIONS = """
day < WORKDAY(today(), -20, calendars.office)
NETWORKDAYS(day, today(), calendars.office) > 90
WORKTIME(moment, now(), calendars.office) > 20
INROLE('clerk') and active
INROLE('boss') or active
not INROLE('seller')
""".strip().splitlines()

VALUES = """
NETWORKDAYS(day, today(), calendars.office)
NETWORKDAYS(moment, day, calendars.plant)
NETWORKDAYS(day, DATE(2024, 12, 31), calendars.plant) + NETWORKDAYS(DATE(2024, 4, 1), day, calendars.office)
WORKDAY(today(), 3, calendars.office) - day
WORKTIME(moment, now(), calendars.office)
WORKTIME(moment, now(), calendars.plant)
WORKTIME(day, moment, calendars.office)
WORKTIME(DATE(2024, 4, 20) + count, DATE(2024, 5, 13) - count, calendars.office)
WORKTIME(now(), day, calendars.plant) + WORKTIME('2024-03-30', moment, calendars.plant)
WORKTIME('0001-01-01', moment, calendars.office) - WORKTIME('0001-01-01', now(), calendars.office)
IF(INROLE('clerk'), amount, 0)
""".strip().splitlines()
