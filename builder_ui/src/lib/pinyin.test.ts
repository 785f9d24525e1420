import { expect, test } from "vitest";
import { initialsOf } from "./pinyin";

test.each([["客户", "kh"], ["商机", "sj"], ["联系人", "lxr"], ["订单", "dd"], ["跟进计划", "gjjh"], ["自动化运行", "zdhyx"], ["工作台", "gzt"], ["CRM 客户", "crm kh"], ["", ""]])("%s is found by %s", (text, initials) => expect(initialsOf(text)).toBe(initials));
