import { IconUsers } from "@/ui/icons";
import { Cell } from "../relation/Cell";
import { relationType } from "../relation/relationType";

export const department = relationType({ type: "department", icon: IconUsers, width: 130, Cell });
