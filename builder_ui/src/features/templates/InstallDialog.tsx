import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { appQuery, jobEnded, useJob } from "@/api/queries";
import type { Sent } from "@/api/sent";
import type { TemplateSummary } from "@/api/work";
import { useT } from "@/i18n";
import { placeInApp } from "@/lib/here";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { Switch } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { InstallProgress } from "./InstallProgress";

/** One switch, one button; then the steps as they are done, then the app's first page. */
export function InstallDialog({ template, onClose }: Readonly<{ template: TemplateSummary; onClose: () => void }>) {
  const t = useT("home");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [sample, setSample] = useState(true);
  const start = useMutation({ mutationFn: () => api.post<{ job: number }>(`/templates/${template.id}/install`, { sample_data: sample } satisfies Sent<"Install">) });
  const job = useJob(start.data?.job ?? null);
  const running = start.isPending || (start.isSuccess && !jobEnded(job.data));
  const failed = job.data?.state === "failed" || job.data?.state === "cancelled";

  useEffect(() => {
    if (job.data?.state !== "done") return;
    const { app, home } = (job.data.result ?? {}) as { app?: string; home?: string };
    void (async () => {
      await Promise.all([client.invalidateQueries({ queryKey: keys.apps }), client.invalidateQueries({ queryKey: keys.templates }), client.prefetchQuery(appQuery(app ?? template.id))]);
      await navigate({ to: placeInApp(app ?? template.id, home), replace: true });
    })();
  }, [job.data?.state]);

  return (
    <Modal
      open
      onClose={onClose}
      closable={!running}
      title={t("home:install_title", { app: template.label })}
      footer={
        running || job.data?.state === "done" ? undefined : (
          <>
            <Button onClick={onClose}>{t("common:cancel")}</Button>
            <Button look="primary" data-autofocus onClick={() => start.mutate()}>{t(failed || start.isError ? "common:retry" : "home:install")}</Button>
          </>
        )
      }
    >
      {start.isError && <ErrorState compact error={start.error} />}
      {failed && <ErrorState compact error={{ status: 422, detail: job.data?.error?.title ?? t("errors:unknown") }} />}
      {!start.isPending && !start.isSuccess && (
        <>
          <p style={{ marginBottom: 12 }}>{t("home:install_text", { forms: template.forms, dashboards: template.dashboards, rules: template.rules })}</p>
          <Switch label={t("home:with_sample")} checked={sample} onChange={(event) => setSample(event.target.checked)} />
          <p className="muted small">{t("home:with_sample_help")}</p>
        </>
      )}
      {(running || job.data?.state === "done") && <InstallProgress job={job.data} sample={sample} />}
    </Modal>
  );
}
