import { useId } from "react";
import { useT } from "@/i18n";
import { Frame } from "@/ui/Input";
import { MultiSelect, Select } from "@/ui/Select";
import { useDesigner } from "../context";
import type { ControlProps } from "./controls";

/** Another form of this app; people and departments of the company too. */
export function FormControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const t = useT("designer");
  const id = useId();
  const { app } = useDesigner();
  const own = Object.values(app.forms).map((form) => ({ value: form.id, label: form.label }));
  const company = ["user", "department"].map((one) => ({ value: `company.${one}`, label: t(`designer:company.${one}`) }));
  return (
    <Frame label={label} htmlFor={id} help={help} required={property.required}>
      <Select id={id} labelledBy={`${id}-label ${id}`} value={typeof value === "string" ? value : null} options={[...own, ...company]} onChange={(next) => next && onChange(next)} />
    </Frame>
  );
}

function useFieldChoices() {
  const { form } = useDesigner();
  return form.order.flatMap((id) => (form.fields[id] ? [{ value: id, label: form.fields[id].label }] : []));
}

export function FieldControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const choices = useFieldChoices();
  return (
    <Frame label={label} htmlFor={id} help={help} required={property.required}>
      <Select id={id} labelledBy={`${id}-label ${id}`} clearable={!property.required} value={typeof value === "string" ? value : null} options={choices} onChange={(next) => onChange(next ?? undefined)} />
    </Frame>
  );
}

export function FieldsControl({ label, help, value, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const choices = useFieldChoices();
  return (
    <Frame label={label} htmlFor={id} help={help}>
      <MultiSelect id={id} labelledBy={`${id}-label ${id}`} value={Array.isArray(value) ? value.map(String) : []} options={choices} onChange={(next) => onChange(next.length > 0 ? next : undefined)} />
    </Frame>
  );
}

/** Fields of the form that a relation leads to. */
export function TargetFieldsControl({ label, help, value, field, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const { app } = useDesigner();
  const target = field.settings.to ? app.forms[field.settings.to] : undefined;
  const choices = target?.order.flatMap((name) => (target.fields[name] ? [{ value: name, label: target.fields[name].label }] : [])) ?? [];
  return (
    <Frame label={label} htmlFor={id} help={help}>
      <MultiSelect id={id} labelledBy={`${id}-label ${id}`} value={Array.isArray(value) ? value.map(String) : []} options={choices} onChange={(next) => onChange(next.length > 0 ? next : undefined)} />
    </Frame>
  );
}
