import { useId, useState } from "react";
import type { FieldDef, Json } from "@/api/types";
import { useT } from "@/i18n";
import { describedBy, Frame, Input, Switch, TextArea } from "@/ui/Input";
import { MultiSelect, Select } from "@/ui/Select";
import type { Property } from "../model/properties";
import { choicesOf, shapeOf } from "../model/properties";

export interface ControlProps {
  property: Property;
  label: string;
  help: string | undefined;
  value: Json | undefined;
  /** The field whose setting it is, and the path of the setting in the definition. */
  field: FieldDef;
  at: string;
  /** Undefined takes the setting out: the type's own default holds again. */
  onChange: (value: Json | undefined) => void;
}

interface DraftTextProps {
  label: string;
  help?: string | undefined;
  value: string;
  long?: boolean;
  required?: boolean;
  inputMode?: "decimal";
  maxLength?: number | undefined;
  placeholder?: string | undefined;
  /** Null for what cannot be kept. */
  onDone: (text: string) => void;
}

/** Text that is kept when one leaves it, or presses Enter: one step of undo, however many letters. */
export function DraftText({ label, help, value, long = false, required = false, inputMode, maxLength, placeholder, onDone }: Readonly<DraftTextProps>) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value;
  const finish = (): void => {
    setTyped(null);
    if (typed !== null && typed !== value) onDone(typed.trim());
  };
  const shared = { id, value: shown, placeholder, maxLength, "aria-describedby": describedBy(id, { help }), onBlur: finish };
  return (
    <Frame label={label} htmlFor={id} help={help} required={required}>
      {long ? (
        <TextArea {...shared} rows={2} onChange={(event) => setTyped(event.currentTarget.value)} />
      ) : (
        <Input
          {...shared}
          inputMode={inputMode}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) finish();
            else if (event.key === "Escape") setTyped(null);
          }}
        />
      )}
    </Frame>
  );
}

const asText = (value: Json | undefined): string => (value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

export function FlagControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const standard = property.schema.default === true;
  const on = value === undefined ? standard : value === true;
  return (
    <div>
      <Switch label={label} checked={on} aria-describedby={help ? `${id}-help` : undefined} onChange={(event) => onChange(event.currentTarget.checked === standard ? undefined : event.currentTarget.checked)} />
      {help && <p id={`${id}-help`} className="small muted">{help}</p>}
    </div>
  );
}

export function TextControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  return <DraftText label={label} help={help} value={asText(value)} long={shapeOf(property.schema) === "long"} maxLength={property.schema.maxLength} required={property.required} onDone={(text) => onChange(text || undefined)} />;
}

export function NumberControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const { minimum, maximum } = property.schema;
  const done = (text: string): void => {
    if (text === "") return onChange(undefined);
    const number = Number(text);
    if (!Number.isFinite(number)) return;
    onChange(Math.min(maximum ?? Infinity, Math.max(minimum ?? -Infinity, property.schema.type === "integer" ? Math.round(number) : number)));
  };
  return <DraftText label={label} help={help} value={asText(value)} inputMode="decimal" onDone={done} />;
}

export function ChoiceControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const choices = choicesOf(property.schema);
  const standard = property.schema.default;
  return (
    <Frame label={label} htmlFor={id} help={help} required={property.required}>
      <Select id={id} labelledBy={`${id}-label ${id}`} describedBy={help ? `${id}-help` : ""} clearable={!property.required && value !== undefined} value={asText(value ?? (standard as Json | undefined)) || null} options={choices} onChange={(next) => onChange(next ?? undefined)} />
    </Frame>
  );
}

export function ChoicesControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const id = useId();
  const choices = choicesOf(property.schema.items ?? {});
  return (
    <Frame label={label} htmlFor={id} help={help}>
      <MultiSelect id={id} labelledBy={`${id}-label ${id}`} value={Array.isArray(value) ? value.map(String) : []} options={choices} onChange={(next) => onChange(next.length > 0 ? next : undefined)} />
    </Frame>
  );
}

/** Words in a row, with commas between them. */
export function ListControl({ label, help, value, onChange }: Readonly<ControlProps>) {
  const words = (text: string): string[] => text.split(/[,，、;；\s]+/).filter(Boolean);
  return <DraftText label={label} help={help} value={Array.isArray(value) ? value.map(String).join(", ") : ""} onDone={(text) => onChange(words(text).length > 0 ? words(text) : undefined)} />;
}

/** A setting that has no control of its own yet: as it is written, checked by the server. */
export function RawControl({ label, help, value, onChange }: Readonly<ControlProps>) {
  const t = useT("designer");
  const [wrong, setWrong] = useState(false);
  const done = (text: string): void => {
    if (text === "") return onChange(undefined);
    try {
      onChange(JSON.parse(text) as Json);
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return <DraftText long label={label} help={wrong ? t("designer:not_json") : (help ?? t("designer:as_json"))} value={value === undefined ? "" : JSON.stringify(value, null, 1)} onDone={done} />;
}
