import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import type { RecordData, Values } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useLanguage, useT } from "@/i18n";
import { today } from "./days";
import { setRecordWalk } from "@/lib/recordWalk";
import { Button } from "@/ui/Button";
import { cardPlugins, cardSensors, DragDropProvider } from "@/ui/dnd";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useLocalStorage, usePhone } from "@/ui/hooks";
import { IconPlus } from "@/ui/icons";
import { Skeleton } from "@/ui/Skeleton";
import type { Collection } from "../viewbar/useCollection";
import { ViewBar } from "../viewbar/ViewBar";
import css from "./calendar.module.css";
import { CalendarHead } from "./CalendarHead";
import { DayList } from "./DayList";
import { dropped } from "./drop";
import type { Dates, Span } from "./model";
import { byTime, datesOf, dayOr, moved, placed, rangeOf, spanOf } from "./model";
import { MonthGrid } from "./MonthGrid";
import type { Grab, Scene } from "./scene";
import { SceneContext } from "./scene";
import { Tray } from "./Tray";
import { useDayCarry } from "./useDayCarry";
import { MOST, useEvents } from "./useEvents";
import { useReschedule } from "./useReschedule";
import { WeekGrid } from "./WeekGrid";
import { dayWords, timeWords } from "./words";

const MoveDialog = lazy(() => import("./MoveDialog").then((module) => ({ default: module.MoveDialog })));
const FormDialog = lazy(() => import("../form/FormDialog").then((module) => ({ default: module.FormDialog })));
const SENSORS = cardSensors();
const STEP = 50;

/** A form's records on the days of their dates. */
export function CalendarView({ collection }: Readonly<{ collection: Collection }>) {
  const dates = datesOf(collection.view, collection.form);
  return dates && <Days collection={collection} dates={dates} />;
}

function Days({ collection, dates }: Readonly<{ collection: Collection; dates: Dates }>) {
  const t = useT("views", "runtime");
  const language = useLanguage();
  const phone = usePhone();
  const navigate = useNavigate();
  const { app, form, view, search, set } = collection;
  const now = today();
  const span = spanOf(search.span, view, phone);
  const day = dayOr(search.day, now);
  const range = rangeOf(span, day);
  const [trayOpen, setTrayOpen] = useLocalStorage({ key: `formwright.undated.${app.id}.${view.id}`, defaultValue: false, getInitialValueInEffect: false });
  const [undated, setUndated] = useState(STEP);
  const [asked, setAsked] = useState<RecordData | null>(null);
  const [making, setMaking] = useState<Values | null>(null);
  const [refused, setRefused] = useState<number | null>(null);
  const [last, setLast] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const grab = useRef<Grab>({ days: 0, top: 0 });
  const refocus = useRef<number | null>(null);

  const mayLack = !dates.start.required;
  const events = useEvents({ app: app.id, form, view, dates, range, where: search.where, search: search.search, undated: mayLack ? undated : 0 });
  const movable = form.can.update && dates.start.can.write && !dates.start.readonly;
  const stretchable = movable && dates.end !== null && dates.end.can.write && !dates.end.readonly;
  const onRefused = useCallback((id: number) => {
    setRefused(id);
    window.setTimeout(() => setRefused(null), 600);
  }, []);
  const reschedule = useReschedule(app.id, form, { ...events, onRefused });
  const saidOf = (row: RecordData, values: Values): string => {
    const [changed = dates.start.id] = Object.keys(values);
    const field = form.fields[changed] ?? dates.start;
    const value = values[changed];
    const title = row._title ?? `#${row.id}`;
    if (value === null || value === undefined) return t("views:calendar.lost_date", { title });
    return t(changed === dates.start.id ? "views:calendar.moved" : "views:calendar.stretched", { title, when: fieldType(field.type).format(value, field, language) });
  };
  const give = (id: number, make: (row: RecordData) => Values | null): void => {
    refocus.current = id;
    setLast(id);
    reschedule(id, make, saidOf);
  };

  const open = (id: number): void => {
    if (phone) void navigate({ to: "/a/$app/f/$form/r/$id", params: { app: app.id, form: form.id, id: String(id) } } as never);
    else set({ r: id });
  };
  const carry = useDayCarry({
    span,
    range,
    onDrop: ({ id, day: to, minutes }) => give(id, (row) => moved(dates, row, to, minutes)),
    onSay: (what, { id, day: over, minutes }) => {
      const when = dayWords(over, language) + (minutes === null ? "" : ` ${timeWords(minutes)}`);
      setSaid(t(`views:calendar.${what}`, { title: events.find(id)?._title ?? `#${id}`, when }));
    },
  });
  const scene: Scene = {
    app,
    form,
    view,
    dates,
    movable,
    stretchable,
    openId: search.r,
    refused,
    ahead: last ?? search.r ?? null,
    carried: carry.carried,
    today: now,
    grab,
    open,
    create: form.can.create ? (on) => setMaking(placed(dates, on)) : null,
    ask: setAsked,
    keyDown: carry.onKeyDown,
    putDown: carry.cancel,
    list: (on) => set({ day: on, span: "list" }),
  };

  const inOrder = [...events.events].sort(byTime).map((event) => event.row.id);
  const order = inOrder.join(",");
  useEffect(() => {
    const ids = order === "" ? [] : order.split(",").map(Number);
    setRecordWalk({
      app: app.id,
      form: form.id,
      neighbour: (id, by) => (ids.includes(id) ? (ids[ids.indexOf(id) + by] ?? null) : null),
      focus: (id) => box.current?.querySelector<HTMLElement>(`[data-event="${id}"] button`)?.focus(),
    });
    return () => setRecordWalk(null);
  }, [app.id, form.id, order]);
  // A moved event is drawn anew on its day: the focus that it had goes with it.
  useEffect(() => {
    const id = refocus.current;
    if (id === null || document.activeElement !== document.body) return;
    box.current?.querySelector<HTMLElement>(`[data-event="${id}"] button`)?.focus();
  });

  const body = () => {
    if (events.error) return <ErrorState error={events.error} retry={events.retry} />;
    if (!events.ready) {
      return (
        <div className={css.loading}>
          <Skeleton lines={8} height={40} />
        </div>
      );
    }
    return (
      <div className={css.body}>
        <div className={css.main}>
          {events.count === 0 && (
            <div className={css.nothing}>
              <EmptyState
                line
                text={t(search.where || search.search ? "views:calendar.none_match" : "views:calendar.none", { form: form.label_plural })}
                action={
                  form.can.create && (
                    <Button size="sm" icon={IconPlus} onClick={() => setMaking(placed(dates, day))}>
                      {t("runtime:view.new")}
                    </Button>
                  )
                }
              />
            </div>
          )}
          {(events.count ?? 0) > MOST && <p className={css.note}>{t("views:calendar.too_many", { n: events.count ?? 0, most: MOST })}</p>}
          {span === "month" ? (
            <MonthGrid range={range} month={day} events={events.events} />
          ) : span === "week" ? (
            <WeekGrid range={range} events={events.events} timed={dates.timed} />
          ) : (
            <DayList range={range} day={day} events={events.events} />
          )}
        </div>
        {mayLack && trayOpen && (
          <Tray rows={events.waiting} count={events.waitingCount ?? 0} takes={movable} onMore={() => setUndated((old) => Math.min(1000, old + STEP))} onClose={() => setTrayOpen(false)} />
        )}
      </div>
    );
  };
  return (
    <SceneContext value={scene}>
      <div ref={box} className={css.page} data-state={events.ready && !events.stale ? "ready" : "loading"} aria-busy={events.stale || undefined}>
        <ViewBar collection={collection} count={events.count} withFields={false} withSort={false} />
        <CalendarHead
          span={span}
          day={day}
          range={range}
          today={now}
          undated={mayLack && (trayOpen || events.waitingCount) ? events.waitingCount : null}
          trayOpen={trayOpen}
          onGo={(next) => set({ day: next === now ? undefined : next }, true)}
          onSpan={(next: Span) => set({ span: next })}
          onTray={() => setTrayOpen(!trayOpen)}
        />
        <DragDropProvider
          sensors={SENSORS}
          plugins={cardPlugins}
          // The library runs this as a transition, which waits behind everything else: what follows is taken out of it.
          onDragEnd={({ operation, canceled }) => {
            const change = canceled ? null : dropped(operation, dates, grab.current);
            if (change) queueMicrotask(() => give(change.id, change.make));
          }}
        >
          {body()}
        </DragDropProvider>
        <p role="status" className="vh">
          {said}
        </p>
        <p id="calendar-keys" className="vh">
          {t("views:calendar.keys")}
        </p>
        <Suspense fallback={null}>
          {asked && <MoveDialog scene={scene} row={asked} onClose={() => setAsked(null)} onMove={(values) => give(asked.id, () => values)} />}
          {making && <FormDialog app={app.id} form={form.id} values={making} onClose={() => setMaking(null)} onSaved={() => setMaking(null)} />}
        </Suspense>
      </div>
    </SceneContext>
  );
}
