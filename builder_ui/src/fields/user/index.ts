import { IconUser } from "@/ui/icons";
import { relationType } from "../relation/relationType";
import { Cell } from "./Cell";

export const user = relationType({ type: "user", icon: IconUser, width: 130, Cell });
