import { expect, test } from "vitest";
import { readDate, readDateTime } from "./readDate";

const now = new Date(2026, 4, 13); // a Wednesday

test.each([
  ["2026-06-01", "2026-06-01"], ["2026/6/1", "2026-06-01"], ["2026.6.1", "2026-06-01"], ["2026年6月1日", "2026-06-01"], ["20260601", "2026-06-01"], ["6月1日", "2026-06-01"], ["6-1", "2026-06-01"],
  ["Jun 1, 2026", "2026-06-01"], ["1 June 2026", "2026-06-01"], ["june 1", "2026-06-01"], ["２０２６－０６－０１", "2026-06-01"],
  ["今天", "2026-05-13"], ["today", "2026-05-13"], ["明天", "2026-05-14"], ["Yesterday", "2026-05-12"], ["后天", "2026-05-15"], ["+7", "2026-05-20"], ["-1", "2026-05-12"],
  ["下周一", "2026-05-18"], ["周五", "2026-05-15"], ["next mon", "2026-05-18"], ["friday", "2026-05-15"], ["上周日", "2026-05-10"],
  ["2026-02-30", null], ["2026-13-01", null], ["soon", null], ["", null], ["12", null],
])("reads %j as %j", (typed, expected) => expect(readDate(typed, now)).toBe(expected));

test.each([["25:00", null], ["tomorrow 9:61", null], ["nonsense 9:00", null]])("refuses the time %j", (typed, expected) => expect(readDateTime(typed, now)).toBe(expected));
test("a time belongs to the reader's own zone", () => expect(readDateTime("2026-06-01 09:30", now)).toBe(new Date(2026, 5, 1, 9, 30).toISOString().replace(".000Z", "Z")));
test("a time alone is today's", () => expect(readDateTime("9:30", now)).toBe(new Date(2026, 4, 13, 9, 30).toISOString().replace(".000Z", "Z")));
test("an instant with a zone stays the same instant", () => expect(readDateTime("2026-06-01T09:30:00+08:00", now)).toBe("2026-06-01T01:30:00Z"));
