import { useRef } from "react";
import { Popover } from "@/ui/Popover";
import editor from "../shared/editor.module.css";
import type { CellEditorProps } from "../contract";
import { asText } from "../shared/textType";
import { labelOf } from "./index";
import { Steps } from "./Steps";

/** Opens at once; picking is the whole change. */
export function CellEditor({ field, value, onCommit, onCancel }: CellEditorProps) {
  const picked = useRef(false);
  return (
    <div onKeyDown={(event) => event.stopPropagation()}>
      <Popover
        open
        onOpenChange={(open) => !open && !picked.current && onCancel()}
        label={field.label}
        width={420}
        target={<button type="button" className={editor.line} style={{ textAlign: "left" }}>{labelOf(value, field)}</button>}
      >
        <Steps
          field={field}
          value={asText(value)}
          complete={field.settings.complete === true}
          onClose={onCancel}
          onPick={(path) => {
            picked.current = true;
            onCommit(path, "stay");
          }}
        />
      </Popover>
    </div>
  );
}
