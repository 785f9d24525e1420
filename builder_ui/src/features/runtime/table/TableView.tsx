import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FieldDef, RecordData } from "@/api/types";
import type { Group } from "@/conditions/model";
import { fieldType } from "@/fields/registry";
import { withOpenOptions } from "@/fields/select/open";
import { DataGrid } from "@/grid/DataGrid";
import type { EditorProps, GridColumn, GridHandle } from "@/grid/types";
import type { CommitBy } from "@/grid/model/keyboard";
import { useLanguage, useT } from "@/i18n";
import { setRecordWalk } from "@/lib/recordWalk";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useLocalStorage, usePhone } from "@/ui/hooks";
import { IconFilter, IconPlus, IconTable } from "@/ui/icons";
import { useScheme } from "@/ui/scheme";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { useProgram } from "../logic/useProgram";
import { isChanged, sortText } from "../viewbar/model";
import { ToolButton } from "../viewbar/ToolButton";
import type { Collection } from "../viewbar/useCollection";
import { WhyButton } from "../why/WhyButton";
import { ViewBar } from "../viewbar/ViewBar";
import { AddField } from "./AddField";
import { CellNote } from "./CellNote";
import type { Note } from "./CellNote";
import { gridColumns } from "./columns";
import { HeaderMenu } from "./HeaderMenu";
import css from "./table.module.css";
import { useCellEdit } from "./useCellEdit";
import { useRows } from "./useRows";

const ConflictDialog = lazy(() => import("./ConflictDialog").then((module) => ({ default: module.ConflictDialog })));
const PhoneList = lazy(() => import("./PhoneList").then((module) => ({ default: module.PhoneList })));
const FormulaDialog = lazy(() => import("./FormulaDialog").then((module) => ({ default: module.FormulaDialog })));

const ROW = { compact: 28, default: 36, relaxed: 44 } as const;
const THEN: Readonly<Record<string, CommitBy>> = { down: "enter", right: "tab", left: "shift-tab", stay: "blur" };

/** A form's records as a grid (cards on a phone): the state is the address, the rows come in blocks. */
export function TableView({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime");
  const language = useLanguage();
  const phone = usePhone();
  const navigate = useNavigate();
  const density = useScheme((state) => state.density);
  const grid = useRef<GridHandle>(null);
  const [asked, setAsked] = useState<Group | null>(null);
  const { app, form, view, search, columns: ids, sort, set } = collection;
  const [asTable, setAsTable] = useState(false);
  const [formula, setFormula] = useState<FieldDef | null>(null);
  const [widths, setWidths] = useLocalStorage<Record<string, number>>({
    key: `formwright.widths.${app.id}.${form.id}.${view.id}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });

  const rows = useRows({
    app: app.id,
    form,
    view: search.all || !view.id ? null : view.id,
    where: search.where,
    sort: sortText(sort),
    search: search.search,
    fields: [...view.columns, ...ids, ...(form.decides ?? [])],
  });
  // The form's own logic comes with the first step into the grid: looking on does not need it.
  const [entered, setEntered] = useState(false);
  const logic = useProgram(app.id, form, entered && form.logic === true).data;
  const [note, setNote] = useState<Note | null>(null);
  const { edit, conflict, resolve } = useCellEdit(app.id, form, {
    ...rows,
    judge: (row, field, value) => logic?.refusalIn(row, field, value) ?? null,
    onRefused: (id, field, text) => setNote({ id, field: ids.indexOf(field), text }),
  });
  const forget = useCallback(() => setNote(null), []);
  const columns = useMemo(
    () => gridColumns(app.id, form, ids, { ...view.widths, ...widths }, sort, language),
    // The array of ids is new with every address; its text tells whether it differs.
    [app.id, form, ids.join(","), view.widths, widths, sortText(sort), language],
  );

  const listText = JSON.stringify(rows.listKey);
  useEffect(() => grid.current?.toTop(), [listText]);

  const open = useCallback(
    (row: RecordData) => {
      if (phone)
        void navigate({
          to: "/a/$app/f/$form/r/$id",
          params: { app: app.id, form: form.id, id: String(row.id) },
        } as never);
      else set({ r: row.id });
    },
    [phone, navigate, app.id, form.id, set],
  );

  // The record panel walks this list and gives the focus back to it.
  const { place, idAt } = rows;
  const count = rows.count ?? 0;
  useEffect(() => {
    setRecordWalk({
      app: app.id,
      form: form.id,
      neighbour: (id, step) => {
        const at = place(id);
        return at < 0 || at + step >= count ? null : idAt(at + step);
      },
      focus: (id) => {
        const at = place(id);
        if (at >= 0) grid.current?.focusRow(at);
        else grid.current?.focus();
      },
    });
    return () => setRecordWalk(null);
  }, [app.id, form.id, place, idAt, count]);

  // A new field gets the focus in the first row in sight once its column is there.
  const [added, setAdded] = useState<string | null>(null);
  useEffect(() => {
    const col = added ? columns.findIndex((column) => column.id === added) : -1;
    if (col < 0) return;
    setAdded(null);
    grid.current?.focusColumn(col);
  }, [added, columns]);

  const renderEditor = ({ row, column, text, commit, cancel }: EditorProps<RecordData>) => {
    const field = form.fields[column.id];
    if (!field) return null;
    const type = fieldType(field.type);
    if (field.computed !== null) {
      return (
        <WhyButton app={app.id} form={form.id} id={row.id} field={field} look="cell" open onClose={cancel}>
          <type.Cell field={field} value={row[column.id]} place={{ app: app.id, form: form.id, record: row.id }} />
        </WhyButton>
      );
    }
    return (
      <Suspense fallback={null}>
        <type.CellEditor
          field={withOpenOptions(field, { options: logic?.optionsIn(row, field.id) ?? undefined }, row[column.id])}
          value={row[column.id]}
          place={{ app: app.id, form: form.id, record: row.id, values: row }}
          typed={text}
          onCommit={(value, then = "stay") => commit(value, THEN[then] ?? "blur")}
          onCancel={cancel}
        />
      </Suspense>
    );
  };
  const refuse = (column: GridColumn<RecordData>): void => {
    const field = form.fields[column.id];
    if (!field) return;
    const shut = column.editable ? "closed" : "elsewhere";
    const reason = field.computed ? "computed" : !form.can.update || !field.can.write ? "no_right" : shut;
    toast({ kind: "info", text: t(`runtime:edit.why_not.${reason}`, { field: field.label }) });
  };

  const body = () => {
    if (rows.error && rows.count === null) return <ErrorState error={rows.error} retry={rows.retry} />;
    if (rows.count === null) {
      return (
        <div className={css.loading}>
          <Skeleton lines={14} height={18} />
        </div>
      );
    }
    if (rows.count === 0 && isChanged(search)) {
      return (
        <EmptyState
          icon={IconFilter}
          title={t("runtime:empty.filter_title")}
          text={t("runtime:empty.filter")}
          action={
            <Button onClick={() => set({ where: undefined, search: undefined, from: undefined, all: undefined })}>
              {t("runtime:view.clear_filters")}
            </Button>
          }
        />
      );
    }
    const cards = phone && !asTable;
    // Who may add fields keeps the header with its "+".
    if (rows.count === 0 && (cards || !app.can_edit)) return empty;
    if (cards) {
      return (
        <Suspense fallback={<Skeleton lines={8} height={44} />}>
          <PhoneList
            app={app.id}
            form={form}
            columns={ids}
            rows={rows}
            count={rows.count}
            label={form.label_plural}
            onOpen={open}
          />
        </Suspense>
      );
    }
    return (
      <>
        <DataGrid
          ref={grid}
          label={form.label_plural}
          columns={columns}
          frozen={phone ? 0 : 1}
          rowCount={rows.count}
          rowHeight={phone ? 44 : ROW[density]}
          rowAt={rows.rowAt}
          onWindow={rows.onWindow}
          renderHeader={(column) => {
            const field = form.fields[column.id];
            return (
              field && (
                <HeaderMenu
                  collection={collection}
                  field={field}
                  sorted={column.sorted}
                  stale={rows.unfinished.includes(field.id)}
                  onFilter={setAsked}
                  onFormula={app.can_edit ? setFormula : undefined}
                />
              )
            );
          }}
          headerEnd={
            app.can_edit ? (
              <AddField app={app} form={form} view={view.id} after={ids.at(-1)} onAdded={setAdded} />
            ) : undefined
          }
          renderEditor={renderEditor}
          onEdit={(row, column, value) => void edit(row, column.id, value as RecordData[string])}
          onRefuse={refuse}
          isClosed={(row, column) => logic?.isClosed(row, column.id) ?? false}
          onOpen={open}
          onResize={(id, width) => setWidths((old) => ({ ...old, [id]: width }))}
          openId={search.r}
          openLabel={t("runtime:view.open_record")}
          resizeLabel={(column) => t("runtime:view.resize", { field: column.label })}
          hint={t("runtime:view.grid_hint")}
        />
        {rows.count === 0 && <div className={css.emptyBelow}>{empty}</div>}
      </>
    );
  };
  const empty = (
    <EmptyState
      icon={IconTable}
      title={t("runtime:empty.title", { form: form.label_plural })}
      text={t("runtime:empty.text", { form: form.label_plural })}
      action={
        form.can.create && (
          <LinkButton look="primary" icon={IconPlus} to="/a/$app/f/$form/new" params={{ app: app.id, form: form.id }}>
            {t("runtime:view.new")}
          </LinkButton>
        )
      }
    />
  );

  return (
    <div
      className={css.page}
      data-state={rows.loading ? "loading" : rows.stale ? "stale" : "ready"}
      aria-busy={rows.loading || rows.stale || undefined}
      onFocusCapture={() => setEntered(true)}
    >
      <ViewBar
        collection={collection}
        count={rows.count}
        asked={asked}
        onAsked={() => setAsked(null)}
        tools={
          phone && (
            <ToolButton
              icon={IconTable}
              label={t("runtime:view.as_table")}
              pressed={asTable}
              active={asTable}
              onClick={() => setAsTable(!asTable)}
            />
          )
        }
      />
      {body()}
      {note && <CellNote note={note} onGone={forget} />}
      {formula && (
        <Suspense fallback={null}>
          <FormulaDialog app={app} form={form} field={formula} view={view.id} after={undefined} onClose={() => setFormula(null)} />
        </Suspense>
      )}
      {conflict && <Suspense fallback={null}><ConflictDialog form={form} conflict={conflict} onAnswer={resolve} /></Suspense>}
    </div>
  );
}
