import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { Frame, TextArea } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import css from "./users.module.css";

interface Report {
  created: number;
  updated: number;
  problems: { row: number; message: string }[];
}

/** People from a CSV file or from pasted lines: made when the e-mail is new, changed when it is known. */
export function ImportDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const t = useT("admin");
  const client = useQueryClient();
  const [text, setText] = useState("");
  const run = useMutation({
    mutationFn: () => api.send<Report>("POST", "/users/import", { raw: text, headers: { "Content-Type": "text/csv" } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users }),
  });
  return (
    <Modal
      open
      onClose={onClose}
      title={t("admin:import_csv")}
      footer={
        run.isSuccess ? (
          <Button look="primary" onClick={onClose}>{t("common:done")}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("common:cancel")}</Button>
            <Button look="primary" disabled={!text.trim()} busy={run.isPending} onClick={() => run.mutate()}>{t("admin:import")}</Button>
          </>
        )
      }
    >
      {run.isSuccess ? (
        <>
          <p role="status">{t("admin:import_result", { created: run.data.created, updated: run.data.updated, failed: run.data.problems.length })}</p>
          {run.data.problems.length > 0 && <ul className={css.list}>{run.data.problems.map((problem) => <li key={`${problem.row}-${problem.message}`}>{t("admin:import_row", problem)}</li>)}</ul>}
        </>
      ) : (
        <>
          {run.isError && <ErrorState compact error={run.error} />}
          <p>{t("admin:import_text")}</p>
          <code className={css.sample}>{t("admin:import_sample")}</code>
          <Frame label={t("admin:import_file")} htmlFor="people-file">
            <input id="people-file" type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void event.target.files?.[0]?.text().then(setText)} />
          </Frame>
          <div style={{ height: 12 }} />
          <Frame label={t("admin:import_paste")} htmlFor="people-lines">
            <TextArea id="people-lines" rows={6} value={text} onChange={(event) => setText(event.target.value)} />
          </Frame>
        </>
      )}
    </Modal>
  );
}
