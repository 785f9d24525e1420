import { lazy, Suspense, useState } from "react";
import type { Json } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { IconChevronDown, IconChevronUp, IconCopy, IconTrash } from "@/ui/icons";
import { Tabs } from "@/ui/Tabs";
import { useDesigner } from "../context";
import { fieldPath, sectionOf } from "../model/layout";
import type { Area, Property } from "../model/properties";
import { propertiesOf } from "../model/properties";
import { treeAt } from "../model/tree";
import type { Edit, FieldTypeInfo } from "../model/types";
import { useFieldTypes } from "../state/queries";
import { ConditionControl } from "./ConditionControl";
import { DraftText } from "./controls";
import css from "./panel.module.css";
import { controlFor } from "./registry";
import { UsedIn } from "./UsedIn";

const TypeDialog = lazy(() => import("./TypeDialog").then((module) => ({ default: module.TypeDialog })));

const AREAS: readonly Area[] = ["basic", "validation", "visibility"];

interface PropertyListProps {
  info: FieldTypeInfo;
  area: Area;
  field: string;
}

function PropertyList({ info, area, field: id }: Readonly<PropertyListProps>) {
  const t = useT("designer");
  const { form, definition, edit } = useDesigner();
  const [unfolded, setUnfolded] = useState(false);
  const field = form.fields[id];
  if (!field) return null;
  const at = fieldPath(form.id, id);
  const tree = treeAt(definition, at);
  const { first, rest } = propertiesOf(info, area, tree);
  const one = (property: Property) => {
    const Control = controlFor(property.schema);
    const path = `${at}/${property.key}`;
    const change = (value: Json | undefined): void => {
      const edits: Edit[] = value === undefined ? (property.key in tree ? [{ op: "remove", at: path }] : []) : [{ op: "set", at: path, to: value }];
      if (value === undefined ? edits.length > 0 : JSON.stringify(value) !== JSON.stringify(tree[property.key])) void edit(edits);
    };
    return <div key={`${id}/${property.key}`} data-property={property.key}><Control property={property} label={property.schema.title ?? property.key} help={property.schema.description} value={tree[property.key]} field={field} at={path} onChange={change} /></div>;
  };
  return (
    <>
      {first.map(one)}
      {rest.length > 0 && (
        <Button size="sm" look="quiet" icon={unfolded ? IconChevronUp : IconChevronDown} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>{t(unfolded ? "designer:fewer" : "designer:more_settings", { count: rest.length })}</Button>
      )}
      {unfolded && rest.map(one)}
    </>
  );
}

/** Everything about one field, drawn from what its type says of its settings. */
export function FieldPanel({ id }: Readonly<{ id: string }>) {
  const t = useT("designer");
  const { form, edit, copy, remove, selection } = useDesigner();
  const types = useFieldTypes();
  const [area, setArea] = useState<string>("basic");
  const [changing, setChanging] = useState(false);
  const field = form.fields[id];
  const info = types.find((one) => one.type === field?.type);
  if (!field) return null;
  const others = selection.kind === "field" ? selection.also.length : 0;
  if (others > 0 && selection.kind === "field") {
    const all = [selection.id, ...selection.also];
    return (
      <div className={css.panel}>
        <h2 className={css.title}>{t("designer:n_picked", { count: all.length })}</h2>
        <div className={css.pair}>
          <Button icon={IconCopy} onClick={() => copy(all)}>{t("designer:duplicate")}</Button>
          <Button icon={IconTrash} onClick={() => remove(all)}>{t("common:delete")}</Button>
        </div>
      </div>
    );
  }
  const Icon = fieldType(field.type).icon;
  const section = sectionOf(form, id);
  const at = fieldPath(form.id, id);
  return (
    <div className={css.panel} data-panel={id}>
      <header className={css.head}>
        <button type="button" className={css.typeButton} title={t("designer:change_type")} aria-label={t("designer:type_of", { type: info?.label ?? field.type })} onClick={() => setChanging(true)}>
          <Icon size={16} />
          <span>{info?.label ?? field.type}</span>
          <IconChevronDown size={14} />
        </button>
        <code className={css.id} title={t("designer:id")}>{id}</code>
        <IconButton size="sm" icon={IconCopy} label={t("designer:duplicate")} onClick={() => copy([id])} />
        <IconButton size="sm" icon={IconTrash} label={t("designer:delete_field", { field: field.label })} onClick={() => remove([id])} />
      </header>
      <div className={css.always}>
        <DraftText key={`${id}-label`} label={t("designer:label")} value={field.label} required maxLength={200} onDone={(text) => text && void edit([{ op: "label", at: `${at}/label`, text }])} />
      </div>
      {info && (
        <Tabs label={t("designer:properties")} value={area} onChange={setArea} tabs={AREAS.map((one) => ({ id: one, label: t(`designer:areas.${one}`) }))}>
          <div className={css.list}>
            {area === "visibility" && <FieldConditions field={id} />}
            <PropertyList key={`${id}-${area}`} info={info} area={area as Area} field={id} />
            {area === "basic" && <UsedIn at={at} />}
            {area === "basic" && !section && <p className="small muted">{t("designer:not_placed_hint")}</p>}
          </div>
        </Tabs>
      )}
      {changing && (
        <Suspense fallback={null}>
          <TypeDialog field={field} onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </div>
  );
}

const EFFECTS = ["show", "require", "readonly"] as const;

/** When this field is there, must be filled in, or is locked: parts of the form's logic that name it alone. */
function FieldConditions({ field }: Readonly<{ field: string }>) {
  const t = useT("designer");
  const { form, definition, edit } = useDesigner();
  const logic = treeAt(definition, `form/${form.id}/logic`);
  const free = (wanted: string): string => {
    for (let n = 1; ; n += 1) {
      const id = n === 1 ? wanted : `${wanted}_${n}`;
      if (!(id in logic)) return id;
    }
  };
  return (
    <>
      {EFFECTS.map((effect) => {
        const found = Object.entries(logic).filter(([, rule]) => Array.isArray((rule as Record<string, Json>)[effect]) && ((rule as Record<string, Json[]>)[effect] ?? []).includes(field));
        const [rule, tree] = found[0] ?? [];
        const alone = tree !== undefined && EFFECTS.every((one) => ((tree as Record<string, Json[]>)[one] ?? []).every((name) => name === field)) && (tree as Record<string, Json>).error === undefined;
        const when = tree ? String((tree as Record<string, Json>).when ?? "") : undefined;
        const change = (next: Json | undefined): void => {
          const path = `form/${form.id}/logic/${rule ?? free(`${effect}_${field}`)}`;
          if (typeof next === "string") void edit([rule ? { op: "set", at: `${path}/when`, to: next } : { op: "set", at: path, to: { when: next, [effect]: [field] } }]);
          else if (rule) {
            const effects = EFFECTS.filter((one) => (tree as Record<string, Json>)[one] !== undefined);
            const list = ((tree as Record<string, Json[]>)[effect] ?? []).filter((name) => name !== field);
            const empty = list.length === 0 && effects.length === 1;
            void edit([empty ? { op: "remove", at: path } : list.length === 0 ? { op: "remove", at: `${path}/${effect}` } : { op: "set", at: `${path}/${effect}`, to: list }]);
          }
        };
        return <ConditionControl key={effect} label={t(`designer:effects.${effect}`)} help={tree !== undefined && !alone ? t("designer:shared_rule") : undefined} value={when} onChange={change} />;
      })}
    </>
  );
}
