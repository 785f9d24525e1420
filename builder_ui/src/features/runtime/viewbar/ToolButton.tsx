import type { Ref } from "react";
import { createContext, useContext } from "react";
import { Button, IconButton } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import type { IconComponent } from "@/ui/icons";
import css from "./viewbar.module.css";

interface ToolButtonProps {
  icon: IconComponent;
  label: string;
  /** How many are in effect: shown where the label is not. */
  count?: number;
  active?: boolean;
  open?: boolean;
  pressed?: boolean;
  onClick: () => void;
  ref?: Ref<HTMLButtonElement>;
}

/** Whether the bar has so little room that its tools show as icons. */
export const NarrowBar = createContext(false);

/** A button of the view bar: with its words where there is room, as an icon with the same name where there is not. */
export function ToolButton({
  icon,
  label,
  count = 0,
  active = false,
  open,
  pressed,
  onClick,
  ref,
  ...rest
}: Readonly<ToolButtonProps>) {
  const narrow = useContext(NarrowBar);
  const phone = usePhone();
  const shared = {
    ...rest,
    ref,
    onClick,
    "aria-expanded": open,
    "aria-pressed": pressed,
    className: active ? css.active : undefined,
  };
  if (narrow) return <IconButton {...shared} size={phone ? "md" : "sm"} icon={icon} label={label} badge={count} />;
  return (
    <Button {...shared} size="sm" look="quiet" icon={icon}>
      {label}
    </Button>
  );
}
