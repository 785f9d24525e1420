import type { CellProps } from "../contract";
import { asText } from "../shared/textType";
import { Shown } from "./Shown";

export function Whole({ value }: CellProps) {
  return <Shown html={asText(value)} />;
}
