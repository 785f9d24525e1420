import { useId } from "react";
import { Frame } from "@/ui/Input";
import { Select } from "@/ui/Select";
import { useDesigner } from "../context";
import type { ControlProps } from "./controls";

/** Rows inside the record, or the list of records that point to it. */
export function RowsOfControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const { app, form } = useDesigner();
  const rows = form.order.flatMap((name) => (form.fields[name]?.settings.fields ? [{ value: name, label: form.fields[name].label }] : []));
  const lists = Object.values(app.forms).flatMap((other) =>
    Object.values(other.fields).flatMap((field) => (field.settings.to === form.id && field.settings.inverse ? [{ value: field.settings.inverse, label: other.id === form.id ? `${other.label_plural} (${field.label})` : other.label_plural }] : [])),
  );
  const known = [...rows, ...lists];
  const all = typeof value === "string" && !known.some((one) => one.value === value) ? [...known, { value, label: value }] : known;
  return (
    <Frame label={label} htmlFor={id} help={help} required={property.required}>
      <Select id={id} labelledBy={`${id}-label ${id}`} value={typeof value === "string" ? value : null} options={all} onChange={(next) => next && onChange(next)} />
    </Frame>
  );
}
