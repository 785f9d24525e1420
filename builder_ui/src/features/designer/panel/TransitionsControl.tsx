import { useId } from "react";
import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import { Frame, Switch } from "@/ui/Input";
import { MultiSelect } from "@/ui/Select";
import type { ControlProps } from "./controls";
import css from "./panel.module.css";

/** Which option may follow which; without it, any may follow any. */
export function TransitionsControl({ label, help, value, field, onChange }: Readonly<ControlProps>) {
  const t = useT("designer");
  const id = useId();
  const options = field.settings.options ?? [];
  const set = typeof value === "object" && value !== null && !Array.isArray(value);
  const next = set ? (value as Record<string, Json>) : {};
  const all = Object.fromEntries(options.map((option) => [option.id, options.filter((one) => one.id !== option.id).map((one) => one.id)]));
  return (
    <Frame label={label} htmlFor={id} help={help} group>
      <Switch label={t("designer:transitions.limit")} checked={set} onChange={(event) => onChange(event.currentTarget.checked ? all : undefined)} />
      {set && (
        <div className={css.list}>
          {options.map((option) => (
            <Frame key={option.id} label={t("designer:transitions.from", { option: option.label })} htmlFor={`${id}-${option.id}`}>
              <MultiSelect
                id={`${id}-${option.id}`}
                labelledBy={`${id}-${option.id}-label ${id}-${option.id}`}
                placeholder={t("designer:transitions.none")}
                value={Array.isArray(next[option.id]) ? (next[option.id] as Json[]).map(String) : []}
                options={options.filter((one) => one.id !== option.id).map((one) => ({ value: one.id, label: one.label }))}
                onChange={(to) => onChange({ ...next, [option.id]: to })}
              />
            </Frame>
          ))}
        </div>
      )}
    </Frame>
  );
}
