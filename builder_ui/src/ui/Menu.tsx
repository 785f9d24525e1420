import { Menu as KitMenu } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import css from "./Menu.module.css";
import type { IconComponent } from "./icons";
import { IconCheck } from "./icons";

export interface MenuItem {
  key: string;
  label: ReactNode;
  icon?: IconComponent;
  /** A second line or a shortcut at the right. */
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

interface MenuProps {
  /** The button that opens it; must take a ref. */
  target: ReactElement;
  sections: readonly MenuSection[];
  align?: "start" | "end";
  width?: number;
}

/** A menu under a button: arrows move, Escape closes, typing jumps. */
export function Menu({ target, sections, align = "end", width = 220 }: Readonly<MenuProps>) {
  return (
    <KitMenu position={align === "end" ? "bottom-end" : "bottom-start"} width={width} offset={4} transitionProps={{ duration: 100 }} classNames={{ dropdown: css.dropdown, item: css.item, label: css.label, divider: css.divider, itemSection: css.section }}>
      <KitMenu.Target>{target}</KitMenu.Target>
      <KitMenu.Dropdown>
        {sections.map((section, at) => (
          <div key={section.key} role="group" aria-label={typeof section.label === "string" ? section.label : undefined}>
            {at > 0 && <KitMenu.Divider />}
            {section.label !== undefined && <KitMenu.Label>{section.label}</KitMenu.Label>}
            {section.items.map((item) => (
              <KitMenu.Item
                key={item.key}
                role={item.checked === undefined ? "menuitem" : "menuitemradio"}
                aria-checked={item.checked}
                disabled={item.disabled}
                data-danger={item.danger || undefined}
                leftSection={item.icon ? <item.icon size={16} /> : undefined}
                rightSection={item.checked ? <IconCheck size={16} /> : item.hint}
                {...(item.href ? { component: "a" as const, href: item.href } : {})}
                onClick={item.onSelect}
              >
                {item.label}
              </KitMenu.Item>
            ))}
          </div>
        ))}
      </KitMenu.Dropdown>
    </KitMenu>
  );
}
