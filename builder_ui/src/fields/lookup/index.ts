import { IconLookup } from "@/ui/icons";
import { computedType } from "../shared/computedType";

export const lookup = computedType({ type: "lookup", icon: IconLookup });
