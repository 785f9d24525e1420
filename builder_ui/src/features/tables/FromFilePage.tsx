import { useParams } from "@tanstack/react-router";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, upload } from "@/api/client";
import { useFieldTypes } from "@/api/fieldTypes";
import { useApp } from "@/api/queries";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { TextInput } from "@/ui/Input";
import { ChooseFile } from "./ChooseFile";
import type { Made, SheetFound, TablesFound } from "./model";
import { asked, isIn, nameOf, withColumn, withSheet } from "./model";
import { RunList } from "./RunList";
import { SheetCard } from "./SheetCard";
import css from "./tables.module.css";

/** A new app out of a file. */
export function AppFromFile() {
  return <FromFile app={null} forms={[]} />;
}

/** New forms of an app out of a file; columns may link to the forms that it has. */
export function FormsFromFile() {
  const { app } = useParams({ strict: false }) as { app: string };
  const found = useApp(app).data;
  return <FromFile app={app} forms={Object.values(found?.forms ?? {}).map((form) => [form.id, form.label] as const)} />;
}

function FromFile({ app, forms }: Readonly<{ app: string | null; forms: readonly (readonly [string, string])[] }>) {
  const t = useT("tables");
  const [share, setShare] = useState<number | null>(null);
  const [label, setLabel] = useState("");
  const [sheets, setSheets] = useState<readonly SheetFound[]>([]);
  const types = useFieldTypes();
  const look = useMutation({
    mutationFn: (files: File[]) => {
      setShare(0);
      return upload<TablesFound>(app === null ? "/tables" : `/tables?app=${app}`, files, setShare);
    },
    onSuccess: (found) => {
      setLabel(nameOf(found.name));
      setSheets(found.sheets);
    },
    onSettled: () => setShare(null),
  });
  const make = useMutation({
    mutationFn: (id: string) => (app === null ? api.post<Made>(`/tables/${id}/app`, { label: label.trim(), sheets: asked(sheets) }) : api.post<Made>(`/apps/${app}/tables/${id}`, { sheets: asked(sheets) })),
  });
  const again = (): void => {
    look.reset();
    make.reset();
  };
  const count = sheets.filter(isIn).length;
  const ready = count > 0 && (app !== null || label.trim() !== "") && sheets.every((sheet) => !isIn(sheet) || sheet.label.trim() !== "");

  return (
    <div className={css.page}>
      <header>
        <h1>{t(app === null ? "tables:title_app" : "tables:title_forms")}</h1>
        <p className="muted">{t(make.data ? "tables:lead_made" : look.data ? "tables:lead_found" : "tables:lead")}</p>
      </header>
      {!look.data && <ChooseFile share={share} error={look.error} choose={(files) => look.mutate(files)} />}
      {look.data && !make.data && (
        <form
          className={css.found}
          onSubmit={(event) => {
            event.preventDefault();
            if (ready && !make.isPending) make.mutate(look.data.id);
          }}
        >
          {app === null && <TextInput label={t("tables:app_name")} value={label} required maxLength={100} autoComplete="off" onChange={(event) => setLabel(event.currentTarget.value)} />}
          {sheets.map((sheet) => (
            <SheetCard
              key={sheet.number}
              sheet={sheet}
              sheets={sheets}
              types={types}
              forms={forms}
              change={(change) => setSheets((now) => withSheet(now, sheet.number, change))}
              changeColumn={(name, change) => setSheets((now) => withColumn(now, sheet.number, name, change))}
            />
          ))}
          {make.isError && <ErrorState compact error={make.error} />}
          <div className={css.foot}>
            <Button onClick={again}>{t("tables:other_file")}</Button>
            <Button look="primary" type="submit" busy={make.isPending} disabled={!ready}>{t(app === null ? "tables:make_app" : "tables:make_forms", { count })}</Button>
          </div>
        </form>
      )}
      {make.data && <RunList made={make.data} />}
    </div>
  );
}
