import { useRef, useState } from "react";
import { MultiSelect } from "@/ui/Select";
import { Tag } from "@/ui/Tag";
import type { CellEditorProps } from "../contract";

/** Stays open while options are ticked; closing commits. */
export function CellEditor({ field, value, onCommit, onCancel }: CellEditorProps) {
  const [picked, setPicked] = useState<string[]>(Array.isArray(value) ? value.map(String) : []);
  const latest = useRef(picked);
  const touched = useRef(false);
  return (
    <div onKeyDown={(event) => event.stopPropagation()} style={{ minHeight: "100%", background: "var(--bg)" }}>
      <MultiSelect
        bare
        startOpen
        label={field.label}
        value={picked}
        options={(field.settings.options ?? []).map((option) => ({ value: option.id, label: option.label, shown: <Tag color={option.color}>{option.label}</Tag> }))}
        onChange={(next) => {
          touched.current = true;
          latest.current = next;
          setPicked(next);
        }}
        onClosed={() => (touched.current ? onCommit(latest.current, "stay") : onCancel())}
      />
    </div>
  );
}
