import { IconText } from "@/ui/icons";
import { textType } from "../shared/textType";

export const text = textType({ type: "text", icon: IconText });
