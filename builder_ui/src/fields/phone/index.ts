import { IconPhone } from "@/ui/icons";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const phone = textType({ type: "phone", icon: IconPhone, named: ["phone", "mobile", "cell", "tel", "telephone", "fax", "电话", "手机", "联系方式", "座机", "传真"], width: 140, Cell });
