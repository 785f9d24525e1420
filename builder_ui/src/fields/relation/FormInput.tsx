import type { FormInputProps } from "../contract";
import { RelationPicker } from "./RelationPicker";
import { linkedOf } from "./titles";

/** Keeps `{id, title}` while editing, so that the title stays visible; ids are sent. */
export function FormInput({ id, field, value, onChange, onBlur, place, invalid, describedBy, required, readOnly }: FormInputProps) {
  const many = field.settings.many === true;
  return (
    <RelationPicker
      id={id}
      field={field}
      place={place}
      many={many}
      picked={linkedOf(value)}
      invalid={invalid}
      describedBy={describedBy}
      required={required}
      readOnly={readOnly}
      onBlur={onBlur}
      onChange={(picked) => onChange(many ? picked.map((one) => ({ ...one })) : picked[0] ? { ...picked[0] } : null)}
    />
  );
}
