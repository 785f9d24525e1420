import { useState } from "react";
import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { IconBolt, IconTrash } from "@/ui/icons";
import { MultiSelect, Select } from "@/ui/Select";
import { Frame } from "@/ui/Input";
import { Tag } from "@/ui/Tag";
import { useDesigner } from "./context";
import { treeAt } from "./model/tree";
import type { Edit, Tree } from "./model/types";
import { ConditionControl } from "./panel/ConditionControl";
import { DraftText } from "./panel/controls";
import css from "./designer.module.css";

const EFFECTS = ["show", "hide", "require", "readonly"] as const;

function Rule({ id, rule }: Readonly<{ id: string; rule: Tree }>) {
  const t = useT("designer");
  const { form, edit } = useDesigner();
  const at = `form/${form.id}/logic/${id}`;
  const fields = form.order.flatMap((name) => (form.fields[name] ? [{ value: name, label: form.fields[name].label, shown: <Tag>{form.fields[name].label}</Tag> }] : []));
  const set = (key: string, to: Json | undefined): void => {
    const edits: Edit[] = to === undefined ? (key in rule ? [{ op: "remove", at: `${at}/${key}` }] : []) : [{ op: "set", at: `${at}/${key}`, to }];
    void edit(edits);
  };
  return (
    <li className={css.rule} data-rule={id}>
      <div className={css.ruleHead}>
        <ConditionControl label={t("designer:logic.when")} help={undefined} value={typeof rule.when === "string" ? rule.when : undefined} onChange={(next) => next !== undefined && set("when", next)} />
        <IconButton size="sm" icon={IconTrash} label={t("designer:logic.remove")} onClick={() => void edit([{ op: "remove", at }])} />
      </div>
      <div className={css.effects}>
        {EFFECTS.map((effect) => {
          const key = `${id}-${effect}`;
          return (
            <Frame key={effect} label={t(`designer:logic.${effect}`)} htmlFor={key}>
              <MultiSelect id={key} labelledBy={`${key}-label ${key}`} placeholder={t("designer:logic.no_field")} options={fields} value={Array.isArray(rule[effect]) ? rule[effect].map(String) : []} onChange={(next) => set(effect, next.length > 0 ? next : undefined)} />
            </Frame>
          );
        })}
        <DraftText label={t("designer:logic.error")} help={t("designer:logic.error_help")} value={typeof rule.error === "string" ? rule.error : ""} maxLength={200} onDone={(text) => (text ? void edit([{ op: "label", at: `${at}/error`, text }]) : set("error", undefined))} />
        {typeof rule.error === "string" && (
          <Frame label={t("designer:logic.at")} htmlFor={`${id}-at`}>
            <Select id={`${id}-at`} labelledBy={`${id}-at-label ${id}-at`} clearable options={fields} value={typeof rule.field === "string" ? rule.field : null} onChange={(next) => set("field", next ?? undefined)} />
          </Frame>
        )}
      </div>
    </li>
  );
}

/** What the form does while it is filled in: one condition, and what holds then. */
export function LogicTab() {
  const t = useT("designer");
  const { form, definition, edit } = useDesigner();
  const logic = treeAt(definition, `form/${form.id}/logic`);
  const rules = Object.entries(logic).filter(([, rule]) => !("group" in (rule as Tree)));
  const [when, setWhen] = useState(0);
  const add = (condition: Json | undefined): void => {
    if (typeof condition !== "string" || !condition) return;
    let n = rules.length + 1;
    while (`rule_${n}` in logic) n += 1;
    setWhen(when + 1);
    void edit([{ op: "set", at: `form/${form.id}/logic/rule_${n}`, to: { when: condition } }]);
  };
  const create = <div className={css.newRule}><ConditionControl key={when} label={t("designer:logic.new")} help={t("designer:logic.new_help")} value={undefined} onChange={add} /></div>;
  return (
    <div className={css.scroll}>
      <div className={css.sheet}>
        {rules.length === 0 && <EmptyState compact icon={IconBolt} text={t("designer:logic.empty")} />}
        <ul className={css.rules}>{rules.map(([id, rule]) => <Rule key={id} id={id} rule={rule as Tree} />)}</ul>
        {create}
      </div>
    </div>
  );
}

