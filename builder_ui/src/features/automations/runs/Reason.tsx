import { useMemo } from "react";
import type { AppDef, FormDef } from "@/api/types";
import { fromExpression } from "@/conditions/expression";
import { literalKind } from "@/conditions/kinds";
import type { Group } from "@/conditions/model";
import { useNames } from "@/conditions/names";
import { toSentence } from "@/conditions/sentence";
import { useT } from "@/i18n";
import css from "./runs.module.css";

interface ReasonProps {
  app: AppDef;
  form: FormDef | undefined;
  /** The condition as it was written. */
  text: string;
  /** What stands there when it is more than a list of comparisons. */
  shown: string;
}

/** A rule's condition as a sentence, where the condition builder could have written it; else as an expression. */
export function Reason({ app, form, text, shown }: Readonly<ReasonProps>) {
  const tree = useMemo(() => (form ? fromExpression(text, (id) => literalKind(form.fields[id])) : null), [form, text]);
  return <p className={css.condition}>{form && tree ? <Sentence app={app} form={form} tree={tree} /> : shown}</p>;
}

function Sentence({ app, form, tree }: Readonly<{ app: AppDef; form: FormDef; tree: Group }>) {
  const t = useT("runtime");
  return toSentence(tree, t, useNames(app.id, form, tree));
}
