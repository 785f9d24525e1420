import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { recordQuery, useApp } from "@/api/queries";
import type { FormDef, RecordData, Values } from "@/api/types";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/ConfirmDialog";
import { ErrorState } from "@/ui/ErrorState";
import { Modal } from "@/ui/Modal";
import { Skeleton } from "@/ui/Skeleton";
import { ConflictDialog } from "./ConflictDialog";
import { ErrorSummary } from "./ErrorSummary";
import { RecordFields } from "./RecordFields";
import { useRecordForm } from "./useRecordForm";

interface FormDialogProps {
  app: string;
  form: string;
  /** Edit this record; without it a new one is made. */
  id?: number;
  /** Filled in from the start. */
  values?: Values;
  /** Messages to open with: what was missing when it was tried without the form. */
  refused?: Readonly<Record<string, string>>;
  onClose: () => void;
  onSaved: (record: RecordData) => void;
}

/** The create or edit form above whatever is on the screen. */
export function FormDialog({ app, form, id, values = {}, refused, onClose, onSaved }: Readonly<FormDialogProps>) {
  const t = useT("record");
  const definition = useApp(app);
  const found = definition.data?.forms[form];
  const record = useQuery({ ...recordQuery(app, found ?? ({ id: form, order: [], fields: {} } as unknown as FormDef), id ?? 0), enabled: id !== undefined && found !== undefined, staleTime: 0 });
  // Editing starts from one state of the record: what others save meanwhile must not take the dialog away.
  const [start, setStart] = useState<RecordData | null>(null);
  if (start === null && record.data && !record.isFetching) setStart(record.data);
  if (!found || (id !== undefined && start === null)) {
    const error = definition.error ?? record.error;
    return (
      <Modal open size="lg" onClose={onClose} title={t("common:loading")}>
        {error ? <ErrorState error={error} retry={() => void record.refetch()} /> : <Skeleton lines={6} height={30} />}
      </Modal>
    );
  }
  return <Body app={app} form={found} record={start} values={values} refused={refused} onClose={onClose} onSaved={onSaved} />;
}

function Body({ app, form, record, values, refused, onClose, onSaved }: Readonly<{ app: string; form: FormDef; record: RecordData | null; values: Values; refused: Readonly<Record<string, string>> | undefined; onClose: () => void; onSaved: (record: RecordData) => void }>) {
  const t = useT("record");
  const scope = useId();
  const state = useRecordForm({ app, form, record, prefill: values, refused });
  const leave = async () => {
    if (state.dirty && !(await confirm({ title: t("record:leave_title"), body: t("record:leave_text"), confirm: t("record:discard"), cancel: t("record:keep_editing"), danger: true }))) return;
    onClose();
  };
  const save = async () => {
    const done = await state.submit();
    if (done) onSaved(done);
  };
  return (
    <Modal
      open
      size="lg"
      onClose={() => void leave()}
      title={record ? t("record:edit_title", { form: form.label, title: record._title ?? "" }) : t("fields:create_new", { form: form.label })}
      footer={
        <>
          <Button onClick={() => void leave()}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" form={`${scope}-form`} busy={state.saving}>{record ? t("common:save") : t("common:create")}</Button>
        </>
      }
    >
      <form
        id={`${scope}-form`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void save();
        }}
      >
        <ErrorSummary form={form} state={state} scope={scope} />
        <RecordFields app={app} form={form} state={state} scope={scope} />
      </form>
      <ConflictDialog app={app} form={form} state={state} onSettled={onSaved} />
    </Modal>
  );
}
