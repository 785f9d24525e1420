import { IconRelation } from "@/ui/icons";
import { Cell } from "./Cell";
import { relationType } from "./relationType";

export const relation = relationType({ type: "relation", icon: IconRelation, Cell });
