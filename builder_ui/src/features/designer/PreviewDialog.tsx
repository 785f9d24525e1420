import { useState } from "react";
import { useT } from "@/i18n";
import { Segmented } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Select } from "@/ui/Select";
import { useDesigner } from "./context";
import css from "./designer.module.css";

/** The draft as people will fill it in: on a desktop, on a phone, as one of the roles. Nothing is saved. */
export function PreviewDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const t = useT("designer");
  const { app, form } = useDesigner();
  const [size, setSize] = useState<"desktop" | "phone">("desktop");
  const [as, setAs] = useState("");
  const roles = Object.values(app.roles).map((role) => ({ value: role.id, label: role.label }));
  const address = `/preview/${app.id}/${form.id}${as ? `?as=${encodeURIComponent(as)}` : ""}`;
  return (
    <Modal open size="xl" title={t("designer:preview.title", { form: form.label })} onClose={onClose}>
      <div className={css.previewBar}>
        <Segmented label={t("designer:preview.size")} value={size} onChange={setSize} options={[{ value: "desktop", label: t("designer:preview.desktop") }, { value: "phone", label: t("designer:preview.phone") }]} />
        <label className={css.previewAs}>
          <span>{t("designer:preview.as")}</span>
          <div><Select label={t("designer:preview.as")} value={as} options={[{ value: "", label: t("designer:preview.admin") }, ...roles]} onChange={(next) => setAs(next ?? "")} /></div>
        </label>
      </div>
      <div className={css.previewStage} data-size={size}>
        <iframe key={address} className={css.previewFrame} title={t("designer:preview.title", { form: form.label })} src={address} />
      </div>
    </Modal>
  );
}
