import { IconRollup } from "@/ui/icons";
import { computedType } from "../shared/computedType";

export const rollup = computedType({ type: "rollup", icon: IconRollup });
