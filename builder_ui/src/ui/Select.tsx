import "@mantine/core/styles/ScrollArea.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import "@mantine/core/styles/Combobox.layer.css";
import { Combobox, useCombobox } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { matches } from "@/lib/match";
import { IconCheck, IconChevronDown, IconX } from "./icons";
import css from "./Select.module.css";

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

function Pick({ id, options, placeholder, label, labelledBy, describedBy, invalid, disabled, required, bare, startOpen, onBlur, onClosed, size, picked, multiple, clearable, pick, clear }: Readonly<PickProps>) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const searchable = options.length >= SEARCH_FROM;
  const box = useCombobox({
    defaultOpened: startOpen ?? false,
    onDropdownClose: () => {
      box.resetSelectedOption();
      setSearch("");
      onClosed?.();
    },
    onDropdownOpen: () => {
      if (searchable) box.focusSearchInput();
      else box.updateSelectedOptionIndex("active");
    },
  });
  const shown = search ? options.filter((option) => matches(option.label, search)) : options;
  const chosen = picked.map((value) => options.find((option) => option.value === value) ?? { value, label: value });
  return (
    <Combobox
      store={box}
      withinPortal
      offset={4}
      transitionProps={{ duration: 80 }}
      classNames={{ dropdown: css.dropdown, option: css.option, search: css.search, empty: css.nothing }}
      onOptionSubmit={(value) => {
        pick(value);
        if (!multiple) {
          box.closeDropdown();
          box.focusTarget();
        }
      }}
    >
      <Combobox.Target targetType="button" withExpandedAttribute>
        <button
          type="button"
          id={id}
          autoFocus={startOpen}
          disabled={disabled}
          aria-label={label}
          aria-labelledby={labelledBy}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          aria-required={required || undefined}
          className={[css.target, bare ? css.bare : "", size === "sm" ? css.small : ""].join(" ")}
          data-clear={clearable && picked.length > 0 && !disabled ? "" : undefined}
          onClick={() => box.toggleDropdown()}
          onBlur={onBlur}
        >
          <span className={css.value}>
            {chosen.length === 0 ? <span className={css.placeholder}>{placeholder ?? t("common:choose")}</span> : chosen.map((one) => <span key={one.value} className={css.one}>{one.shown ?? one.label}</span>)}
          </span>
          <IconChevronDown size={16} />
        </button>
      </Combobox.Target>
      {clearable && picked.length > 0 && !disabled && (
        <button type="button" className={css.clear} aria-label={t("common:clear")} title={t("common:clear")} onClick={clear}><IconX size={14} /></button>
      )}
      <Combobox.Dropdown>
        {searchable && <Combobox.Search value={search} onChange={(event) => { setSearch(event.currentTarget.value); box.selectFirstOption(); }} placeholder={t("common:search")} aria-label={t("common:search")} />}
        <Combobox.Options aria-label={label ?? t("common:choices")} aria-labelledby={labelledBy} mah={280} style={{ overflowY: "auto" }} aria-multiselectable={multiple || undefined}>
          {shown.map((option) => (
            <Combobox.Option key={option.value} value={option.value} disabled={option.disabled} active={picked.includes(option.value)} aria-selected={picked.includes(option.value)}>
              <span className={css.one}>{option.shown ?? option.label}</span>
              {picked.includes(option.value) && <IconCheck size={16} />}
            </Combobox.Option>
          ))}
          {shown.length === 0 && <Combobox.Empty>{t("common:nothing_found")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
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
