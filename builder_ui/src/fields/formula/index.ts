import { IconFormula } from "@/ui/icons";
import { computedType } from "../shared/computedType";

export const formula = computedType({ type: "formula", icon: IconFormula });
