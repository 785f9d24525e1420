import { useT } from "@/i18n";
import { Frame, Input } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { asText } from "../shared/textType";
import css from "./address.module.css";
import { addressParts } from "./index";

/** One box per part, in one group. */
export function FormInput({ id, field, value, onChange, onBlur, invalid, describedBy, readOnly }: FormInputProps) {
  const t = useT();
  const parts = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  return (
    <div className={css.parts}>
      {addressParts(field, value).map((part, at) => {
        const key = at === 0 ? id : `${id}-${part}`;
        return (
          <div key={part} className={part === "street" ? css.wide : undefined}>
            <Frame label={t(`fields:address.${part}`, { defaultValue: part })} htmlFor={key}>
              <Input
                id={key}
                value={asText(parts[part])}
                readOnly={readOnly}
                invalid={at === 0 && invalid}
                aria-describedby={at === 0 ? describedBy : undefined}
                autoComplete="off"
                onBlur={onBlur}
                onChange={(event) => {
                  const next = { ...parts, [part]: event.target.value || null };
                  onChange(Object.values(next).some(Boolean) ? next : null);
                }}
              />
            </Frame>
          </div>
        );
      })}
    </div>
  );
}
