import type { FormInputProps } from "../contract";
import { RelationPicker } from "./RelationPicker";
import { useTitled } from "./useTitled";

/** Keeps `{id, title}` while editing, so that the title stays visible; ids are sent. */
export function FormInput({ id, field, value, onChange, onBlur, place, invalid, describedBy, required, readOnly, autoFocus = false }: FormInputProps) {
  const many = field.settings.many === true;
  const picked = useTitled(value, field, place.app);
  return (
    <RelationPicker
      id={id}
      field={field}
      place={place}
      many={many}
      picked={picked}
      startOpen={autoFocus}
      invalid={invalid}
      describedBy={describedBy}
      required={required}
      readOnly={readOnly}
      onBlur={onBlur}
      onChange={(next) => onChange(many ? next.map((one) => ({ ...one })) : next[0] ? { ...next[0] } : null)}
    />
  );
}
