import { IconLink } from "@/ui/icons";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const url = textType({ type: "url", icon: IconLink, named: ["url", "website", "web site", "link", "homepage", "网址", "网站", "链接", "官网"], width: 200, Cell });
