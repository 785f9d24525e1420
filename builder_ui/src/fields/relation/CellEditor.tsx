import { useRef, useState } from "react";
import type { CellEditorProps } from "../contract";
import { RelationPicker } from "./RelationPicker";
import type { Linked } from "./titles";
import { linkedOf } from "./titles";

/** One link: picking commits. Several: leaving the editor commits. */
export function CellEditor({ field, value, place, typed, onCommit, onCancel }: CellEditorProps) {
  const many = field.settings.many === true;
  const [picked, setPicked] = useState<readonly Linked[]>(linkedOf(value));
  const ended = useRef(false);
  const changed = useRef(false);
  const commit = (links: readonly Linked[], then: "stay" | "down" | "right" | "left") => {
    if (ended.current) return;
    ended.current = true;
    if (changed.current) onCommit(many ? links.map((one) => ({ ...one })) : links[0] ? { ...links[0] } : null, then);
    else onCancel();
  };
  return (
    <RelationPicker
      field={field}
      place={place}
      many={many}
      bare
      startOpen
      startText={typed ?? ""}
      picked={picked}
      required={field.required}
      onChange={(links) => {
        changed.current = true;
        setPicked(links);
        if (!many && links.length > 0) commit(links, "stay");
      }}
      onBlur={() => setTimeout(() => commit(picked, "stay"), 150)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") {
          ended.current = true;
          onCancel();
        } else if (event.key === "Tab") {
          event.preventDefault();
          commit(picked, event.shiftKey ? "left" : "right");
        }
      }}
    />
  );
}
