import { useId, useState } from "react";
import { needed, useFieldTypes } from "@/api/fieldTypes";
import type { FieldDef } from "@/api/types";
import { typeNamed } from "@/fields/guess";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@/ui/icons";
import { IconSettings } from "@/ui/toolIcons";
import { Frame, TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Select } from "@/ui/Select";
import { useDesigner } from "../context";
import { listAt, treeAt } from "../model/tree";
import type { Edit } from "../model/types";
import { DraftText } from "./controls";
import css from "./panel.module.css";
import { PropertyList } from "./PropertyList";

/** The columns of the rows inside a record: each is a field of its own. */
export function RowFields({ field, at }: Readonly<{ field: FieldDef; at: string }>) {
  const t = useT("designer");
  const { definition, edit } = useDesigner();
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const columns = field.settings.fields ?? {};
  const written = listAt(definition, `${at}/columns`).map(String);
  const order = written.length > 0 ? [...written.filter((id) => columns[id]), ...Object.keys(columns).filter((id) => !written.includes(id))] : Object.keys(columns);
  const move = (id: string, by: 1 | -1): void => {
    const next = [...order];
    const from = next.indexOf(id);
    const to = from + by;
    if (to < 0 || to >= next.length) return;
    next.splice(from, 1);
    next.splice(to, 0, id);
    void edit([{ op: "set", at: `${at}/columns`, to: next }]);
  };
  const remove = (id: string): void => {
    const edits: Edit[] = [{ op: "remove", at: `${at}/fields/${id}` }];
    void edit(written.includes(id) ? [...edits, { op: "set", at: `${at}/columns`, to: written.filter((one) => one !== id) }] : edits);
  };
  const chosen = open ? columns[open] : undefined;
  return (
    <div className={css.rows} role="group" aria-label={t("designer:columns_of.title")}>
      <span className={css.caption}>{t("designer:columns_of.title")}</span>
      {order.length === 0 && <p className="small muted">{t("designer:columns_of.empty")}</p>}
      <ul className={css.options}>
        {order.map((id, index) => {
          const column = columns[id];
          if (!column) return null;
          const Icon = fieldType(column.type).icon;
          return (
            <li key={id} className={css.column} data-column={id}>
              <Icon size={14} />
              <span className="cut">{column.label}</span>
              <IconButton size="sm" icon={IconArrowUp} label={t("designer:move_up")} disabled={index === 0} onClick={() => move(id, -1)} />
              <IconButton size="sm" icon={IconArrowDown} label={t("designer:move_down")} disabled={index === order.length - 1} onClick={() => move(id, 1)} />
              <IconButton size="sm" icon={IconSettings} label={t("designer:columns_of.edit", { column: column.label })} onClick={() => setOpen(id)} />
              <IconButton size="sm" icon={IconTrash} label={t("designer:columns_of.remove", { column: column.label })} onClick={() => remove(id)} />
            </li>
          );
        })}
      </ul>
      <div className={css.buttons}><Button size="sm" look="quiet" icon={IconPlus} onClick={() => setAdding(true)}>{t("designer:columns_of.add")}</Button></div>
      {adding && <NewColumn subform={field.id} onClose={() => setAdding(false)} />}
      {open && chosen && <ColumnDialog field={chosen} at={`${at}/fields/${open}`} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** A name suggests its type; another may be chosen. */
function NewColumn({ subform, onClose }: Readonly<{ subform: string; onClose: () => void }>) {
  const t = useT("designer");
  const id = useId();
  const { form, edit } = useDesigner();
  const types = useFieldTypes().filter((info) => !("fields" in info.defaults) && needed(info).length === 0);
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const type = chosen ?? typeNamed(label, types) ?? "text";
  const done = (): void => {
    if (!label.trim()) return;
    const info = types.find((one) => one.type === type);
    void edit([{ op: "add_field", form: form.id, in: subform, field: { ...info?.defaults, type, label: label.trim() } }]);
    onClose();
  };
  return (
    <Modal
      open
      size="sm"
      title={t("designer:columns_of.new")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" disabled={!label.trim()} onClick={done}>{t("designer:columns_of.add")}</Button>
        </>
      }
    >
      <form
        className={css.ask}
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
      >
        <TextInput label={t("designer:columns_of.name")} value={label} required data-autofocus="" autoComplete="off" maxLength={200} onChange={(event) => setLabel(event.currentTarget.value)} />
        <Frame label={t("designer:columns_of.type")} htmlFor={id}>
          <Select id={id} labelledBy={`${id}-label ${id}`} value={type} options={types.map((info) => ({ value: info.type, label: info.label }))} onChange={setChosen} />
        </Frame>
      </form>
    </Modal>
  );
}

function ColumnDialog({ field, at, onClose }: Readonly<{ field: FieldDef; at: string; onClose: () => void }>) {
  const t = useT("designer");
  const { definition, edit } = useDesigner();
  const info = useFieldTypes().find((one) => one.type === field.type);
  if (Object.keys(treeAt(definition, at)).length === 0) return null;
  return (
    <Modal open title={t("designer:columns_of.edit", { column: field.label })} onClose={onClose} footer={<Button look="primary" onClick={onClose}>{t("common:done")}</Button>}>
      <div className={css.ask}>
        <DraftText label={t("designer:label")} value={field.label} required maxLength={200} onDone={(text) => text && void edit([{ op: "label", at: `${at}/label`, text }])} />
        {info && (["basic", "validation"] as const).map((area) => <PropertyList key={area} info={info} area={area} field={field} at={at} />)}
      </div>
    </Modal>
  );
}
