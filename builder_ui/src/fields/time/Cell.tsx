import { formatTime } from "@/lib/readTime";
import type { CellProps } from "../contract";
import { asText } from "../shared/textType";

export function Cell({ value }: CellProps) {
  return <span className="cut num">{formatTime(asText(value))}</span>;
}
