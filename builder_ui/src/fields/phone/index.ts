import { IconPhone } from "@/ui/icons";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const phone = textType({ type: "phone", icon: IconPhone, width: 140, Cell });
