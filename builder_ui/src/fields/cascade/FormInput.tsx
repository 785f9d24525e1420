import { useState } from "react";
import { useT } from "@/i18n";
import { IconChevronDown, IconX } from "@/ui/icons";
import { Popover } from "@/ui/Popover";
import select from "@/ui/Select.module.css";
import type { FormInputProps } from "../contract";
import { asText } from "../shared/textType";
import { labelOf } from "./index";
import { Steps } from "./Steps";

export function FormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required = false, readOnly = false, autoFocus = false }: FormInputProps) {
  const t = useT();
  const [open, setOpen] = useState(autoFocus);
  const path = asText(value);
  const clearable = path !== "" && !required && !readOnly;
  const close = () => {
    setOpen(false);
    onBlur?.();
  };
  return (
    <div className={select.wrap}>
      <Popover
        open={open}
        onOpenChange={(next) => (next ? setOpen(true) : close())}
        label={field.label}
        width={420}
        target={
          <button type="button" id={id} disabled={readOnly} className={select.target} data-clear={clearable || undefined} aria-labelledby={`${id}-label ${id}`} aria-describedby={describedBy} aria-invalid={invalid || undefined} aria-required={required || undefined} onClick={() => setOpen(!open)}>
            <span className={select.value}>{path ? <span className={select.one}>{labelOf(value, field)}</span> : <span className={select.placeholder}>{t("common:choose")}</span>}</span>
            <IconChevronDown size={16} />
          </button>
        }
      >
        <Steps
          field={field}
          value={path}
          complete={field.settings.complete === true}
          onClose={close}
          onPick={(next) => {
            onChange(next);
            close();
          }}
        />
      </Popover>
      {clearable && <button type="button" className={select.clear} aria-label={t("common:clear")} title={t("common:clear")} onClick={() => onChange(null)}><IconX size={14} /></button>}
    </div>
  );
}
