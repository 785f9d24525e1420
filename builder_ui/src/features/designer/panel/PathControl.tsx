import { useId } from "react";
import { Frame } from "@/ui/Input";
import { Select } from "@/ui/Select";
import { useDesigner } from "../context";
import type { ControlProps } from "./controls";

/** A value behind a relation: "Customer → Tier". */
export function PathControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const { app, form } = useDesigner();
  const choices = form.order.flatMap((name) => {
    const field = form.fields[name];
    const target = field?.settings.to ? app.forms[field.settings.to] : undefined;
    if (!field || !target || field.settings.many) return [];
    return target.order.flatMap((other) => (target.fields[other] ? [{ value: `${name}.${other}`, label: `${field.label} → ${target.fields[other].label}` }] : []));
  });
  const known = typeof value !== "string" || choices.some((one) => one.value === value) ? choices : [...choices, { value, label: value }];
  return (
    <Frame label={label} htmlFor={id} help={help} required={property.required}>
      <Select id={id} labelledBy={`${id}-label ${id}`} value={typeof value === "string" ? value : null} options={known} onChange={(next) => next && onChange(next)} />
    </Frame>
  );
}
