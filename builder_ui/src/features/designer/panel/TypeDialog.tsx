import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useFieldTypes } from "@/api/fieldTypes";
import { keys } from "@/api/keys";
import type { FieldDef } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Frame } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { PlainTable } from "@/ui/PlainTable";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import { useDesigner } from "../context";
import { fieldPath } from "../model/layout";
import { readConversion } from "../state/queries";
import css from "./panel.module.css";

/** Another type for a field: what becomes of the values is said before it is done. */
export function TypeDialog({ field, onClose }: Readonly<{ field: FieldDef; onClose: () => void }>) {
  const t = useT("designer");
  const language = useLanguage();
  const id = useId();
  const { app, form, edit } = useDesigner();
  const types = useFieldTypes();
  const [chosen, setChosen] = useState<string | null>(null);
  const at = fieldPath(form.id, field.id);
  // What nobody has published yet holds no values.
  const stored = app.forms[form.id]?.fields[field.id] !== undefined;
  const asked = useQuery({ queryKey: [...keys.form(app.id, form.id), "conversion", field.id, chosen, language], queryFn: () => readConversion(app.id, at, chosen ?? ""), enabled: chosen !== null && stored, staleTime: 0, retry: false });
  const number = (n: number): string => formatNumber(String(n));
  const offered = types.filter((one) => one.type !== field.type && (one.schema.required ?? []).every((key) => key in one.defaults || key === "type"));
  return (
    <Modal
      open
      title={t("designer:change_type_of", { field: field.label })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            look="primary"
            disabled={!chosen || (stored && (asked.isPending || asked.isError))}
            onClick={() => {
              if (chosen) void edit([{ op: "change_type", form: form.id, field: field.id, type: chosen }]);
              onClose();
            }}
          >
            {t("designer:change_type")}
          </Button>
        </>
      }
    >
      <div className={css.dialog}>
        <Frame label={t("designer:new_type")} htmlFor={id}>
          <Select id={id} labelledBy={`${id}-label ${id}`} value={chosen} options={offered.map((one) => ({ value: one.type, label: one.label }))} onChange={setChosen} />
        </Frame>
        {chosen && stored && asked.isPending && <Skeleton lines={2} />}
        {asked.isError && <p className={css.wrong} role="alert">{asked.error.message}</p>}
        {chosen && asked.data && (
          <div role="status" data-converts={asked.data.converts} data-fails={asked.data.fails} className={css.dialog}>
            <p>{asked.data.rows === 0 ? t("designer:conversion.nothing") : t("designer:conversion.converts", { count: asked.data.converts, n: number(asked.data.converts) })}{asked.data.fails > 0 && ` ${t("designer:conversion.fails", { count: asked.data.fails, n: number(asked.data.fails) })}`}</p>
            {asked.data.samples.length > 0 && (
              <PlainTable label={t("designer:conversion.samples")}>
                <thead><tr><th>{t("designer:conversion.record")}</th><th>{t("designer:conversion.value")}</th></tr></thead>
                <tbody>{asked.data.samples.map((one) => <tr key={one.record}><td>{one.title}</td><td>{one.value}</td></tr>)}</tbody>
              </PlainTable>
            )}
            <p className="small muted">{t("designer:conversion.kept")}</p>
          </div>
        )}
      </div>
    </Modal>
  );
}
