import { IconMail } from "@/ui/icons";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const email = textType({ type: "email", icon: IconMail, named: ["email", "e-mail", "mail", "邮箱", "邮件", "电子邮件"], width: 200, Cell });
