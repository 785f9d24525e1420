import { Tag } from "@/ui/Tag";
import type { CellProps } from "../contract";
import { isEmptyValue } from "../contract";
import { asText } from "../shared/textType";

export function Cell({ field, value }: CellProps) {
  if (isEmptyValue(value)) return null;
  const option = field.settings.options?.find((one) => one.id === value);
  return <Tag color={option?.color}>{option?.label ?? asText(value)}</Tag>;
}
