import { Suspense, useId } from "react";
import type { FieldDef, Value } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { resultField } from "@/fields/shared/computedType";
import { useT } from "@/i18n";
import { Input } from "@/ui/Input";
import { MultiSelect, Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import css from "./ConditionBuilder.module.css";
import { toOperand } from "./kinds";
import { ARITY, isRelative } from "./model";
import type { Operand } from "./model";

interface ValueInputProps {
  app: string;
  form: string;
  field: FieldDef;
  operator: string;
  value: Operand;
  onChange: (value: Operand) => void;
}

const RELATIVE = ["exact", "today", "days_ago", "days_ahead"] as const;
type RelativeMode = (typeof RELATIVE)[number];

function modeOf(value: Operand): RelativeMode {
  if (!isRelative(value) || value.name !== "today") return "exact";
  if (value.days === 0) return "today";
  return value.days < 0 ? "days_ago" : "days_ahead";
}

/** The field type's own input for one value, with what is only known later: today, the reader. */
export function ValueInput({ app, form, field: written, operator, value, onChange }: Readonly<ValueInputProps>) {
  const t = useT("runtime");
  const id = useId();
  const arity = ARITY[operator];
  // What is computed has no input of its own: it is asked by that of the type it answers with.
  const field = written.computed === null ? written : resultField(written);
  if (arity === "none") return null;
  const label = t("runtime:conditions.value", { field: field.label });

  const options = field.settings.options;
  if (options && !(arity === "one" && fieldType(field.type).ownPicker)) {
    const choices = options.map((option) => ({
      value: option.id,
      label: option.label,
      shown: <Tag color={option.color ?? null}>{option.label}</Tag>,
    }));
    if (arity === "many") {
      const picked = Array.isArray(value) ? value.map(String) : [];
      return <MultiSelect size="sm" label={label} options={choices} value={picked} onChange={onChange} />;
    }
    return (
      <Select
        size="sm"
        label={label}
        options={choices}
        value={typeof value === "string" ? value : null}
        onChange={onChange}
      />
    );
  }

  // A condition asks for any part of a text, not for a valid phone number.
  const asked = field.operators.includes("contains") ? "text" : field.type;
  const isDate = asked === "date" || asked === "datetime";
  const isPerson = field.type === "user";
  const type = fieldType(asked);
  const mode = modeOf(value);
  const exact = (
    <Suspense fallback={<Skeleton lines={1} height={30} />}>
      <type.FormInput
        id={id}
        field={{
          ...field,
          type: asked,
          computed: null,
          label,
          readonly: false,
          required: false,
          settings: { ...field.settings, ...(arity === "many" ? { many: true } : {}), complete: false },
        }}
        value={(isRelative(value) ? null : value) as Value}
        place={{ app, form, record: null }}
        onChange={(next) => onChange(toOperand(next))}
      />
    </Suspense>
  );
  const named = (
    <label className="vh" htmlFor={id}>
      {label}
    </label>
  );

  if (isDate) {
    const days = isRelative(value) && value.name === "today" ? Math.abs(value.days) : 7;
    const change = (next: string | null): void => {
      if (next === "today") onChange({ name: "today", days: 0 });
      else if (next === "days_ago") onChange({ name: "today", days: -7 });
      else if (next === "days_ahead") onChange({ name: "today", days: 7 });
      else onChange(null);
    };
    return (
      <>
        <div className={mode.startsWith("days") ? css.two : undefined}>
          <Select
            size="sm"
            label={t("runtime:conditions.when")}
            options={RELATIVE.map((one) => ({ value: one, label: t(`runtime:conditions.relative.${one}`) }))}
            value={mode}
            onChange={change}
          />
          {mode.startsWith("days") && (
            <Input
              type="number"
              min={1}
              max={3650}
              aria-label={t("runtime:conditions.days")}
              value={days}
              onChange={(event) => {
                const count = Math.min(3650, Math.max(1, Math.round(Number(event.currentTarget.value) || 1)));
                onChange({ name: "today", days: mode === "days_ago" ? -count : count });
              }}
            />
          )}
        </div>
        {mode === "exact" && (
          <div>
            {named}
            {exact}
          </div>
        )}
      </>
    );
  }

  if (isPerson && arity === "one") {
    const me = isRelative(value) && value.name === "me";
    return (
      <>
        <Select
          size="sm"
          label={label}
          options={[
            { value: "me", label: t("runtime:conditions.me") },
            { value: "other", label: t("runtime:conditions.person") },
          ]}
          value={me ? "me" : "other"}
          onChange={(next) => onChange(next === "me" ? { name: "me" } : null)}
        />
        {!me && (
          <div>
            {named}
            {exact}
          </div>
        )}
      </>
    );
  }

  return (
    <div>
      {named}
      {exact}
    </div>
  );
}
