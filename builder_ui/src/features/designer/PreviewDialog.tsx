import { Suspense, useState } from "react";
import type { FieldDef, Value } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { COMPANY } from "@/lib/here";
import { Segmented } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Select } from "@/ui/Select";
import { useDesigner } from "./context";
import css from "./designer.module.css";

const ADMIN = "admin:";
const PERSON = "user:";

/** The draft as people will fill it in: on a desktop, on a phone, as a role or one person sees it. Nothing is saved. */
export function PreviewDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const t = useT("designer");
  const { app, form } = useDesigner();
  const [size, setSize] = useState<"desktop" | "phone">("desktop");
  const [as, setAs] = useState(ADMIN);
  const [person, setPerson] = useState<Value>(null);
  const roles = Object.values(app.roles).map((role) => ({ value: role.id, label: role.label }));
  const id = typeof person === "object" && person !== null && !Array.isArray(person) ? Number(person.id) : null;
  const seenBy = as === PERSON ? (id === null ? "" : `${PERSON}${id}`) : as === ADMIN ? "" : as;
  const address = `/preview/${app.id}/${form.id}${seenBy ? `?as=${encodeURIComponent(seenBy)}` : ""}`;
  const type = fieldType("user");
  const field: FieldDef = { id: "person", type: "user", label: t("designer:preview.person"), required: false, readonly: false, computed: null, settings: { to: "user", to_app: COMPANY }, can: { read: true, write: true }, sortable: false, filterable: false, operators: [] };
  return (
    <Modal open size="xl" title={t("designer:preview.title", { form: form.label })} onClose={onClose}>
      <div className={css.previewBar}>
        <Segmented label={t("designer:preview.size")} value={size} onChange={setSize} options={[{ value: "desktop", label: t("designer:preview.desktop") }, { value: "phone", label: t("designer:preview.phone") }]} />
        <div className={css.previewAs}>
          <span>{t("designer:preview.as")}</span>
          <div><Select label={t("designer:preview.as")} value={as} options={[{ value: ADMIN, label: t("designer:preview.admin") }, ...roles, { value: PERSON, label: t("designer:preview.person") }]} onChange={(next) => setAs(next ?? ADMIN)} /></div>
          {as === PERSON && (
            <Suspense fallback={null}>
              <label className="vh" htmlFor="preview-person">{field.label}</label>
              <div><type.FormInput id="preview-person" field={field} value={person} place={{ app: COMPANY, form: "user", record: null }} onChange={setPerson} /></div>
            </Suspense>
          )}
        </div>
      </div>
      <div className={css.previewStage} data-size={size}>
        <iframe key={address} className={css.previewFrame} title={t("designer:preview.title", { form: form.label })} src={address} />
      </div>
    </Modal>
  );
}
