import { expect, test } from "vitest";
import { typeNamed } from "./guess";

test.each([
  ["电话", "phone"], ["手机号码", "phone"], ["Mobile phone", "phone"], ["E-mail", "email"], ["电子邮件", "email"], ["签约日期", "date"], ["Due date", "date"], ["开始时间", "datetime"],
  ["合同金额", "money"], ["Unit price", "money"], ["数量", "number"], ["Qty", "number"], ["完成比例", "percent"], ["客户状态", "select"], ["Priority", "select"], ["标签", "multi_select"],
  ["是否有效", "yes_no"], ["备注", "long_text"], ["Description", "long_text"], ["收货地址", "address"], ["负责人", "user"], ["Owner", "user"], ["所属部门", "department"], ["附件", "file"],
  ["订单编号", "serial"], ["订单明细", "subform"], ["网址", "url"], ["公司名称", null], ["Name", null], ["", null],
])("a field called %s suggests %s", (name, type) => expect(typeNamed(name)).toBe(type));

test("only what is offered is suggested", () => expect(typeNamed("电话", ["text", "date"])).toBeNull());
