import type { CellProps } from "../contract";
import { asText } from "../shared/textType";
import { plainText } from "./markup";

export function Cell({ value }: CellProps) {
  return <span className="cut">{plainText(asText(value)).replaceAll("\n", " · ")}</span>;
}
