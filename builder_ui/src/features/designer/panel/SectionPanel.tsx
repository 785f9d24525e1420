import { useT } from "@/i18n";
import { DISPLAYS } from "@/lib/pages";
import { Segmented } from "@/ui/Input";
import { useDesigner } from "../context";
import { sectionPath, withLayout } from "../model/layout";
import type { Edit } from "../model/types";
import { ConditionControl } from "./ConditionControl";
import { DraftText } from "./controls";
import css from "./panel.module.css";

/** A section's heading, columns, how it stands among the others, and when it is there. */
export function SectionPanel({ id }: Readonly<{ id: string }>) {
  const t = useT("designer");
  const { form, definition, edit } = useDesigner();
  const section = form.layout.find((one) => one.id === id);
  if (!section) return null;
  const at = sectionPath(form.id, id);
  const change = (one: Edit): void => void edit(withLayout(definition, form, [one]));
  const display = section.display ?? "section";
  return (
    <div className={css.panel}>
      <h2 className={css.title}>{t("designer:section")}</h2>
      <div className={css.list}>
        <DraftText key={id} label={t("designer:label")} value={section.label ?? ""} maxLength={200} onDone={(text) => text && change({ op: "label", at: `${at}/label`, text })} />
        <div className={css.field}>
          <span className={css.caption}>{t("designer:columns")}</span>
          <Segmented label={t("designer:columns")} value={String(section.columns)} options={["1", "2", "3", "4"].map((n) => ({ value: n, label: n }))} onChange={(n) => change({ op: "set", at: `${at}/columns`, to: Number(n) })} />
        </div>
        <div className={css.field}>
          <span className={css.caption}>{t("designer:display.title")}</span>
          <Segmented label={t("designer:display.title")} value={display} options={DISPLAYS.map((one) => ({ value: one, label: t(`designer:display.${one}`) }))} onChange={(one) => change(one === "section" ? { op: "remove", at: `${at}/display` } : { op: "set", at: `${at}/display`, to: one })} />
        </div>
        <ConditionControl label={t("designer:section_visible")} help={undefined} value={section.visible ?? undefined} onChange={(next) => change(next === undefined ? { op: "remove", at: `${at}/visible` } : { op: "set", at: `${at}/visible`, to: next })} />
      </div>
    </div>
  );
}
