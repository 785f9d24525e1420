import type { ComponentType } from "react";
import { useId, useState } from "react";
import type { AppDef, FormDef, Json } from "@/api/types";
import { ConditionBuilder } from "@/conditions/ConditionBuilder";
import { fromExpression, toExpression } from "@/conditions/expression";
import { literalKind } from "@/conditions/kinds";
import type { Group } from "@/conditions/model";
import { NOTHING } from "@/conditions/model";
import { useT } from "@/i18n";
import { parseSort } from "@/lib/sort";
import { Button, IconButton } from "@/ui/Button";
import { IconArrowDown, IconArrowUp, IconX } from "@/ui/icons";
import { Frame, Switch, TextArea, TextInput } from "@/ui/Input";
import { Select } from "@/ui/Select";
import { fieldsFor, MEASURES, measureOf, PERIODS, shifted } from "./model";
import css from "./setup.module.css";
import { SortRows } from "./SortRows";
import type { SettingSchema, Tree } from "./types";

export interface ControlProps {
  readonly app: AppDef;
  /** The form that the names belong to; none as long as it is not chosen. */
  readonly form: FormDef | undefined;
  readonly label: string;
  readonly schema: SettingSchema;
  readonly required: boolean;
  readonly value: Json | undefined;
  /** Undefined takes the setting out. */
  readonly onChange: (value: Json | undefined) => void;
}

const asText = (value: Json | undefined): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

interface ChoiceProps extends Pick<ControlProps, "label" | "schema" | "required" | "onChange"> {
  value: string | null;
  options: readonly { value: string; label: string }[];
}

function Choice({ label, schema, required, value, options, onChange }: Readonly<ChoiceProps>) {
  const id = useId();
  return (
    <Frame label={label} htmlFor={id} help={schema.description} required={required}>
      <Select id={id} labelledBy={`${id}-label ${id}`} value={value} clearable={!required} options={options} onChange={(next) => onChange(next ?? undefined)} />
    </Frame>
  );
}

function FieldControl(props: ControlProps) {
  const options = props.form ? fieldsFor(props.schema, props.form).map((field) => ({ value: field.id, label: field.label })) : [];
  return <Choice {...props} value={asText(props.value) || null} options={options} />;
}

function EnumControl(props: ControlProps) {
  const options = (props.schema.enum ?? []).map((one) => ({ value: String(one), label: props.schema["x-labels"]?.[String(one)] ?? String(one) }));
  return <Choice {...props} value={asText(props.value) || null} options={options} />;
}

function FormControl(props: ControlProps) {
  const options = Object.values(props.app.forms).map((form) => ({ value: form.id, label: form.label_plural }));
  return <Choice {...props} value={asText(props.value) || null} options={options} />;
}

/** A field to group by, or a period. */
function GroupControl(props: ControlProps) {
  const t = useT("views");
  const groups = { "x-types": ["select", "user", "department", "relation", "yes_no", "text"] };
  const options = [
    ...PERIODS.map((one) => ({ value: one as string, label: t(`views:setup.periods.${one}`) })),
    ...(props.form ? fieldsFor(groups, props.form).map((field) => ({ value: field.id, label: field.label })) : []),
  ];
  return <Choice {...props} value={asText(props.value) || null} options={options} />;
}

function FieldsControl({ form, label, schema, value, onChange }: ControlProps) {
  const t = useT("views");
  const id = useId();
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const fields = form ? fieldsFor(schema.items ?? {}, form) : [];
  const nameOf = (one: string): string => form?.fields[one]?.label ?? one;
  const free = fields.filter((field) => !chosen.includes(field.id));
  const full = schema.maxItems !== undefined && chosen.length >= schema.maxItems;
  return (
    <Frame label={label} htmlFor={id} help={schema.description} group>
      <ol className={css.fields} aria-label={label}>
        {chosen.map((one, index) => (
          <li key={one}>
            <span className="cut">{nameOf(one)}</span>
            <IconButton size="sm" icon={IconArrowUp} label={t("views:setup.up", { name: nameOf(one) })} disabled={index === 0} onClick={() => onChange(shifted(chosen, one, -1))} />
            <IconButton size="sm" icon={IconArrowDown} label={t("views:setup.down", { name: nameOf(one) })} disabled={index === chosen.length - 1} onClick={() => onChange(shifted(chosen, one, 1))} />
            <IconButton size="sm" icon={IconX} label={t("views:setup.take_out", { name: nameOf(one) })} onClick={() => onChange(chosen.filter((other) => other !== one))} />
          </li>
        ))}
      </ol>
      {free.length > 0 && !full && (
        <Select
          id={id}
          size="sm"
          label={t("views:setup.add_field", { label })}
          placeholder={t("views:setup.add")}
          value={null}
          options={free.map((field) => ({ value: field.id, label: field.label }))}
          onChange={(next) => {
            if (next) onChange([...chosen, next]);
          }}
        />
      )}
    </Frame>
  );
}

function FlagControl({ label, value, onChange }: ControlProps) {
  return <Switch label={label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked || undefined)} />;
}

function NumberControl({ label, schema, value, onChange }: ControlProps) {
  const change = (text: string): void => {
    const number = Math.round(Number(text));
    if (text.trim() === "") onChange(undefined);
    else if (Number.isFinite(number)) onChange(Math.max(schema.minimum ?? -Infinity, Math.min(schema.maximum ?? Infinity, number)));
  };
  return <TextInput label={label} help={schema.description} inputMode="numeric" value={asText(value)} onChange={(event) => change(event.currentTarget.value)} />;
}

/** Of a number for each lane: the one that holds for all that have none of their own. */
function NumbersControl(props: ControlProps) {
  const { schema, value, onChange } = props;
  const all = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const change = (any: Json | undefined): void => {
    const { any: _gone, ...rest } = all as Tree;
    const next: Tree = any === undefined ? rest : { ...rest, any };
    onChange(Object.keys(next).length > 0 ? next : undefined);
  };
  const inner = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return <NumberControl {...props} schema={{ ...inner, ...(schema.description ? { description: schema.description } : {}) }} value={all.any} onChange={change} />;
}

function TextControl({ label, schema, required, value, onChange }: ControlProps) {
  return <TextInput label={label} help={schema.description} required={required} maxLength={schema.maxLength} value={asText(value)} onChange={(event) => onChange(event.currentTarget.value || undefined)} />;
}

/** Conditions that are clicked together; what cannot be is written. */
function ConditionControl({ app, form, label, value, onChange }: ControlProps) {
  const id = useId();
  const where = asText(value);
  const kindOf = (field: string) => literalKind(form?.fields[field]);
  const [tree, setTree] = useState<Group | null>(() => (where ? fromExpression(where, kindOf) : NOTHING));
  if (!form) return null;
  return (
    <Frame label={label} htmlFor={id} group={tree !== null}>
      {tree ? (
        <ConditionBuilder
          app={app.id}
          form={form}
          tree={tree}
          onChange={(next) => {
            setTree(next);
            onChange(toExpression(next, kindOf) || undefined);
          }}
        />
      ) : (
        <TextArea id={id} rows={3} value={where} onChange={(event) => onChange(event.currentTarget.value || undefined)} />
      )}
    </Frame>
  );
}

function SortControl({ form, label, value, onChange }: ControlProps) {
  const id = useId();
  if (!form) return null;
  const keys = parseSort(Array.isArray(value) ? value.map(String) : []);
  return (
    <Frame label={label} htmlFor={id} group>
      <SortRows form={form} sort={keys} onChange={(next) => onChange(next.map((key) => (key.desc ? `-${key.field}` : key.field)))} />
    </Frame>
  );
}

/** What is counted: how many, or the sum and the like of a field; what says more is written. */
function MeasureControl(props: ControlProps) {
  const t = useT("views");
  const { form, label, value, onChange } = props;
  const [text, setText] = useState(false);
  const found = measureOf(asText(value) || "count()");
  if (!found || text) return <TextControl {...props} />;
  const numbers = form ? fieldsFor({ "x-types": ["number", "money", "percent"] }, form) : [];
  const write = (fn: string, field: string | null): void => onChange(fn === "count" ? "count()" : `${fn}(${field ?? numbers[0]?.id ?? ""})`);
  return (
    <div className={css.pair}>
      <Choice label={label} schema={{}} required value={found.fn} options={MEASURES.filter((one) => one === "count" || numbers.length > 0).map((one) => ({ value: one, label: t(`views:setup.measures.${one}`) }))} onChange={(fn) => write(String(fn), found.field)} />
      {found.fn !== "count" && <Choice label={t("views:setup.of_field")} schema={{}} required value={found.field} options={numbers.map((field) => ({ value: field.id, label: field.label }))} onChange={(field) => write(found.fn, String(field))} />}
      <Button size="sm" look="quiet" onClick={() => setText(true)}>
        {t("views:setup.write")}
      </Button>
    </div>
  );
}

const BY_MEANING: Readonly<Record<string, ComponentType<ControlProps>>> = {
  field: FieldControl,
  form: FormControl,
  condition: ConditionControl,
  measure: MeasureControl,
  group: GroupControl,
};

/** The control for a setting, by what it stands for and else by its shape; null for what is only written. */
export function controlFor(schema: SettingSchema): ComponentType<ControlProps> | null {
  const meant = BY_MEANING[schema["x-offers"] ?? schema["x-means"] ?? ""];
  if (meant) return meant;
  if (schema["x-means"]) return null;
  if (schema.enum) return EnumControl;
  if (schema.type === "boolean") return FlagControl;
  if (schema.type === "integer" || schema.type === "number") return NumberControl;
  if (schema.type === "string") return TextControl;
  const inside = schema.items ?? schema.additionalProperties;
  if (typeof inside !== "object") return null;
  if (schema.type === "array") return inside["x-means"] === "field" ? FieldsControl : inside["x-means"] === "sort" ? SortControl : null;
  return inside.type === "integer" && inside.maximum === undefined ? NumbersControl : null;
}
