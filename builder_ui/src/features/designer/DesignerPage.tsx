import { useParams } from "@tanstack/react-router";
import { useApp } from "@/api/queries";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { Designer } from "./Designer";
import css from "./designer.module.css";
import { designedForm } from "./model/designed";
import { useDraft } from "./state/useDraft";

/** A form of the app, being changed: what is done here is a draft until it is published. */
export function DesignerPage() {
  const { app: id, form: formId } = useParams({ strict: false }) as { app: string; form: string };
  const app = useApp(id);
  const work = useDraft(id);
  if (app.data && !app.data.can_edit) return <ErrorState error={{ status: 403 }} />;
  if (work === null || !app.data) return <div className={css.waiting}><Skeleton lines={10} height={28} /></div>;
  if ("error" in work) return <ErrorState error={work.error} retry={work.retry} />;
  const form = designedForm(work.draft.app, work.draft.definition, formId);
  if (!form) return <ErrorState error={{ status: 404 }} />;
  return <Designer key={`${id}/${formId}`} work={work} live={app.data} form={form} />;
}
