import { useId, useState } from "react";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { IconRelation } from "@/ui/icons";
import { Frame, Switch } from "@/ui/Input";
import { Select } from "@/ui/Select";
import { useDesigner } from "./context";
import css from "./designer.module.css";
import { treeAt } from "./model/tree";
import { DraftText } from "./panel/controls";
import { RelateDialog } from "./RelateDialog";

const HOLE = /^\{\{\s*([a-z][a-z0-9_]*)\s*\}\}$/;

/** What concerns the form as a whole: its names, its title, what it is related to. */
export function SettingsTab() {
  const t = useT("designer");
  const id = useId();
  const { app, form, definition, edit } = useDesigner();
  const [relating, setRelating] = useState(false);
  const at = `form/${form.id}`;
  const tree = treeAt(definition, at);
  const text = (key: string): string => (typeof tree[key] === "string" ? (tree[key] as string) : "");
  const label = (key: string) => (next: string) => {
    if (next) void edit([{ op: "label", at: `${at}/${key}`, text: next }]);
    else if (key in tree) void edit([{ op: "remove", at: `${at}/${key}` }]);
  };
  const titled = HOLE.exec(text("title"))?.[1] ?? null;
  const titles = form.order.flatMap((name) => (form.fields[name] && !form.fields[name].settings.fields ? [{ value: name, label: form.fields[name].label }] : []));
  const own = text("title") && !titled ? [{ value: "", label: text("title") }] : [];
  const related = Object.values(form.fields).filter((field) => field.settings.to && app.forms[field.settings.to]);
  return (
    <div className={css.scroll}>
      <div className={css.sheet}>
        <DraftText label={t("designer:settings.label")} value={form.label} required maxLength={200} onDone={(next) => next && label("label")(next)} />
        <DraftText label={t("designer:settings.label_plural")} help={t("designer:settings.label_plural_help")} value={text("label_plural")} maxLength={200} onDone={label("label_plural")} />
        <DraftText long label={t("designer:settings.help")} value={text("help")} onDone={label("help")} />
        <Frame label={t("designer:settings.title")} htmlFor={`${id}-title`} help={t("designer:settings.title_help")}>
          <Select id={`${id}-title`} labelledBy={`${id}-title-label ${id}-title`} value={own.length > 0 ? "" : titled} options={[...own, ...titles]} onChange={(next) => next && void edit([{ op: "set", at: `${at}/title`, to: `{{ ${next} }}` }])} />
        </Frame>
        <Switch label={t("designer:settings.history")} checked={text("history") !== "none"} onChange={(event) => void edit([event.currentTarget.checked ? { op: "remove", at: `${at}/history` } : { op: "set", at: `${at}/history`, to: "none" }])} />
        <section className={css.relations} aria-label={t("designer:settings.relations")}>
          <h2>{t("designer:settings.relations")}</h2>
          <ul>
            {related.map((field) => <li key={field.id}>{t("designer:relate.sentence", { one: app.forms[field.settings.to ?? ""]?.label ?? "", many: form.label_plural })}<span className="muted"> · {field.label}</span></li>)}
            {form.related.map((list) => <li key={`r-${list.id}`}>{t("designer:relate.sentence", { one: form.label, many: app.forms[list.form]?.label_plural ?? list.form })}<span className="muted"> · {list.label}</span></li>)}
          </ul>
          <Button size="sm" icon={IconRelation} onClick={() => setRelating(true)}>{t("designer:relate.title")}</Button>
        </section>
        {relating && <RelateDialog onClose={() => setRelating(false)} />}
      </div>
    </div>
  );
}
