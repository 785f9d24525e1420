import { IconMail } from "@/ui/icons";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const email = textType({ type: "email", icon: IconMail, width: 200, Cell });
