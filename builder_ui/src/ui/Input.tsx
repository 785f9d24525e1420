import type { ComponentPropsWithRef, ReactNode } from "react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useState } from "react";
import { IconButton } from "./Button";
import type { IconComponent } from "./icons";
import { IconAlert, IconEye, IconEyeOff } from "./icons";
import css from "./Input.module.css";

export interface BareInputProps extends ComponentPropsWithRef<"input"> {
  icon?: IconComponent;
  invalid?: boolean;
  alignRight?: boolean;
  /** No border of its own: inside a grid cell. */
  bare?: boolean;
  end?: ReactNode;
}

/** The text box alone, without label: forms put it into a Frame. */
export function Input({ icon: Icon, invalid = false, alignRight = false, bare = false, end, className, ...rest }: BareInputProps) {
  const names = [css.input, alignRight ? css.right : "", bare ? css.bare : "", Icon ? css.withIcon : "", end ? css.withEnd : "", className ?? ""].join(" ").trim();
  const input = <input {...rest} className={names} aria-invalid={invalid || rest["aria-invalid"] || undefined} />;
  if (!Icon && !end) return input;
  return (
    <div className={css.wrap}>
      {Icon && <Icon size={16} />}
      {input}
      {end && <span className={css.end}>{end}</span>}
    </div>
  );
}

/** Several lines. */
export function TextArea({ invalid = false, className, ...rest }: ComponentPropsWithRef<"textarea"> & { invalid?: boolean }) {
  return <textarea rows={3} {...rest} className={`${css.input} ${className ?? ""}`} aria-invalid={invalid || rest["aria-invalid"] || undefined} />;
}

export interface FrameProps {
  label: ReactNode;
  /** The id of the control inside; message and help take ids derived from it. */
  htmlFor: string;
  required?: boolean;
  help?: ReactNode;
  error?: ReactNode;
  children: ReactNode;
  /** Several controls under one name (radio buttons, rows): a fieldset with a legend. */
  group?: boolean;
  /** Kept for screen readers alone: what stands above already says it. */
  hideLabel?: boolean;
}

/** Label above, control, help and message below, tied together by ids. */
export function Frame({ label, htmlFor, required = false, help, error, children, group = false, hideLabel = false }: Readonly<FrameProps>) {
  const mark = required && <span className={css.star} aria-hidden="true">*</span>;
  const below = (
    <>
      {help && <p className={css.help} id={`${htmlFor}-help`}>{help}</p>}
      {error && <p className={css.error} id={`${htmlFor}-error`}><IconAlert size={14} /><span>{error}</span></p>}
    </>
  );
  if (group) {
    return (
      <div role="group" aria-labelledby={`${htmlFor}-label`} className={css.frame} data-field={htmlFor}>
        <span className={hideLabel ? "vh" : css.label} id={`${htmlFor}-label`}>{label}{mark}</span>
        {children}
        {below}
      </div>
    );
  }
  return (
    <div className={css.frame} data-field={htmlFor}>
      <label className={hideLabel ? "vh" : css.label} htmlFor={htmlFor} id={`${htmlFor}-label`}>{label}{mark}</label>
      {children}
      {below}
    </div>
  );
}

/** What a control inside a Frame names in aria-describedby. */
export const describedBy = (id: string, has: { help?: unknown; error?: unknown }): string | undefined =>
  [has.error ? `${id}-error` : "", has.help ? `${id}-help` : ""].filter(Boolean).join(" ") || undefined;

export type TextInputProps = Omit<BareInputProps, "id"> & { label: ReactNode; help?: ReactNode; error?: ReactNode; id?: string };

/** Label and text box in one. */
export function TextInput({ label, help, error, required, id, ...rest }: TextInputProps) {
  const own = useId();
  const key = id ?? own;
  return (
    <Frame label={label} htmlFor={key} required={required ?? false} help={help} error={error}>
      <Input {...rest} id={key} required={required} invalid={Boolean(error)} aria-describedby={describedBy(key, { help, error })} />
    </Frame>
  );
}

/** A password with a button that shows it. */
export function PasswordInput(props: Omit<TextInputProps, "type" | "end">) {
  const { t } = useTranslation();
  const [shown, show] = useState(false);
  return (
    <TextInput
      {...props}
      type={shown ? "text" : "password"}
      end={<IconButton size="sm" icon={shown ? IconEyeOff : IconEye} label={shown ? t("common:hide_password") : t("common:show_password")} aria-pressed={shown} onClick={() => show(!shown)} />}
    />
  );
}

type CheckProps = Omit<ComponentPropsWithRef<"input">, "type"> & { label: ReactNode; hideLabel?: boolean };

export function Checkbox({ label, hideLabel = false, className, ...rest }: CheckProps) {
  return (
    <label className={`${css.check} ${className ?? ""}`}>
      <input type="checkbox" {...rest} />
      <span className={hideLabel ? "vh" : undefined}>{label}</span>
    </label>
  );
}

export function Switch({ label, hideLabel = false, className, ...rest }: CheckProps) {
  return (
    <label className={`${css.check} ${className ?? ""}`}>
      <input type="checkbox" role="switch" {...rest} className={css.switch} />
      <span className={hideLabel ? "vh" : undefined}>{label}</span>
    </label>
  );
}

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
}

/** Two to four choices side by side. */
export function Segmented<T extends string>({ label, value, options, onChange }: Readonly<SegmentedProps<T>>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={css.seg}>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </div>
  );
}
