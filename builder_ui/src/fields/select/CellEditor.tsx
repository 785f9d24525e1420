import { useRef } from "react";
import { Select } from "@/ui/Select";
import { Tag } from "@/ui/Tag";
import type { CellEditorProps } from "../contract";
import { allowedOptions } from "./allowed";

/** Opens at once; picking commits, Escape leaves. */
export function CellEditor({ field, value, onCommit, onCancel }: CellEditorProps) {
  const picked = useRef(false);
  return (
    <div onKeyDown={(event) => event.stopPropagation()} style={{ height: "100%" }}>
      <Select
        bare
        startOpen
        label={field.label}
        value={typeof value === "string" ? value : null}
        clearable={!field.required}
        options={allowedOptions(field, value).map((option) => ({ value: option.id, label: option.label, shown: <Tag color={option.color}>{option.label}</Tag> }))}
        onChange={(next) => {
          picked.current = true;
          onCommit(next, "stay");
        }}
        onClosed={() => setTimeout(() => !picked.current && onCancel(), 0)}
      />
    </div>
  );
}
