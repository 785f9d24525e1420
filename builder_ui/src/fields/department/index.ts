import { IconUsers } from "@/ui/icons";
import { Cell } from "../relation/Cell";
import { relationType } from "../relation/relationType";

export const department = relationType({ type: "department", icon: IconUsers, named: ["department", "team", "division", "部门", "团队", "科室"], width: 130, Cell });
