import type { RefObject } from "react";
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { IconChevronRight, IconFormula } from "@/ui/icons";
import { usePopup } from "@/ui/usePopup";
import css from "./expression.module.css";
import type { Suggestion } from "./suggest";

interface SuggestionListProps {
  id: string;
  anchor: RefObject<HTMLElement | null>;
  found: readonly Suggestion[];
  active: string;
  onTake: (one: Suggestion) => void;
  onAway: () => void;
}

function Icon({ one }: Readonly<{ one: Suggestion }>) {
  const type = one.kind === "option" ? "select" : (one.field?.field_type ?? (one.leads ? "relation" : "text"));
  const Shape = one.kind === "function" ? IconFormula : fieldType(type).icon;
  return <Shape size={15} />;
}

/** What can be meant, under the word that is typed; the keys stay with the text box. */
export function SuggestionList({ id, anchor, found, active, onTake, onAway }: Readonly<SuggestionListProps>) {
  const t = useT("expression");
  const popup = useRef<HTMLDivElement>(null);
  usePopup({ open: true, anchor, popup, align: "start", width: 380, onAway });
  useEffect(() => {
    popup.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return createPortal(
    <div ref={popup} data-portal="" className={css.popup}>
      <ul id={id} role="listbox" aria-label={t("expression:suggestions")} className={css.list}>
        {found.map((one) => (
          <li
            key={one.key}
            id={`${id}-${one.key}`}
            role="option"
            aria-selected={one.key === active}
            className={css.option}
            // The focus stays in the text.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(one)}
          >
            <Icon one={one} />
            <span className={css.optionText}>
              <span className={css.optionHead}>
                <b>{one.label}</b>
                <span className="cut">{one.hint}</span>
              </span>
              {one.note && <span className={css.optionNote}>{one.note}</span>}
            </span>
            {one.leads && <IconChevronRight size={14} />}
          </li>
        ))}
      </ul>
    </div>,
    document.body,
  );
}
