import type { FormEvent } from "react";
import { Suspense, useId, useState } from "react";
import type { RecordData, Values } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { describedBy, Frame } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Skeleton } from "@/ui/Skeleton";
import { toWire } from "../table/edit";
import type { Scene } from "./scene";

interface MoveDialogProps {
  scene: Pick<Scene, "app" | "form" | "dates">;
  row: RecordData;
  onClose: () => void;
  onMove: (values: Values) => void;
}

/** The other way to move a record: its dates are typed or picked. */
export function MoveDialog({ scene: { app, form, dates }, row, onClose, onMove }: Readonly<MoveDialogProps>) {
  const t = useT("views");
  const formId = useId();
  const fields = [dates.start, ...(dates.end?.can.write ? [dates.end] : [])];
  const [values, setValues] = useState<Values>(() => Object.fromEntries(fields.map((field) => [field.id, row[field.id] ?? null])));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onMove(Object.fromEntries(Object.entries(values).map(([id, value]) => [id, toWire(value) ?? null])));
    onClose();
  };
  return (
    <Modal
      open
      size="sm"
      title={t("views:calendar.move_title", { title: row._title ?? `#${row.id}` })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" form={formId}>
            {t("views:calendar.move")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        {fields.map((field) => {
          const type = fieldType(field.type);
          const key = `${formId}-${field.id}`;
          return (
            <Frame key={field.id} label={field.label} htmlFor={key} required={field.required} help={field.help}>
              <Suspense fallback={<Skeleton lines={1} height={34} />}>
                <type.FormInput
                  id={key}
                  field={field}
                  value={values[field.id]}
                  place={{ app: app.id, form: form.id, record: row.id, values: row }}
                  required={field.required}
                  describedBy={describedBy(key, { help: field.help })}
                  onChange={(value) => setValues((old) => ({ ...old, [field.id]: value }))}
                />
              </Suspense>
            </Frame>
          );
        })}
      </form>
    </Modal>
  );
}
