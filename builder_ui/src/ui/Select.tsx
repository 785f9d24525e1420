import type { KeyboardEvent, ReactNode } from "react";
import { useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/lib/keyboard";
import { matches } from "@/lib/match";
import { IconCheck, IconChevronDown, IconX } from "./icons";
import css from "./Select.module.css";
import { usePopup } from "./usePopup";

export interface Choice {
  value: string;
  label: string;
  /** What is shown instead of the plain label (a tag, an avatar and a name). */
  shown?: ReactNode;
  disabled?: boolean;
}

interface Shared {
  id?: string;
  options: readonly Choice[];
  placeholder?: string;
  /** Name when no visible label points at it. */
  label?: string;
  labelledBy?: string;
  describedBy?: string;
  invalid?: boolean;
  disabled?: boolean;
  required?: boolean;
  bare?: boolean;
  startOpen?: boolean;
  onBlur?: () => void;
  onClosed?: () => void;
  size?: "sm" | "md";
}

export interface SelectProps extends Shared {
  value: string | null;
  onChange: (value: string | null) => void;
  clearable?: boolean;
}

export interface MultiSelectProps extends Shared {
  value: readonly string[];
  onChange: (value: string[]) => void;
}

const SEARCH_FROM = 8;

interface PickProps extends Shared {
  picked: readonly string[];
  multiple: boolean;
  clearable: boolean;
  pick: (value: string) => void;
  clear: () => void;
}

function Pick({ id, options, placeholder, label, labelledBy, describedBy, invalid, disabled, required, bare, startOpen = false, onBlur, onClosed, size, picked, multiple, clearable, pick, clear }: Readonly<PickProps>) {
  const { t } = useTranslation();
  const list = useId();
  const [open, setOpen] = useState(startOpen);
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const searchable = options.length >= SEARCH_FROM;
  const shown = search ? options.filter((option) => matches(option.label, search)) : options;
  const chosen = picked.map((value) => options.find((option) => option.value === value) ?? { value, label: value });

  const close = (refocus: boolean) => {
    if (!open) return;
    setOpen(false);
    setSearch("");
    if (refocus) button.current?.focus();
    onClosed?.();
  };
  const show = () => {
    setAt(Math.max(0, options.findIndex((option) => picked.includes(option.value))));
    setOpen(true);
  };
  usePopup({ open, anchor: button, popup, align: "start", width: "anchor", onAway: () => close(false) });

  useEffect(() => {
    if (open && searchable) box.current?.focus({ preventScroll: true });
    else if (open) button.current?.focus({ preventScroll: true });
  }, [open, searchable]);
  useEffect(() => {
    if (open) popup.current?.querySelector('[data-at="true"]')?.scrollIntoView({ block: "nearest" });
  }, [open, at]);

  const take = (option: Choice | undefined) => {
    if (!option || option.disabled) return;
    pick(option.value);
    if (!multiple) close(true);
  };
  const move = (by: number) => setAt((old) => (shown.length ? (old + by + shown.length) % shown.length : 0));

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const { key } = event;
    if (!open) {
      if (key !== "ArrowDown" && key !== "ArrowUp" && key !== "Enter" && key !== " ") return;
      show();
    } else if (key === "ArrowDown") move(1);
    else if (key === "ArrowUp") move(-1);
    else if (key === "Home" && !searchable) setAt(0);
    else if (key === "End" && !searchable) setAt(shown.length - 1);
    else if (key === "Enter" || (key === " " && !searchable)) take(shown[at]);
    else if (key === "Escape") close(true);
    else if (key === "Tab") return close(searchable);
    else if (!searchable && key.length === 1) {
      const found = [...shown.keys()].map((step) => (at + 1 + step) % shown.length).find((index) => shown[index]?.label.toLowerCase().startsWith(key.toLowerCase()));
      if (found === undefined) return;
      setAt(found);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const active = open && shown[at] ? `${list}-${at}` : undefined;
  return (
    <>
      <button
        ref={button}
        type="button"
        id={id}
        disabled={disabled}
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-activedescendant={searchable ? undefined : active}
        aria-label={label}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy || undefined}
        aria-invalid={invalid || undefined}
        aria-required={required || undefined}
        className={[css.target, bare ? css.bare : "", size === "sm" ? css.small : ""].join(" ")}
        data-clear={clearable && picked.length > 0 && !disabled ? "" : undefined}
        onClick={() => (open ? close(true) : show())}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          if (!popup.current?.contains(event.relatedTarget)) onBlur?.();
        }}
      >
        <span className={css.value}>
          {chosen.length === 0 ? <span className={css.placeholder}>{placeholder ?? t("common:choose")}</span> : chosen.map((one) => <span key={one.value} className={css.one}>{one.shown ?? one.label}</span>)}
        </span>
        <IconChevronDown size={16} />
      </button>
      {clearable && picked.length > 0 && !disabled && (
        <button type="button" className={css.clear} aria-label={t("common:clear")} title={t("common:clear")} onClick={clear}><IconX size={14} /></button>
      )}
      {open &&
        createPortal(
          // A press must not take the focus from the button that holds the list open.
          <div ref={popup} className={css.dropdown} data-portal="" onMouseDown={(event) => event.target !== box.current && event.preventDefault()} onKeyDown={onKeyDown}>
            {searchable && (
              <input
                ref={box}
                className={css.search}
                role="combobox"
                aria-expanded="true"
                aria-controls={list}
                aria-activedescendant={active}
                aria-label={t("common:search")}
                placeholder={t("common:search")}
                autoComplete="off"
                value={search}
                onChange={(event) => {
                  setSearch(event.target.value);
                  setAt(0);
                }}
                onBlur={(event) => {
                  if (event.relatedTarget === button.current || popup.current?.contains(event.relatedTarget)) return;
                  close(false);
                  onBlur?.();
                }}
              />
            )}
            <div id={list} role="listbox" aria-label={label ?? (labelledBy ? undefined : t("common:choices"))} aria-labelledby={label ? undefined : labelledBy} aria-multiselectable={multiple || undefined} className={css.list}>
              {shown.map((option, index) => (
                <div
                  key={option.value}
                  id={`${list}-${index}`}
                  role="option"
                  aria-selected={picked.includes(option.value)}
                  aria-disabled={option.disabled || undefined}
                  data-at={index === at}
                  className={css.option}
                  onMouseMove={() => index !== at && setAt(index)}
                  onClick={() => take(option)}
                >
                  <span className={css.one}>{option.shown ?? option.label}</span>
                  {picked.includes(option.value) && <IconCheck size={16} />}
                </div>
              ))}
            </div>
            {shown.length === 0 && <p className={css.nothing}>{t("common:nothing_found")}</p>}
          </div>,
          document.body,
        )}
    </>
  );
}

/** One of a list. From eight options on it can be searched. */
export function Select({ value, onChange, clearable = false, ...rest }: Readonly<SelectProps>) {
  return (
    <div className={css.wrap}>
      <Pick {...rest} multiple={false} clearable={clearable} picked={value === null || value === "" ? [] : [value]} pick={onChange} clear={() => onChange(null)} />
    </div>
  );
}

/** Any number of a list. */
export function MultiSelect({ value, onChange, ...rest }: Readonly<MultiSelectProps>) {
  return (
    <div className={css.wrap}>
      <Pick {...rest} multiple clearable picked={value} clear={() => onChange([])} pick={(one) => onChange(value.includes(one) ? value.filter((other) => other !== one) : [...value, one])} />
    </div>
  );
}
