import { lazy, Suspense, useState } from "react";
import { isApiError } from "@/api/errors";
import { useUpdateRecord } from "@/api/queries";
import type { FormDef, RecordData, Values } from "@/api/types";
import { useT } from "@/i18n";
import { IconCheck } from "@/ui/icons";
import { hueOf } from "@/ui/Tag";
import { toast } from "@/ui/Toast";
import { stageField, stepsOf } from "./model";
import css from "./record.module.css";

const FormDialog = lazy(() => import("../form/FormDialog").then((module) => ({ default: module.FormDialog })));

/** The way a record goes, as steps; those that may follow can be pressed. */
export function StageBar({ app, form, record }: Readonly<{ app: string; form: FormDef; record: RecordData }>) {
  const t = useT("record");
  const field = stageField(form);
  const update = useUpdateRecord(app, form);
  const [missing, setMissing] = useState<Values | null>(null);
  if (!field) return null;
  const still = field.readonly || !form.can.update;

  const go = (option: string) => {
    update.mutate(
      { id: record.id, revision: record.revision, values: { [field.id]: option } },
      {
        onError: (error) => {
          // Another field is needed for this step: the form opens with the step already chosen.
          const other = isApiError(error) && error.errors.some(({ path }) => path !== field.id && path !== "");
          if (other) setMissing({ [field.id]: option });
          else toast({ kind: "error", text: isApiError(error, 412) ? t("record:changed_meanwhile") : error.message });
        },
      },
    );
  };

  return (
    <>
      <ol className={css.stages} aria-label={field.label}>
        {stepsOf(field, record[field.id]).map(({ option, state }) => (
          <li key={option.id} data-state={state}>
            <button
              type="button"
              disabled={still || state === "barred" || update.isPending}
              aria-current={state === "now" ? "step" : undefined}
              style={state === "now" ? { background: `var(--tag-${hueOf(option.color)}-bg)`, color: `var(--tag-${hueOf(option.color)})`, borderColor: "transparent" } : undefined}
              title={state === "barred" ? t("record:step_barred") : undefined}
              onClick={() => state !== "now" && go(option.id)}
            >
              {state === "now" && <IconCheck size={14} />}
              <span className="cut">{option.label}</span>
            </button>
          </li>
        ))}
      </ol>
      {missing && (
        <Suspense fallback={null}>
          <FormDialog app={app} form={form.id} id={record.id} values={missing} onClose={() => setMissing(null)} onSaved={() => setMissing(null)} />
        </Suspense>
      )}
    </>
  );
}
