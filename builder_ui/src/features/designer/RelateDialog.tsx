import { useState } from "react";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Select } from "@/ui/Select";
import { useDesigner } from "./context";
import css from "./panel/panel.module.css";

/** Two forms are related by a sentence: "One customer has many orders"; both sides are made. */
export function RelateDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const t = useT("designer");
  const { app, form, edit } = useDesigner();
  const forms = Object.values(app.forms);
  const [one, setOne] = useState<string>(forms.find((other) => other.id !== form.id)?.id ?? form.id);
  const [many, setMany] = useState<string>(form.id);
  const [labels, setLabels] = useState<{ one?: string; many?: string }>({});
  const name = (of: string, plural: boolean): string => (plural ? (app.forms[of]?.label_plural ?? of) : (app.forms[of]?.label ?? of));
  const labelOne = labels.one ?? name(one, false);
  const labelMany = labels.many ?? name(many, true);
  const choices = forms.map((other) => ({ value: other.id, label: other.label }));
  const pick = (side: "one" | "many", next: string | null): void => {
    if (!next) return;
    if (side === "one") setOne(next);
    else setMany(next);
    setLabels({});
  };
  const ready = labelOne.trim() !== "" && labelMany.trim() !== "";
  const done = (): void => {
    if (!ready) return;
    void edit([{ op: "relate", one, many, label_one: labelOne.trim(), label_many: labelMany.trim() }]);
    onClose();
  };
  return (
    <Modal
      open
      title={t("designer:relate.title")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" disabled={!ready} onClick={done}>{t("designer:relate.make")}</Button>
        </>
      }
    >
      <div className={css.ask}>
        <div className={css.relation} role="group" aria-label={t("designer:relate.title")}>
          <span>{t("designer:relate.one")}</span>
          <div><Select label={t("designer:relate.one_form")} value={one} options={choices} onChange={(next) => pick("one", next)} /></div>
          <span>{t("designer:relate.has_many")}</span>
          <div><Select label={t("designer:relate.many_form")} value={many} options={choices} onChange={(next) => pick("many", next)} /></div>
        </div>
        <p className={css.sentence} role="status">{t("designer:relate.sentence", { one: name(one, false), many: name(many, true) })}</p>
        <TextInput label={t("designer:relate.field_label", { form: name(many, false) })} value={labelOne} maxLength={200} onChange={(event) => setLabels({ ...labels, one: event.currentTarget.value })} />
        <TextInput label={t("designer:relate.list_label", { form: name(one, false) })} value={labelMany} maxLength={200} onChange={(event) => setLabels({ ...labels, many: event.currentTarget.value })} />
      </div>
    </Modal>
  );
}
