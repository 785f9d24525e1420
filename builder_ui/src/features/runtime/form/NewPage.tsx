import { useBlocker, useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useId, useMemo, useRef } from "react";
import { useForm } from "@/api/queries";
import type { FormDef, Values } from "@/api/types";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/ConfirmDialog";
import { ErrorState } from "@/ui/ErrorState";
import { toast } from "@/ui/Toast";
import { ErrorSummary } from "./ErrorSummary";
import css from "./form.module.css";
import { RecordFields } from "./RecordFields";
import { useRecordForm } from "./useRecordForm";

/** A new record on a page of its own; `?field=value` fills in. */
export function NewPage() {
  const { app, form: formId } = useParams({ strict: false }) as { app: string; form: string };
  const form = useForm(app, formId);
  if (!form) return <ErrorState error={{ status: 404 }} />;
  if (!form.can.create) return <ErrorState error={{ status: 403 }} />;
  return <NewRecord key={`${app}/${formId}`} app={app} form={form} />;
}

function NewRecord({ app, form }: Readonly<{ app: string; form: FormDef }>) {
  const t = useT("record");
  const scope = useId();
  const navigate = useNavigate();
  const router = useRouter();
  const search = useSearch({ strict: false }) as Record<string, string>;
  const prefill = useMemo<Values>(() => Object.fromEntries(Object.entries(search).filter(([name]) => form.fields[name])), []);
  const state = useRecordForm({ app, form, record: null, prefill });
  const again = useRef(false);

  useBlocker({
    shouldBlockFn: async () => state.dirty && !state.isSaved() && !(await confirm({ title: t("record:leave_title"), body: t("record:leave_text"), confirm: t("record:discard"), cancel: t("record:keep_editing"), danger: true })),
    enableBeforeUnload: () => state.dirty && !state.isSaved(),
  });

  const save = async () => {
    const record = await state.submit();
    if (!record) return;
    if (again.current) {
      toast({ text: t("record:created", { title: record._title ?? form.label }), action: { label: t("common:open"), run: () => void navigate({ to: `/a/${app}/f/${form.id}/r/${record.id}` }) } });
      state.reset();
      document.querySelector<HTMLElement>("main form input, main form button")?.focus();
      return;
    }
    toast({ text: t("record:created", { title: record._title ?? form.label }) });
    await navigate({ to: `/a/${app}/f/${form.id}/r/${record.id}`, replace: true });
  };

  return (
    <form
      className={css.page}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <header className={css.head}>
        <h1>{t("fields:create_new", { form: form.label })}</h1>
      </header>
      <div className={css.body}>
        <ErrorSummary form={form} state={state} scope={scope} />
        <RecordFields app={app} form={form} state={state} scope={scope} />
      </div>
      <footer className={css.foot}>
        <div>
          <Button type="submit" look="primary" busy={state.saving && !again.current} onClick={() => { again.current = false; }}>{t("common:create")}</Button>
          <Button type="submit" busy={state.saving && again.current} onClick={() => { again.current = true; }}>{t("record:create_and_next")}</Button>
          <Button look="quiet" onClick={() => (router.history.canGoBack() ? router.history.back() : void navigate({ to: `/a/${app}/f/${form.id}` }))}>{t("common:cancel")}</Button>
        </div>
      </footer>
    </form>
  );
}
