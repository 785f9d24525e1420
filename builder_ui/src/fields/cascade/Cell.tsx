import { Tag } from "@/ui/Tag";
import type { CellProps } from "../contract";
import { isEmptyValue } from "../contract";
import { labelOf } from "./index";
import { optionsOf } from "./tree";

export function Cell({ field, value }: CellProps) {
  if (isEmptyValue(value)) return null;
  const color = optionsOf(field).find((option) => option.id === value)?.color;
  const label = labelOf(value, field);
  return color ? <Tag color={color}>{label}</Tag> : <span className="cut">{label}</span>;
}
