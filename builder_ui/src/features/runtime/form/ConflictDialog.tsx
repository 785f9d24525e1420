import { useState } from "react";
import type { FormDef, RecordData } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { conflictsOf } from "@/lib/values";
import { Button } from "@/ui/Button";
import { Segmented } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { PlainTable } from "@/ui/PlainTable";
import css from "./form.module.css";
import type { RecordForm } from "./useRecordForm";

/** Two people changed one record: both versions field by field, to choose from. */
export function ConflictDialog({ app, form, state, onSettled }: Readonly<{ app: string; form: FormDef; state: RecordForm; onSettled: (record: RecordData) => void }>) {
  const t = useT("record");
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  const { conflict, base } = state;
  if (!conflict || !base) return null;
  const fields = conflictsOf(form, state.typed, base, conflict.current);
  const place = { app, form: form.id, record: base.id };

  const settle = (kept: readonly string[]) => void state.settle(kept).then((record) => record && onSettled(record));

  return (
    <Modal
      open
      size="lg"
      onClose={state.dropConflict}
      title={t("record:conflict_title")}
      footer={
        <>
          <Button onClick={state.dropConflict}>{t("common:cancel")}</Button>
          <Button look="primary" data-autofocus onClick={() => settle([...mine])}>{t("record:conflict_apply")}</Button>
        </>
      }
    >
      <p className={css.lead}>{fields.length > 0 ? t("record:conflict_text") : t("record:conflict_none")}</p>
      {fields.length > 0 && (
        <PlainTable label={t("record:conflict_title")}>
          <thead>
            <tr>
              <th>{t("record:field")}</th>
              <th>{t("record:theirs")}</th>
              <th>{t("record:mine")}</th>
              <th>{t("record:keep")}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((id) => {
              const field = form.fields[id];
              if (!field) return null;
              const { Cell } = fieldType(field.type);
              return (
                <tr key={id}>
                  <td>{field.label}</td>
                  <td><Cell field={field} value={conflict.current[id]} place={place} /></td>
                  <td><Cell field={field} value={state.typed[id]} place={place} /></td>
                  <td>
                    <Segmented
                      label={t("record:keep_which", { label: field.label })}
                      value={mine.has(id) ? "mine" : "theirs"}
                      options={[{ value: "theirs", label: t("record:theirs") }, { value: "mine", label: t("record:mine") }]}
                      onChange={(which) => {
                        const next = new Set(mine);
                        if (which === "mine") next.add(id);
                        else next.delete(id);
                        setMine(next);
                      }}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </PlainTable>
      )}
    </Modal>
  );
}
