import { useState } from "react";
import { needed } from "@/api/fieldTypes";
import type { FieldDef, Json } from "@/api/types";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import type { FieldTypeInfo, Tree } from "./model/types";
import css from "./panel/panel.module.css";
import { controlFor } from "./panel/registry";

interface SetupDialogProps {
  info: FieldTypeInfo;
  label: string;
  onClose: () => void;
  onDone: (label: string, settings: Tree) => void;
}

/** A new field of a type that has to be told something first: which form it leads to, what it works out. */
export function SetupDialog({ info, label: first, onClose, onDone }: Readonly<SetupDialogProps>) {
  const t = useT("designer");
  const [label, setLabel] = useState(first);
  const [settings, setSettings] = useState<Tree>(info.defaults);
  const keys = needed(info);
  const ready = label.trim() !== "" && keys.every((key) => settings[key] !== undefined && settings[key] !== "");
  const field: FieldDef = { id: "", type: info.type, label, required: false, readonly: false, computed: null, settings: {}, can: { read: true, write: true }, sortable: false, filterable: false, operators: [] };
  const done = (): void => {
    if (ready) onDone(label.trim(), settings);
  };
  const set = (key: string, value: Json | undefined): void => setSettings((old) => (value === undefined ? Object.fromEntries(Object.entries(old).filter(([name]) => name !== key)) : { ...old, [key]: value }));
  return (
    <Modal
      open
      title={t("designer:setup_title", { type: info.label })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" disabled={!ready} onClick={done}>{t("designer:add_field")}</Button>
        </>
      }
    >
      <div className={css.ask}>
        <TextInput label={t("designer:label")} value={label} required data-autofocus="" autoComplete="off" maxLength={200} onChange={(event) => setLabel(event.currentTarget.value)} />
        {keys.map((key) => {
          const schema = info.schema.properties[key] ?? {};
          const Control = controlFor(key, schema);
          return <Control key={key} property={{ key, schema, required: true }} label={schema.title ?? key} help={schema.description} value={settings[key]} field={field} at="" onChange={(value) => set(key, value)} />;
        })}
      </div>
    </Modal>
  );
}
