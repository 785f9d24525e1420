import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RecordData } from "@/api/types";
import { useT } from "@/i18n";
import { setRecordWalk } from "@/lib/recordWalk";
import { Button, LinkButton } from "@/ui/Button";
import { cardPlugins, cardSensors, DragDropProvider } from "@/ui/dnd";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useLocalStorage, usePhone } from "@/ui/hooks";
import { IconKanban, IconPlus } from "@/ui/icons";
import { IconFilter } from "@/ui/toolIcons";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { useUndo } from "../cards/useUndo";
import { ConflictDialog } from "../table/ConflictDialog";
import { useCellEdit } from "../table/useCellEdit";
import { sortText } from "../viewbar/model";
import type { Collection } from "../viewbar/useCollection";
import { ViewBar } from "../viewbar/ViewBar";
import type { CardActions } from "./Card";
import { Card } from "./Card";
import css from "./kanban.module.css";
import { LaneColumn } from "./LaneColumn";
import { LaneTabs } from "./LaneTabs";
import { MissingDialog } from "./MissingDialog";
import { excludedLanes, isOverfull, limitOf } from "./model";
import { useBoard } from "./useBoard";
import { useCarry } from "./useCarry";
import { useSteps } from "./useSteps";

const SENSORS = cardSensors();

export function KanbanView({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime", "views");
  const phone = usePhone();
  const navigate = useNavigate();
  const { app, form, view, search, sort, kindOf, set } = collection;
  const board = useBoard({ app: app.id, form, view, where: search.where, search: search.search, sort: sortText(sort) });
  const { by, lanes, values } = board;
  const limits = view.lanes?.limit;
  const field = form.fields[by];
  const [dragging, setDragging] = useState<{ id: number; lane: string } | null>(null);
  const [refused, setRefused] = useState<number | null>(null);
  const [missing, setMissing] = useState<{ row: RecordData; to: string; fields: string[] } | null>(null);
  const [collapsed, setCollapsed] = useLocalStorage<string[]>({
    key: `formwright.lanes.${app.id}.${view.id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const scroller = useRef<HTMLDivElement>(null);
  const refocus = useRef<number | null>(null);
  const [said, setSaid] = useState("");
  const order = useRef(new Map<string, readonly RecordData[]>());

  const undo = useUndo(app.id, form.id);
  const saved = useRef<number | null>(null);
  const { edit, conflict, resolve } = useCellEdit(app.id, form, {
    ...board,
    onMissing: (row, to, fields) => setMissing({ row, to: board.values.idOf(to), fields }),
    onSaved: (changeSet) => {
      saved.current = changeSet;
    },
  });
  const excluded = useMemo(() => excludedLanes(view.where, by, kindOf), [view.where, by, kindOf]);
  const movable = form.can.update && field?.can.write === true && !field.readonly;
  const labelOf = useCallback(
    (lane: string) => lanes?.find((one) => one.id === lane)?.label || t("runtime:kanban.no_lane"),
    [lanes, t],
  );
  const steps = useSteps(app.id, form, by, labelOf, board.values.emptied);

  const move = (id: number, to: string): void => {
    const row = board.find(id);
    const from = values.idOf(row?.[by]);
    if (!row || from === to) return;
    if (!steps.may(row, from, to)) {
      setRefused(id);
      window.setTimeout(() => setRefused(null), 600);
      toast({ kind: "error", stay: 8000, text: steps.refusal(row, from, to) });
      return;
    }
    const lane = lanes?.find((one) => one.id === to);
    void edit(row, by, values.valueOf(to, labelOf(to))).then((done) => {
      if (!done) return;
      const text = t("runtime:kanban.moved", { title: row._title ?? `#${id}`, to: labelOf(to) });
      const full = lane && isOverfull(limits, { id: to, count: lane.count + 1 });
      const warning = full ? ` ${t("views:kanban.overfull", { lane: labelOf(to), n: lane.count + 1, limit: limitOf(limits, to) })}` : "";
      toast({ kind: full ? "info" : "ok", text: text + warning, ...undo(saved.current) });
    });
  };

  const open = useCallback(
    (id: number) => {
      if (phone)
        void navigate({ to: "/a/$app/f/$form/r/$id", params: { app: app.id, form: form.id, id: String(id) } } as never);
      else set({ r: id });
    },
    [phone, navigate, app.id, form.id, set],
  );

  const onRows = useCallback((lane: string, rows: readonly RecordData[]) => order.current.set(lane, rows), []);
  useEffect(() => {
    const all = (): RecordData[] => (board.lanes ?? []).flatMap((lane) => order.current.get(lane.id) ?? []);
    setRecordWalk({
      app: app.id,
      form: form.id,
      neighbour: (id, step) => {
        const rows = all();
        const at = rows.findIndex((row) => row.id === id);
        return at < 0 ? null : (rows[at + step]?.id ?? null);
      },
      focus: (id) => scroller.current?.querySelector<HTMLElement>(`[data-card="${id}"] button`)?.focus(),
    });
    return () => setRecordWalk(null);
  }, [app.id, form.id, board.lanes]);

  const carry = useCarry({
    lanes: lanes ?? [],
    onDrop: (id, lane) => {
      move(id, lane);
      refocus.current = id;
    },
    onSay: (what, { id, over }) => {
      setSaid(t(`runtime:kanban.${what}`, { title: board.find(id)?._title ?? `#${id}`, lane: labelOf(over) }));
      if (what === "over") {
        scroller.current
          ?.querySelector(`[data-lane="${CSS.escape(over)}"]`)
          ?.scrollIntoView({ inline: "nearest", block: "nearest" });
      }
    },
  });
  const latest = useRef({ move, open, carry });
  latest.current = { move, open, carry };
  const actions = useMemo(
    (): CardActions => ({
      move: (id, to) => {
        refocus.current = id;
        latest.current.move(id, to);
      },
      open: (id) => latest.current.open(id),
      keyDown: (id, lane, event) => latest.current.carry.onKeyDown(id, lane, event),
      blur: () => latest.current.carry.cancel(),
    }),
    [],
  );
  const moving = carry.carried ? { id: carry.carried.id, lane: carry.carried.from } : dragging;

  // A moved card is drawn anew in its lane: the focus that it had goes with it.
  useEffect(() => {
    const id = refocus.current;
    if (id === null || document.activeElement !== document.body) return;
    const button = scroller.current?.querySelector<HTMLElement>(`[data-card="${id}"] button`);
    button?.focus();
  });
  const shown = lanes?.reduce((sum, lane) => sum + (excluded.includes(lane.id) ? 0 : lane.count), 0) ?? null;

  const body = () => {
    if (board.error && !lanes) return <ErrorState error={board.error} retry={board.retry} />;
    if (!lanes) {
      return (
        <div className={css.loading}>
          <Skeleton lines={8} height={40} />
        </div>
      );
    }
    if (shown === 0 && (search.where ?? search.search)) {
      return (
        <EmptyState
          icon={IconFilter}
          title={t("runtime:empty.filter_title")}
          text={t("runtime:empty.filter")}
          action={
            <Button onClick={() => set({ where: undefined, search: undefined, from: undefined })}>
              {t("runtime:view.clear_filters")}
            </Button>
          }
        />
      );
    }
    if (shown === 0) {
      return (
        <EmptyState
          icon={IconKanban}
          title={t("runtime:empty.title", { form: form.label_plural })}
          text={t("runtime:empty.text", { form: form.label_plural })}
          action={
            form.can.create && (
              <LinkButton
                look="primary"
                icon={IconPlus}
                to="/a/$app/f/$form/new"
                params={{ app: app.id, form: form.id }}
              >
                {t("runtime:view.new")}
              </LinkButton>
            )
          }
        />
      );
    }
    const shownLanes = view.lanes?.hide_empty ? lanes.filter((lane) => lane.count > 0) : lanes;
    const totalField = board.totalField ? form.fields[board.totalField] : undefined;
    return (
      <>
        {phone && <LaneTabs lanes={shownLanes} excluded={excluded} scroller={scroller} />}
        <div className={css.board} ref={scroller} tabIndex={-1}>
          {shownLanes.map((lane) => (
            <LaneColumn
              key={lane.id}
              board={board}
              lane={lane}
              totalField={totalField}
              limit={limitOf(limits, lane.id)}
              excluded={excluded.includes(lane.id)}
              collapsed={!phone && collapsed.includes(lane.id)}
              onCollapse={() =>
                setCollapsed((old) =>
                  old.includes(lane.id) ? old.filter((one) => one !== lane.id) : [...old, lane.id],
                )
              }
              drop={
                moving && moving.lane !== lane.id
                  ? steps.may(board.find(moving.id), moving.lane, lane.id)
                    ? "yes"
                    : "no"
                  : null
              }
              over={carry.carried?.over === lane.id}
              onRows={onRows}
              renderCard={(row) => (
                <Card
                  key={row.id}
                  app={app.id}
                  form={form}
                  view={view}
                  row={row}
                  lanes={lanes}
                  lane={lane.id}
                  steps={steps}
                  movable={movable}
                  open={search.r === row.id}
                  refused={refused === row.id}
                  emptied={values.emptied}
                  stale={board.stale}
                  carried={carry.carried?.id === row.id}
                  actions={actions}
                />
              )}
            />
          ))}
        </div>
      </>
    );
  };

  return (
    <div className={css.page} data-state={lanes ? "ready" : "loading"}>
      <ViewBar collection={collection} count={shown} withFields={false} />
      <DragDropProvider
        sensors={SENSORS}
        plugins={cardPlugins}
        // The library runs these as transitions, which wait behind everything else: what follows is taken out of them.
        onDragStart={({ operation }) => {
          const { source } = operation;
          if (source) queueMicrotask(() => setDragging({ id: Number(source.id), lane: String(source.data.lane) }));
        }}
        onDragEnd={({ operation, canceled }) => {
          const id = operation.source ? Number(operation.source.id) : null;
          const lane = operation.target?.data.lane as string | undefined;
          queueMicrotask(() => {
            setDragging(null);
            if (!canceled && id !== null && lane !== undefined) move(id, lane);
          });
        }}
      >
        {body()}
      </DragDropProvider>
      <p role="status" className="vh">
        {said}
      </p>
      <p id="card-keys" className="vh">
        {t("runtime:kanban.instructions")}
      </p>
      <ConflictDialog form={form} conflict={conflict} onAnswer={resolve} />
      <MissingDialog
        app={app.id}
        form={form}
        by={by}
        labelOf={labelOf}
        valueOf={(lane) => values.valueOf(lane, labelOf(lane))}
        missing={missing}
        onClose={() => setMissing(null)}
      />
    </div>
  );
}
