import { IconLongText } from "@/ui/icons";
import { later } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const longText = textType({
  type: "long_text",
  icon: IconLongText,
  wide: true,
  named: ["description", "notes", "note", "comment", "comments", "remark", "remarks", "details", "summary", "content", "feedback", "message", "备注", "说明", "描述", "内容", "详情", "意见", "评论", "反馈", "简介", "摘要"],
  width: 240,
  bulky: true,
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
