import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef, ReactNode } from "react";
import css from "./Button.module.css";
import type { IconComponent } from "./icons";
import { Spinner } from "./Spinner";

type Look = "primary" | "default" | "quiet" | "danger";
type Size = "sm" | "md" | "lg";

interface Common {
  look?: Look;
  size?: Size;
  icon?: IconComponent;
  iconAfter?: IconComponent;
  busy?: boolean;
  wide?: boolean;
}

function classes(look: Look, size: Size, wide: boolean, own?: string): string {
  return [css.button, css[look], css[size], wide ? css.wide : "", own ?? ""].join(" ").trim();
}

function Inner({ icon: Icon, iconAfter: After, busy, children }: Common & { children?: ReactNode }) {
  return (
    <>
      {busy ? <Spinner size={15} /> : Icon ? <Icon size={16} /> : null}
      {children !== undefined && <span className={css.label}>{children}</span>}
      {After && <After size={16} />}
    </>
  );
}

export type ButtonProps = Common & ComponentPropsWithRef<"button">;

/** A verb. `busy` keeps the width, shows the spinner and ignores presses. */
export function Button({ look = "default", size = "md", icon, iconAfter, busy = false, wide = false, className, children, disabled, type = "button", onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classes(look, size, wide, className)}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      <Inner icon={icon} iconAfter={iconAfter} busy={busy}>{children}</Inner>
    </button>
  );
}

type AnchorProps = Common & ComponentPropsWithRef<"a">;

function Anchor({ look = "default", size = "md", icon, iconAfter, wide = false, className, children, busy: _busy, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={classes(look, size, wide, className)}>
      <Inner icon={icon} iconAfter={iconAfter}>{children}</Inner>
    </a>
  );
}

/** A link that looks like a button; takes the router's `to`, `params`, `search`. */
export const LinkButton = createLink(Anchor);

export type IconButtonProps = Omit<ComponentPropsWithRef<"button">, "aria-label"> & {
  icon: IconComponent;
  label: string;
  size?: Size;
  look?: "quiet" | "default" | "danger";
  badge?: number;
  busy?: boolean;
};

/** An icon alone: the label is its name for screen readers and its tooltip. */
export function IconButton({ icon: Icon, label, size = "md", look = "quiet", badge = 0, busy = false, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} title={rest.title ?? label} aria-label={label} className={[css.button, css.icon, css[look], css[size], className ?? ""].join(" ")}>
      {busy ? <Spinner size={15} /> : <Icon size={size === "sm" ? 15 : 18} />}
      {badge > 0 && <span className={css.badge} aria-hidden="true">{badge > 99 ? "99+" : badge}</span>}
    </button>
  );
}
