import { Popover as KitPopover } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { useEffect, useRef } from "react";
import css from "./Popover.module.css";

interface PopoverProps {
  target: ReactElement;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "end";
  width?: number | "target";
  /** Name for screen readers; the content is a dialog that does not block the page. */
  label: string;
}

/** Content beside a button; focus moves in and comes back. With `open` it is controlled. */
export function Popover({ target, children, open, onOpenChange, align = "start", width = 320, label }: Readonly<PopoverProps>) {
  // Lists of pickers inside are drawn beside the popover: a press in them is no press outside of it.
  const within = useRef(false);
  useEffect(() => {
    if (!open) return;
    const press = (event: PointerEvent) => {
      within.current = event.target instanceof Element && event.target.closest("[data-portal]") !== null;
    };
    const key = () => {
      within.current = false;
    };
    document.addEventListener("pointerdown", press, true);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("pointerdown", press, true);
      document.removeEventListener("keydown", key, true);
    };
  }, [open]);
  return (
    <KitPopover opened={open} onChange={(next) => { if (next || !within.current) onOpenChange?.(next); }} position={align === "end" ? "bottom-end" : "bottom-start"} width={width} offset={4} trapFocus returnFocus withinPortal transitionProps={{ duration: 100 }} classNames={{ dropdown: css.dropdown }}>
      <KitPopover.Target>{target}</KitPopover.Target>
      <KitPopover.Dropdown aria-label={label}>{children}</KitPopover.Dropdown>
    </KitPopover>
  );
}
