import type { AppDef, FormDef } from "@/api/types";
import { controlFor } from "./controls";
import { withValue } from "./model";
import css from "./setup.module.css";
import type { SettingSchema, Tree } from "./types";

interface SettingsProps {
  app: AppDef;
  form: FormDef | undefined;
  schema: SettingSchema;
  tree: Tree;
  /** Shown elsewhere. */
  without?: readonly string[];
  onChange: (tree: Tree) => void;
}

/** The settings that a schema tells, each with the control for what it stands for; parts of parts below their own name. */
export function Settings({ app, form, schema, tree, without = [], onChange }: Readonly<SettingsProps>) {
  return (
    <>
      {Object.entries(schema.properties ?? {}).map(([key, inner]) => {
        if (without.includes(key)) return null;
        const value = tree[key];
        const label = inner.title ?? key;
        if (inner.properties) {
          const part = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
          return (
            <fieldset key={key} className={css.part} data-setting={key}>
              <legend>{label}</legend>
              <Settings app={app} form={form} schema={inner} tree={part} onChange={(next) => onChange(withValue(tree, key, next))} />
            </fieldset>
          );
        }
        const Control = controlFor(inner);
        if (!Control) return null;
        return (
          <div key={key} data-setting={key}>
            <Control app={app} form={form} label={label} schema={inner} required={schema.required?.includes(key) ?? false} value={value} onChange={(next) => onChange(withValue(tree, key, next))} />
          </div>
        );
      })}
    </>
  );
}
