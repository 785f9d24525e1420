import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Suspense, useEffect, useId, useState } from "react";
import { api, ifMatch } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, Value, Values } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { describedBy, Frame } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Skeleton } from "@/ui/Skeleton";
import { toWire } from "../table/edit";

interface MissingDialogProps {
  app: string;
  form: FormDef;
  by: string;
  labelOf: (lane: string) => string;
  valueOf: (lane: string) => Value;
  missing: { row: RecordData; to: string; fields: string[] } | null;
  onClose: () => void;
}

/** The lane asks for more than the card has (a lost deal needs its reason): it is filled in here and moved with it. */
export function MissingDialog({ app, form, by, labelOf, valueOf, missing, onClose }: Readonly<MissingDialogProps>) {
  const t = useT("runtime");
  const client = useQueryClient();
  const formId = useId();
  const [values, setValues] = useState<Values>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setValues(missing ? Object.fromEntries(missing.fields.map((id) => [id, missing.row[id] ?? null])) : {});
    setErrors({});
  }, [missing]);
  if (!missing) return null;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      const sent = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, toWire(value) ?? null]));
      await api.patch(
        `${recordsPath(app, form.id)}/${missing.row.id}`,
        { ...sent, [by]: toWire(valueOf(missing.to)) ?? null },
        { headers: ifMatch(missing.row.revision) },
      );
      await client.invalidateQueries({ queryKey: keys.form(app, form.id) });
      void client.invalidateQueries({ queryKey: keys.dashboards(app) });
      onClose();
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      const byField = known?.byField ?? {};
      const first = missing.fields[0] ?? "";
      setErrors(missing.fields.some((id) => byField[id]) ? byField : { [first]: known?.message ?? String(error) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      size="sm"
      title={t("runtime:kanban.missing_title", { to: labelOf(missing.to) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" form={formId} busy={busy}>
            {t("runtime:kanban.missing_move")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} noValidate>
        {missing.fields.map((id) => {
          const field = form.fields[id];
          if (!field) return null;
          const type = fieldType(field.type);
          const key = `${formId}-${id}`;
          const error = errors[id];
          return (
            <Frame key={id} label={field.label} htmlFor={key} required help={field.help} error={error}>
              <Suspense fallback={<Skeleton lines={1} height={34} />}>
                <type.FormInput
                  id={key}
                  field={field}
                  value={values[id]}
                  place={{ app, form: form.id, record: missing.row.id, values: missing.row }}
                  required
                  invalid={Boolean(error)}
                  describedBy={describedBy(key, { help: field.help, error })}
                  onChange={(value) => setValues((old) => ({ ...old, [id]: value }))}
                />
              </Suspense>
            </Frame>
          );
        })}
      </form>
    </Modal>
  );
}
