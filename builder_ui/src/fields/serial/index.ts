import { IconSerial } from "@/ui/icons";
import { later } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

/** Given by the server, never typed. */
export const serial = textType({ type: "serial", icon: IconSerial, width: 140, inline: false, bulky: true, Cell, FormInput: later(() => import("./FormInput"), "FormInput") });
