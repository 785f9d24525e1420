import type { FormDef } from "@/api/types";
import { fromExpression } from "@/conditions/expression";
import { literalKind } from "@/conditions/kinds";
import { NOTHING } from "@/conditions/model";
import { useNames } from "@/conditions/names";
import { toSentence } from "@/conditions/sentence";
import { useShown } from "@/expression-editor/queries";
import { useT } from "@/i18n";
import { useDesigner } from "./context";

/** A condition in words: as a sentence where it can be clicked together, else as an expression with labels. */
export function ConditionText({ text, of }: Readonly<{ text: string; of?: FormDef | undefined }>) {
  const t = useT("runtime");
  const { app, form: own } = useDesigner();
  const form = of ?? own;
  const tree = fromExpression(text, (field) => literalKind(form.fields[field]));
  const names = useNames(app.id, form, tree ?? NOTHING);
  return tree ? <>{toSentence(tree, t, names)}</> : <Expression text={text} form={form} />;
}

function Expression({ text, form }: Readonly<{ text: string; form: FormDef }>) {
  const { app } = useDesigner();
  const shown = useShown(app.id, form.id, text, "condition");
  return <>{shown.data ?? text}</>;
}
