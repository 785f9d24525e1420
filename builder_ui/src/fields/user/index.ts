import { IconUser } from "@/ui/icons";
import { relationType } from "../relation/relationType";
import { Cell } from "./Cell";

export const user = relationType({ type: "user", icon: IconUser, named: ["owner", "assignee", "responsible", "manager", "salesperson", "handled by", "assigned to", "approver", "负责人", "经办人", "跟进人", "审批人", "业务员", "员工", "成员", "处理人"], width: 130, Cell });
