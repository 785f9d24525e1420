import { lazy, Suspense, useState } from "react";
import { useFieldTypes } from "@/api/fieldTypes";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { IconChevronDown, IconTrash } from "@/ui/icons";
import { IconCopy } from "@/ui/toolIcons";
import { Tabs } from "@/ui/Tabs";
import { useDesigner } from "../context";
import { fieldPath, sectionOf } from "../model/layout";
import type { Area } from "../model/properties";
import { DraftText } from "./controls";
import { FieldConditions } from "./FieldConditions";
import css from "./panel.module.css";
import { PropertyList } from "./PropertyList";
import { UsedIn } from "./UsedIn";

const RowFields = lazy(() => import("./RowFields").then((module) => ({ default: module.RowFields })));
const TypeDialog = lazy(() => import("./TypeDialog").then((module) => ({ default: module.TypeDialog })));

const AREAS: readonly Area[] = ["basic", "validation", "visibility"];

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
            {area === "basic" && field.settings.fields && <Suspense fallback={null}><RowFields field={field} at={at} /></Suspense>}
            <PropertyList key={`${id}-${area}`} info={info} area={area as Area} field={field} at={at} />
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
