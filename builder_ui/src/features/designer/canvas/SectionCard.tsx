import type { KeyboardEvent, ReactNode } from "react";
import { useState } from "react";
import type { LayoutSection } from "@/api/types";
import { useT } from "@/i18n";
import { DISPLAYS } from "@/lib/pages";
import { IconButton } from "@/ui/Button";
import { IconArrowDown, IconArrowUp, IconEyeOff, IconTrash } from "@/ui/icons";
import { IconDots } from "@/ui/toolIcons";
import { Menu } from "@/ui/Menu";
import { ConditionText } from "../ConditionText";
import { useDesigner } from "../context";
import { removeSectionEdits, sectionPath, withLayout } from "../model/layout";
import type { Edit } from "../model/types";
import css from "./canvas.module.css";
import { LabelText } from "./LabelText";

interface SectionCardProps {
  section: LayoutSection;
  /** Its number among the pages, when it begins one. */
  page: number | null;
  children: ReactNode;
}

const COLUMNS = [1, 2, 3, 4] as const;

/** A section of the form with its heading and what can be done to it. */
export function SectionCard({ section, page, children }: Readonly<SectionCardProps>) {
  const t = useT("designer");
  const { form, definition, selection, select, edit } = useDesigner();
  const [renaming, setRenaming] = useState(false);
  const chosen = selection.kind === "section" && selection.id === section.id;
  const at = sectionPath(form.id, section.id);
  const place = form.layout.findIndex((one) => one.id === section.id);
  const change = (...edits: Edit[]): void => void edit(withLayout(definition, form, edits));
  const move = (by: 1 | -1): void => {
    const to = place + by;
    const others = form.layout.filter((one) => one.id !== section.id);
    change({ op: "move", at: `form/${form.id}/layout`, item: section.id, after: to === 0 ? null : (others[to - 1]?.id ?? null) });
  };
  const label = section.label ?? t("designer:section");
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "F2") {
      event.preventDefault();
      setRenaming(true);
    }
  };
  const display = section.display ?? "section";
  return (
    <section className={css.section} data-section={section.id} data-chosen={chosen || undefined} data-display={display} aria-label={label}>
      {page !== null && <p className={css.page}>{t("designer:page_n", { n: page })}</p>}
      <header className={css.sectionHead}>
        {renaming ? (
          <LabelText
            value={section.label ?? ""}
            label={t("designer:label_of", { field: label })}
            onCancel={() => setRenaming(false)}
            onDone={(text) => {
              setRenaming(false);
              change({ op: "label", at: `${at}/label`, text });
            }}
          />
        ) : (
          <h2>
            <button type="button" className={css.sectionName} aria-pressed={chosen} onClick={() => select({ kind: "section", id: section.id })} onDoubleClick={() => setRenaming(true)} onKeyDown={onKeyDown}>
              {label}
            </button>
          </h2>
        )}
        {display === "tab" && <span className={css.mark}>{t("designer:display.tab")}</span>}
        <Menu
          target={<IconButton size="sm" icon={IconDots} label={t("designer:section_menu", { section: label })} />}
          sections={[
            { key: "columns", label: t("designer:columns"), items: COLUMNS.map((n) => ({ key: `c${n}`, label: t("designer:n_columns", { count: n }), checked: section.columns === n, onSelect: () => change({ op: "set", at: `${at}/columns`, to: n }) })) },
            { key: "display", label: t("designer:display.title"), items: DISPLAYS.map((one) => ({ key: one, label: t(`designer:display.${one}`), checked: display === one, onSelect: () => change(one === "section" ? { op: "remove", at: `${at}/display` } : { op: "set", at: `${at}/display`, to: one }) })) },
            {
              key: "order",
              items: [
                { key: "up", icon: IconArrowUp, label: t("designer:move_up"), disabled: place <= 0, onSelect: () => move(-1) },
                { key: "down", icon: IconArrowDown, label: t("designer:move_down"), disabled: place >= form.layout.length - 1, onSelect: () => move(1) },
                { key: "delete", icon: IconTrash, label: t("designer:delete_section"), danger: true, disabled: form.layout.length < 2, onSelect: () => void edit(removeSectionEdits(definition, form, section.id)) },
              ],
            },
          ]}
        />
      </header>
      {section.visible && (
        <p className={css.note} data-hiding="section">
          <IconEyeOff size={13} />
          <span>{t("designer:hidden.section")} <ConditionText text={section.visible} /></span>
        </p>
      )}
      {children}
    </section>
  );
}
