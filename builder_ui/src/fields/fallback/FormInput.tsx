import { useState } from "react";
import type { Value } from "@/api/types";
import { Input, Switch, TextArea } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { asText } from "../shared/textType";

type Shape = "boolean" | "number" | "object" | "string";

/** The shape by the settings' JSON schema when the type brings one, else by the value at hand. */
function shapeOf(schema: unknown, value: Value): Shape {
  const named = typeof schema === "object" && schema !== null ? (schema as { type?: unknown }).type : undefined;
  if (named === "boolean" || named === "number" || named === "object" || named === "string") return named;
  if (named === "integer") return "number";
  if (named === "array") return "object";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return "number";
  return typeof value === "object" && value !== null ? "object" : "string";
}

export function FormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required, readOnly }: FormInputProps) {
  const shape = shapeOf(field.settings.schema, value);
  const [draft, setDraft] = useState<string | null>(null);
  const shared = { id, "aria-describedby": describedBy, "aria-required": required, readOnly, invalid };
  if (shape === "boolean") return <Switch id={id} label={field.label} hideLabel disabled={readOnly} checked={value === true} onChange={(event) => onChange(event.target.checked)} />;
  if (shape === "object") {
    return (
      <TextArea
        {...shared}
        value={draft ?? (value === null || value === undefined ? "" : JSON.stringify(value, null, 2))}
        onChange={(event) => {
          setDraft(event.target.value);
          try {
            onChange(event.target.value.trim() ? (JSON.parse(event.target.value) as Value) : null);
          } catch {
            onChange(event.target.value); // not JSON yet: the server's message points at it
          }
        }}
        onBlur={onBlur}
      />
    );
  }
  return <Input {...shared} inputMode={shape === "number" ? "decimal" : undefined} value={asText(value)} onBlur={onBlur} onChange={(event) => onChange(event.target.value === "" ? null : shape === "number" && Number.isFinite(Number(event.target.value)) ? Number(event.target.value) : event.target.value)} />;
}
