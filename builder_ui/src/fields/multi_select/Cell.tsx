import { Tag } from "@/ui/Tag";
import type { CellProps } from "../contract";
import css from "../shared/editor.module.css";

export function Cell({ field, value }: CellProps) {
  if (!Array.isArray(value)) return null;
  return (
    <span className={css.chips}>
      {value.map((id) => {
        const option = field.settings.options?.find((one) => one.id === id);
        return <Tag key={String(id)} color={option?.color}>{option?.label ?? String(id)}</Tag>;
      })}
    </span>
  );
}
