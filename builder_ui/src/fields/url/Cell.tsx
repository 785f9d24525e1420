import type { CellProps } from "../contract";
import { asText } from "../shared/textType";

/** Without the part that every address shares. */
export function Cell({ value }: CellProps) {
  return <span className="cut">{asText(value).replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")}</span>;
}
