import type { KeyboardEvent, ReactNode } from "react";
import { useEffect, useId, useRef } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/lib/keyboard";
import { IconButton } from "./Button";
import { usePhone } from "./hooks";
import { IconX } from "./icons";
import { useTopLayer } from "./layers";
import css from "./Modal.module.css";

const REACHABLE = 'a[href], button:not([disabled]), input:not([disabled], [type="hidden"], [hidden]), textarea:not([disabled]), select:not([disabled]), [tabindex]:not([tabindex="-1"])';

interface LayerProps {
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  closable: boolean;
  /** A press beside it closes it. */
  light: boolean;
  className: string;
  style?: React.CSSProperties | undefined;
}

/** What dialogs and sheets share: above the page, focus kept inside and given back, Escape for the topmost alone. */
function Layer({ onClose, title, children, closable, light, className, style }: Readonly<LayerProps>) {
  const { t } = useTranslation();
  const id = useId();
  const top = useTopLayer(true);
  const panel = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const box = panel.current;
    const body = box?.querySelector<HTMLElement>("[data-body]");
    (box?.querySelector<HTMLElement>("[data-autofocus]") ?? body?.querySelector<HTMLElement>(REACHABLE) ?? box)?.focus({ preventScroll: true });
    return () => {
      // What opened it may be gone by now (a menu item): then the page keeps the focus where it is.
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  useEffect(() => {
    if (!top || !closable) return;
    // A list or a calendar that is open inside takes the key first; by the time the key bubbles up it is closed already.
    let taken = false;
    const onWayDown = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      taken = target.closest('[aria-expanded="true"]') !== null || (target !== document.body && !panel.current?.contains(target));
    };
    const onWayUp = (event: globalThis.KeyboardEvent) => {
      if (event.key === "Escape" && !taken && !isComposing(event) && !event.defaultPrevented) close.current();
    };
    document.addEventListener("keydown", onWayDown, true);
    document.addEventListener("keydown", onWayUp);
    return () => {
      document.removeEventListener("keydown", onWayDown, true);
      document.removeEventListener("keydown", onWayUp);
    };
  }, [top, closable]);

  const keepInside = (event: KeyboardEvent) => {
    if (event.key !== "Tab" || !panel.current?.contains(event.target as Node)) return;
    const all = [...panel.current.querySelectorAll<HTMLElement>(REACHABLE)].filter((one) => one.offsetParent !== null);
    const [first, last] = [all[0], all.at(-1)];
    const at = document.activeElement;
    if (event.shiftKey && (at === first || at === panel.current)) last?.focus();
    else if (!event.shiftKey && at === last) first?.focus();
    else return;
    event.preventDefault();
  };

  return createPortal(
    <div className={css.overlay} data-portal="" onMouseDown={(event) => light && event.target === event.currentTarget && onClose()}>
      <div ref={panel} role="dialog" aria-modal="true" aria-labelledby={id} tabIndex={-1} className={className} style={style} onKeyDown={keepInside}>
        <header className={css.header}>
          <h2 id={id} className={css.title}>{title}</h2>
          {closable && <IconButton icon={IconX} label={t("common:close")} onClick={onClose} />}
        </header>
        {children}
      </div>
    </div>,
    document.body,
  );
}

export interface ModalProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Stays in view below the scrolling body: the buttons. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg" | "xl";
  /** False while something runs that must not be left by accident. */
  closable?: boolean;
}

const WIDTH = { sm: 420, md: 560, lg: 760, xl: 1040 };

/** A dialog; on phones it takes the whole screen. */
export function Modal({ open, onClose, title, children, footer, size = "md", closable = true }: Readonly<ModalProps>) {
  const phone = usePhone();
  if (!open) return null;
  const full = phone && size !== "sm";
  return (
    <Layer onClose={onClose} title={title} closable={closable} light={false} className={full ? `${css.dialog} ${css.full}` : `${css.dialog} ${css[size]}`} style={full ? undefined : { width: WIDTH[size] }}>
      <div className={css.scroll} data-body="">{children}</div>
      {footer && <div className={css.footer}>{footer}</div>}
    </Layer>
  );
}

export interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  side?: "left" | "right" | "bottom";
  size?: number | string;
}

/** A panel from the edge: navigation and pickers on phones. */
export function Sheet({ open, onClose, title, children, side = "right", size = 320 }: Readonly<SheetProps>) {
  if (!open) return null;
  return (
    <Layer onClose={onClose} title={title} closable light className={`${css.sheet} ${css[side]}`} style={side === "bottom" ? { maxHeight: size } : { width: size }}>
      <div className={css.sheetBody} data-body="">{children}</div>
    </Layer>
  );
}
