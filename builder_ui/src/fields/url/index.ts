import { IconLink } from "@/ui/icons";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const url = textType({ type: "url", icon: IconLink, width: 200, Cell });
