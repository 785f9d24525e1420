import "@mantine/core/styles/Popover.layer.css";
import { Popover as KitPopover } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
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
  return (
    <KitPopover opened={open} onChange={onOpenChange} position={align === "end" ? "bottom-end" : "bottom-start"} width={width} offset={4} trapFocus returnFocus withinPortal transitionProps={{ duration: 100 }} classNames={{ dropdown: css.dropdown }}>
      <KitPopover.Target>{target}</KitPopover.Target>
      <KitPopover.Dropdown aria-label={label}>{children}</KitPopover.Dropdown>
    </KitPopover>
  );
}
