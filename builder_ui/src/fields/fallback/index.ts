import { IconText } from "@/ui/icons";
import { later, ok } from "../contract";
import { textType } from "../shared/textType";

/** A type that this build does not know (a plug-in's): shown and edited by the shape of its value. */
export const fallback = textType({
  type: "",
  icon: IconText,
  operators: ["=", "<>", "is_empty", "is_not_empty"],
  inline: false,
  parse: (text) => {
    if (text.trim() === "") return ok(null);
    try {
      return ok(JSON.parse(text));
    } catch {
      return ok(text);
    }
  },
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
