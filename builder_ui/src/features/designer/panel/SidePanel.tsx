import { useT } from "@/i18n";
import { IconForm } from "@/ui/icons";
import { useDesigner } from "../context";
import { FieldPanel } from "./FieldPanel";
import css from "./panel.module.css";
import { SectionPanel } from "./SectionPanel";

/** What can be said about what is selected. */
export function SidePanel() {
  const t = useT("designer");
  const { selection } = useDesigner();
  if (selection.kind === "field") return <FieldPanel id={selection.id} />;
  if (selection.kind === "section") return <SectionPanel id={selection.id} />;
  return (
    <div className={css.nothing}>
      <IconForm size={22} />
      <p>{t("designer:nothing_selected")}</p>
      <p className="small">{t("designer:keys")}</p>
    </div>
  );
}
