import { lazy, Suspense, useEffect, useRef, useState } from "react";
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
  const [missing, setMissing] = useState<{ values: Values; refused: Record<string, string> } | null>(null);
  const current = useRef<HTMLLIElement>(null);
  const now = field ? record[field.id] : undefined;
  // On narrow screens the steps scroll sideways: the current one is in view.
  useEffect(() => {
    const [step, list] = [current.current, current.current?.parentElement];
    if (step && list && list.scrollWidth > list.clientWidth) list.scrollLeft = step.offsetLeft - list.offsetLeft - 24;
  }, [now]);
  if (!field) return null;
  const still = field.readonly || !form.can.update;

  const go = (option: string) => {
    update.mutate(
      { id: record.id, revision: record.revision, values: { [field.id]: option } },
      {
        onError: (error) => {
          // Another field is needed for this step: the form opens with the step already chosen.
          if (isApiError(error) && error.errors.some(({ path }) => path !== field.id && path !== "")) setMissing({ values: { [field.id]: option }, refused: error.byField });
          else toast({ kind: "error", text: isApiError(error, 412) ? t("record:changed_meanwhile") : error.message });
        },
      },
    );
  };

  return (
    <>
      <ol className={css.stages} aria-label={field.label}>
        {stepsOf(field, record[field.id]).map(({ option, state, open }) => (
          <li key={option.id} data-state={state} data-open={open || undefined} ref={state === "now" ? current : undefined}>
            <button
              type="button"
              disabled={state !== "now" && (still || !open || update.isPending)}
              aria-current={state === "now" ? "step" : undefined}
              style={state === "now" ? { background: `var(--tag-${hueOf(option.color)}-bg)`, color: `var(--tag-${hueOf(option.color)})`, borderColor: "transparent" } : undefined}
              title={state !== "now" && !open ? t("record:step_barred") : undefined}
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
          <FormDialog app={app} form={form.id} id={record.id} values={missing.values} refused={missing.refused} onClose={() => setMissing(null)} onSaved={() => setMissing(null)} />
        </Suspense>
      )}
    </>
  );
}
