import { useState } from "react";
import { useFieldTypes } from "@/api/fieldTypes";
import { isFound } from "@/fields/offers";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { matches } from "@/lib/match";
import { useDraggable } from "@/ui/dnd";
import { IconSearch } from "@/ui/icons";
import { Input } from "@/ui/Input";
import { Tabs } from "@/ui/Tabs";
import { useDesigner } from "../context";
import type { FieldTypeInfo } from "../model/types";
import css from "./palette.module.css";

function TypeButton({ info }: Readonly<{ info: FieldTypeInfo }>) {
  const { add } = useDesigner();
  const { ref } = useDraggable({ id: `type:${info.type}`, data: { add: info.type, label: info.label, type: info.type } });
  const Icon = fieldType(info.type).icon;
  return (
    <button ref={ref} type="button" className={css.type} data-type={info.type} title={info.help} onClick={() => add(info.type, info.label)}>
      <Icon size={14} />
      <span>{info.label}</span>
    </button>
  );
}

function FieldRow({ id }: Readonly<{ id: string }>) {
  const t = useT("designer");
  const { form, select, selection } = useDesigner();
  const field = form.fields[id];
  const loose = !form.layout.some((section) => section.items.includes(id));
  const { ref } = useDraggable({ id: `list:${id}`, data: { field: id, label: field?.label ?? id, type: field?.type ?? "" } });
  if (!field) return null;
  const Icon = fieldType(field.type).icon;
  return (
    <button
      ref={ref}
      type="button"
      className={css.row}
      aria-pressed={selection.kind === "field" && selection.id === id}
      onClick={() => {
        select({ kind: "field", id, also: [] });
        document.querySelector(`[data-drop-field="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" });
      }}
    >
      <Icon size={14} />
      <span className="cut">{field.label}</span>
      {loose && <span className={css.offerType}>{t("designer:not_placed")}</span>}
    </button>
  );
}

/** What can be put into the form: types by group, and the fields that it has. */
export function Palette() {
  const t = useT("designer");
  const { form } = useDesigner();
  const types = useFieldTypes();
  const [tab, setTab] = useState("new");
  const [search, setSearch] = useState("");
  const found = types.filter((info) => !search.trim() || isFound(info, search));
  const groups = [...new Set(types.map((info) => info.group))];
  const fields = form.order.filter((id) => matches(`${form.fields[id]?.label ?? ""} ${id}`, search));
  return (
    <div className={css.palette}>
      <Tabs label={t("designer:palette")} value={tab} onChange={setTab} tabs={[{ id: "new", label: t("designer:new_fields") }, { id: "existing", label: t("designer:existing_fields"), count: form.order.length }]}>
        <div className={css.searchRow}>
          <Input icon={IconSearch} value={search} aria-label={t(tab === "new" ? "designer:find_type" : "designer:find_field")} placeholder={t(tab === "new" ? "designer:find_type" : "designer:find_field")} onChange={(event) => setSearch(event.currentTarget.value)} />
        </div>
        {tab === "new" ? (
          <>
            {groups.map((group) => {
              const members = found.filter((info) => info.group === group);
              if (members.length === 0) return null;
              return (
                <div key={group} role="group" aria-label={t(`designer:groups.${group}`)} className={css.group}>
                  <p className={css.groupName} aria-hidden="true">{t(`designer:groups.${group}`)}</p>
                  <div className={css.types}>{members.map((info) => <TypeButton key={info.type} info={info} />)}</div>
                </div>
              );
            })}
            {types.length > 0 && found.length === 0 && <p className={css.nothing}>{t("common:nothing_found")}</p>}
          </>
        ) : (
          <div className={css.rows}>{fields.map((id) => <FieldRow key={id} id={id} />)}</div>
        )}
      </Tabs>
    </div>
  );
}
