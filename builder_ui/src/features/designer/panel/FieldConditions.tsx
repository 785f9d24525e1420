import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import { useDesigner } from "../context";
import { treeAt } from "../model/tree";
import { ConditionControl } from "./ConditionControl";

const EFFECTS = ["show", "require", "readonly"] as const;

/** When this field is there, must be filled in, or is locked: parts of the form's logic that name it alone. */
export function FieldConditions({ field }: Readonly<{ field: string }>) {
  const t = useT("designer");
  const { form, definition, edit } = useDesigner();
  const logic = treeAt(definition, `form/${form.id}/logic`);
  const free = (wanted: string): string => {
    for (let n = 1; ; n += 1) {
      const id = n === 1 ? wanted : `${wanted}_${n}`;
      if (!(id in logic)) return id;
    }
  };
  return (
    <>
      {EFFECTS.map((effect) => {
        const found = Object.entries(logic).filter(([, rule]) => Array.isArray((rule as Record<string, Json>)[effect]) && ((rule as Record<string, Json[]>)[effect] ?? []).includes(field));
        const [rule, tree] = found[0] ?? [];
        const alone = tree !== undefined && EFFECTS.every((one) => ((tree as Record<string, Json[]>)[one] ?? []).every((name) => name === field)) && (tree as Record<string, Json>).error === undefined;
        const when = tree ? String((tree as Record<string, Json>).when ?? "") : undefined;
        const change = (next: Json | undefined): void => {
          const path = `form/${form.id}/logic/${rule ?? free(`${effect}_${field}`)}`;
          if (typeof next === "string") void edit([rule ? { op: "set", at: `${path}/when`, to: next } : { op: "set", at: path, to: { when: next, [effect]: [field] } }]);
          else if (rule) {
            const effects = EFFECTS.filter((one) => (tree as Record<string, Json>)[one] !== undefined);
            const list = ((tree as Record<string, Json[]>)[effect] ?? []).filter((name) => name !== field);
            const empty = list.length === 0 && effects.length === 1;
            void edit([empty ? { op: "remove", at: path } : list.length === 0 ? { op: "remove", at: `${path}/${effect}` } : { op: "set", at: `${path}/${effect}`, to: list }]);
          }
        };
        return <ConditionControl key={effect} label={t(`designer:effects.${effect}`)} help={tree !== undefined && !alone ? t("designer:shared_rule") : undefined} value={when} onChange={change} />;
      })}
    </>
  );
}
