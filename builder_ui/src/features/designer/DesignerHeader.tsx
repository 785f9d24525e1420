import { useState } from "react";
import { useLanguage, useT } from "@/i18n";
import { formatAgo, formatClock } from "@/lib/format";
import { Button, IconButton, LinkButton } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import { IconAlert, IconArrowLeft, IconDots, IconEye, IconHistory, IconTrash } from "@/ui/icons";
import { IconRedo, IconUndo } from "@/ui/toolIcons";
import { Menu } from "@/ui/Menu";
import { LabelText } from "./canvas/LabelText";
import { useDesigner } from "./context";
import css from "./designer.module.css";
import type { DraftWork } from "./state/useDraft";
import { Wishes } from "./Wishes";

interface DesignerHeaderProps {
  work: DraftWork;
  tab: string;
  tabs: readonly { id: string; label: string }[];
  onTab: (tab: string) => void;
  onUndo: () => void;
  onRedo: () => void;
  onPreview: () => void;
  onPublish: () => void;
  onDiscard: () => void;
  onProblems: () => void;
}

function Status({ work }: Readonly<{ work: DraftWork }>) {
  const t = useT("designer");
  const language = useLanguage();
  const { draft, saving, savedAt } = work;
  const changes = draft.changes > 0 ? t("designer:status.changes", { count: draft.changes }) : t("designer:status.none");
  const kept = saving ? t("common:saving") : savedAt !== null ? t("designer:status.saved", { time: formatClock(new Date(savedAt).toISOString(), language) }) : "";
  return (
    <span className={css.status} role="status" data-saved={!saving} data-changes={draft.changes}>
      <span>{changes}</span>
      {kept && <span className="muted">{kept}</span>}
    </span>
  );
}

/** Who and what is being edited, how far it is kept, and what can be done with it. */
export function DesignerHeader({ work, tab, tabs, onTab, onUndo, onRedo, onPreview, onPublish, onDiscard, onProblems }: Readonly<DesignerHeaderProps>) {
  const t = useT("designer");
  const language = useLanguage();
  const phone = usePhone();
  const { app, form, edit } = useDesigner();
  const [renaming, setRenaming] = useState(false);
  const { draft } = work;
  const broken = draft.problems.filter((problem) => problem.severity !== "warning").length;
  const other = draft.others[0];
  return (
    <header className={css.header}>
      <div className={css.titleRow}>
        <LinkButton look="quiet" icon={IconArrowLeft} aria-label={t("designer:back")} title={t("designer:back")} to="/a/$app/f/$form" params={{ app: app.id, form: form.id }} />
        {renaming ? (
          <LabelText value={form.label} label={t("designer:settings.label")} onCancel={() => setRenaming(false)} onDone={(text) => { setRenaming(false); void edit([{ op: "label", at: `form/${form.id}/label`, text }]); }} />
        ) : (
          <h1 className={css.formName}><button type="button" title={t("designer:rename")} onClick={() => setRenaming(true)}>{form.label}</button></h1>
        )}
        <Status work={work} />
        {broken > 0 && <Button size="sm" look="quiet" icon={IconAlert} className={css.broken} onClick={onProblems}>{t("designer:n_problems", { count: broken })}</Button>}
        <Wishes session={work.session} />
        <span className={css.spacer} />
        <IconButton icon={IconUndo} label={t("designer:undo")} disabled={draft.position === 0} onClick={onUndo} />
        <IconButton icon={IconRedo} label={t("designer:redo")} disabled={draft.position >= draft.steps.length} onClick={onRedo} />
        {phone ? <IconButton look="default" icon={IconEye} label={t("designer:preview.open")} onClick={onPreview} /> : <Button icon={IconEye} onClick={onPreview}>{t("designer:preview.open")}</Button>}
        <Button look="primary" disabled={!draft.exists || draft.changes === 0} onClick={onPublish}>{t("designer:publish.open")}</Button>
        <Menu
          target={<IconButton icon={IconDots} label={t("common:more")} />}
          sections={[{ key: "draft", items: [
            { key: "versions", icon: IconHistory, label: t("designer:versions.title"), href: `/a/${app.id}/versions` },
            { key: "discard", icon: IconTrash, danger: true, label: t("designer:discard"), disabled: !draft.exists, onSelect: onDiscard },
          ] }]}
        />
      </div>
      {other && <p className={css.others} role="status">{t("designer:others", { who: other.who, count: other.changes, when: formatAgo(other.at, language) })}</p>}
      <nav className={css.tabs} aria-label={t("designer:parts")}>
        {tabs.map((one) => <button key={one.id} type="button" className={css.tab} aria-current={one.id === tab ? "page" : undefined} onClick={() => onTab(one.id)}>{one.label}</button>)}
      </nav>
    </header>
  );
}
