import type { CellProps } from "../contract";
import { asText } from "../shared/textType";

export function Cell({ value }: CellProps) {
  return <span className="cut">{asText(value)}</span>;
}
