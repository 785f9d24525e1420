import type { KeyboardEvent, ReactElement, ReactNode, Ref } from "react";
import { cloneElement, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import css from "./Menu.module.css";
import type { IconComponent } from "./icons";
import { IconCheck } from "./icons";
import { usePopup } from "./usePopup";

export interface MenuItem {
  key: string;
  label: ReactNode;
  icon?: IconComponent | undefined;
  /** At the right: a shortcut, a role. */
  hint?: ReactNode;
  onSelect?: () => void;
  href?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Set for choices: shows a tick and the right role. */
  checked?: boolean;
}

export interface MenuSection {
  key: string;
  label?: ReactNode;
  items: readonly MenuItem[];
}

interface TargetProps {
  ref?: Ref<HTMLButtonElement>;
  id?: string;
  onClick?: (event: React.MouseEvent) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
  "aria-controls"?: string | undefined;
}

interface MenuProps {
  /** The button that opens it; must take a ref. */
  target: ReactElement<TargetProps>;
  sections: readonly MenuSection[];
  align?: "start" | "end";
  width?: number;
}

/** A menu under a button: arrows move, Escape closes, typing jumps. */
export function Menu({ target, sections, align = "end", width = 220 }: Readonly<MenuProps>) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const close = (refocus = true) => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };

  usePopup({ open, anchor: button, popup: list, align, width, onAway: () => setOpen(false) });

  useLayoutEffect(() => {
    if (!open) return;
    const box = list.current;
    (box?.querySelector<HTMLElement>('[aria-checked="true"]:not([disabled])') ?? box?.querySelector<HTMLElement>("[role^=menuitem]:not([disabled])"))?.focus({ preventScroll: true });
  }, [open]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not([disabled])") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    event.stopPropagation();
    if (event.key === "Escape") close();
    else if (event.key === "Tab") return setOpen(false);
    else if (event.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
    else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length]?.focus();
    else if (event.key === "Home") items[0]?.focus();
    else if (event.key === "End") items.at(-1)?.focus();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
      const wanted = event.key.toLowerCase();
      [...items.slice(at + 1), ...items].find((item) => item.textContent?.trim().toLowerCase().startsWith(wanted))?.focus();
    } else return;
    event.preventDefault();
  };

  const own = target.props;
  return (
    <>
      {cloneElement(target, {
        ref: button,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        onClick: (event) => {
          own.onClick?.(event);
          setOpen(!open);
        },
        onKeyDown: (event) => {
          own.onKeyDown?.(event);
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          setOpen(true);
        },
      })}
      {open &&
        createPortal(
          <div ref={list} id={id} role="menu" aria-label={button.current?.getAttribute("aria-label") ?? button.current?.textContent ?? undefined} className={css.dropdown} data-portal="" onKeyDown={onKeyDown}>
            {sections.map((section, at) => (
              <div key={section.key} role="group" aria-label={typeof section.label === "string" ? section.label : undefined}>
                {at > 0 && <div className={css.divider} role="separator" />}
                {section.label !== undefined && <div className={css.label} role="presentation">{section.label}</div>}
                {section.items.map((item) => (
                  <Item key={item.key} item={item} onDone={close} />
                ))}
              </div>
            ))}
          </div>,
          document.body,
        )}
    </>
  );
}

function Item({ item, onDone }: Readonly<{ item: MenuItem; onDone: () => void }>) {
  const inside = (
    <>
      {item.icon && <item.icon size={16} />}
      <span className={css.text}>{item.label}</span>
      {item.checked ? <IconCheck size={16} /> : item.hint !== undefined && <span className={css.hint}>{item.hint}</span>}
    </>
  );
  if (item.href) return <a role="menuitem" tabIndex={-1} className={css.item} href={item.href} onClick={onDone}>{inside}</a>;
  return (
    <button
      type="button"
      role={item.checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={item.checked}
      tabIndex={-1}
      disabled={item.disabled}
      className={css.item}
      data-danger={item.danger || undefined}
      onMouseMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={() => {
        onDone();
        item.onSelect?.();
      }}
    >
      {inside}
    </button>
  );
}
