import type { Ref } from "react";
import { Button, IconButton } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import type { IconComponent } from "@/ui/icons";
import css from "./viewbar.module.css";

interface ToolButtonProps {
  icon: IconComponent;
  label: string;
  /** How many are in effect: shown on a phone, where the label is not. */
  count?: number;
  active?: boolean;
  open?: boolean;
  pressed?: boolean;
  onClick: () => void;
  ref?: Ref<HTMLButtonElement>;
}

/** A button of the view bar: with its words where there is room, as an icon with the same name on a phone. */
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
  const phone = usePhone();
  const shared = {
    ...rest,
    ref,
    onClick,
    "aria-expanded": open,
    "aria-pressed": pressed,
    className: active ? css.active : undefined,
  };
  if (phone) return <IconButton {...shared} icon={icon} label={label} badge={count} />;
  return (
    <Button {...shared} size="sm" look="quiet" icon={icon}>
      {label}
    </Button>
  );
}
