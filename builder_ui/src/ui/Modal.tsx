import "@mantine/core/styles/UnstyledButton.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/Paper.layer.css";
import "@mantine/core/styles/ScrollArea.layer.css";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";
import "@mantine/core/styles/Drawer.layer.css";
import { Drawer as KitDrawer, Modal as KitModal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTopLayer } from "./layers";
import css from "./Modal.module.css";
import { usePhone } from "./hooks";

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

/** A dialog; on phones it takes the whole screen. Focus is trapped, Escape closes the topmost one only. */
export function Modal({ open, onClose, title, children, footer, size = "md", closable = true }: Readonly<ModalProps>) {
  const { t } = useTranslation();
  const phone = usePhone();
  const top = useTopLayer(open);
  return (
    <KitModal
      opened={open}
      onClose={onClose}
      title={title}
      size={WIDTH[size]}
      fullScreen={phone && size !== "sm"}
      centered={size === "sm"}
      yOffset="8vh"
      closeOnEscape={top && closable}
      closeOnClickOutside={false}
      withCloseButton={closable}
      trapFocus={top}
      closeButtonProps={{ "aria-label": t("common:close"), size: 32 }}
      transitionProps={{ duration: 120, transition: "fade" }}
      overlayProps={{ color: "var(--backdrop)", backgroundOpacity: 1 }}
      classNames={{ content: css.content, header: css.header, title: css.title, body: css.body, overlay: css.overlay, close: css.close }}
    >
      <div className={css.scroll}>{children}</div>
      {footer && <div className={css.footer}>{footer}</div>}
    </KitModal>
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
  const { t } = useTranslation();
  const top = useTopLayer(open);
  return (
    <KitDrawer
      opened={open}
      onClose={onClose}
      title={title}
      position={side}
      size={size}
      closeOnEscape={top}
      trapFocus={top}
      closeButtonProps={{ "aria-label": t("common:close"), size: 32 }}
      transitionProps={{ duration: 150 }}
      overlayProps={{ color: "var(--backdrop)", backgroundOpacity: 1 }}
      classNames={{ content: css.sheet, header: css.header, title: css.title, body: css.sheetBody, close: css.close }}
    >
      {children}
    </KitDrawer>
  );
}
