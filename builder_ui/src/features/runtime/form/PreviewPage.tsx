import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useId, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { LogicDef } from "@/api/logic";
import { logicQuery } from "@/api/logic";
import { appQuery } from "@/api/queries";
import type { AppDef, FormDef } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { IconCheck, IconInfo } from "@/ui/icons";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorSummary } from "./ErrorSummary";
import css from "./form.module.css";
import { RecordFields } from "./RecordFields";
import { useRecordForm } from "./useRecordForm";

/** A form of the caller's draft as it will be filled in, in a frame of its own; `?as=` sees it as a role or a person does. */
export function PreviewPage() {
  const { app, form: id } = useParams({ strict: false }) as { app: string; form: string };
  const { as } = useSearch({ strict: false }) as { as?: string };
  const language = useLanguage();
  const client = useQueryClient();
  const read = useQuery({
    queryKey: [...keys.app(app), "preview", id, as ?? "", language],
    queryFn: async () => {
      const query = { as };
      const at = Date.now();
      const [shown, def] = await Promise.all([api.get<AppDef>(`/apps/${app}/draft/app`, { query }), api.get<LogicDef>(`/apps/${app}/draft/forms/${id}/logic`, { query })]);
      const form = shown.forms[id];
      // Everything below asks for the app and its logic as it always does, and finds the draft's.
      client.setQueryData(appQuery(app, language).queryKey, shown);
      if (form) client.setQueryData(logicQuery(app, form).queryKey, { def, at });
      return shown;
    },
    staleTime: Infinity,
    retry: false,
  });
  if (read.isError) return <ErrorState error={read.error} />;
  if (!read.data) return <div className={css.body}><Skeleton lines={8} height={32} /></div>;
  const form = read.data.forms[id];
  if (!form) return <ErrorState error={{ status: 404 }} />;
  if (!form.can.create) return <ErrorState error={{ status: 403 }} />;
  return <Filled app={app} form={form} />;
}

function Filled({ app, form }: Readonly<{ app: string; form: FormDef }>) {
  const t = useT("record");
  const scope = useId();
  const state = useRecordForm({ app, form, record: null, prefill: {}, preview: true });
  const [fine, setFine] = useState(false);
  return (
    <form
      className={css.page}
      noValidate
      data-preview={form.id}
      onChange={() => setFine(false)}
      onSubmit={(event) => {
        event.preventDefault();
        void state.submit().then((done) => setFine(done !== null));
      }}
    >
      <header className={css.head}><h1>{t("fields:create_new", { form: form.label })}</h1></header>
      <div className={css.body}>
        <p className={css.preview}><IconInfo size={16} /><span>{t("record:preview")}</span></p>
        <ErrorSummary form={form} state={state} scope={scope} />
        <RecordFields app={app} form={form} state={state} scope={scope} />
      </div>
      <footer className={css.foot}>
        <div>
          <Button type="submit" look="primary">{t("common:create")}</Button>
          <span role="status" className={css.fine}>{fine && <><IconCheck size={16} />{t("record:preview_fine")}</>}</span>
        </div>
      </footer>
    </form>
  );
}
