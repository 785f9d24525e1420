import type { KeyboardEvent, MouseEvent, ReactElement, ReactNode, Ref } from "react";
import { cloneElement, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { isComposing } from "@/lib/keyboard";
import css from "./Popover.module.css";
import { usePopup } from "./usePopup";

interface TargetProps {
  ref?: Ref<HTMLButtonElement>;
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  "aria-haspopup"?: "dialog";
  "aria-expanded"?: boolean;
}

interface PopoverProps {
  /** The button that opens it; must take a ref. */
  target: ReactElement<TargetProps>;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "end";
  width?: number | "target";
  /** Name for screen readers; the content is a dialog that does not block the page. */
  label: string;
}

const REACHABLE = 'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** Content beside a button; focus moves in and comes back. With `open` it is controlled. */
export function Popover({ target, children, open, onOpenChange, align = "start", width = 320, label }: Readonly<PopoverProps>) {
  const [own, setOwn] = useState(false);
  const shown = open ?? own;
  const anchor = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const set = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  usePopup({ open: shown, anchor, popup, align, width: width === "target" ? "anchor" : width, onAway: () => set(false) });

  useEffect(() => {
    if (!shown) return;
    const box = popup.current;
    (box?.querySelector<HTMLElement>("[data-autofocus]") ?? box?.querySelector<HTMLElement>(REACHABLE) ?? box)?.focus({ preventScroll: true });
    const from = anchor.current;
    return () => {
      // Given back unless the reader has already gone elsewhere.
      if (box?.contains(document.activeElement) || document.activeElement === document.body) from?.focus({ preventScroll: true });
    };
  }, [shown]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const inside = popup.current?.contains(event.target as Node);
    if (event.key === "Escape" && inside && (event.target as HTMLElement).getAttribute("aria-expanded") !== "true") {
      event.stopPropagation();
      event.preventDefault();
      set(false);
    } else if (event.key === "Tab" && inside) {
      const all = [...(popup.current?.querySelectorAll<HTMLElement>(REACHABLE) ?? [])].filter((one) => one.offsetParent !== null);
      const edge = event.shiftKey ? all[0] : all.at(-1);
      if (document.activeElement !== edge) return;
      event.preventDefault();
      (event.shiftKey ? all.at(-1) : all[0])?.focus();
    }
  };

  return (
    <>
      {cloneElement(target, {
        ref: anchor,
        "aria-haspopup": "dialog",
        "aria-expanded": shown,
        ...(open === undefined
          ? {
              onClick: (event: MouseEvent<HTMLButtonElement>) => {
                target.props.onClick?.(event);
                set(!shown);
              },
            }
          : {}),
      })}
      {shown &&
        createPortal(
          <div ref={popup} role="dialog" aria-label={label} tabIndex={-1} data-portal="" className={css.dropdown} onKeyDown={onKeyDown}>
            {children}
          </div>,
          document.body,
        )}
    </>
  );
}
