import type { CellProps } from "../contract";
import { asText } from "../shared/textType";

/** One line in a grid; line breaks become spaces. */
export function Cell({ value }: CellProps) {
  const text = asText(value);
  return <span className="cut" title={text.length > 40 ? text : undefined}>{text.replace(/\s*\n\s*/g, " ")}</span>;
}
