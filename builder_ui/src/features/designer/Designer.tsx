import type { ReactNode } from "react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useFieldTypes } from "@/api/fieldTypes";
import type { AppDef, FormDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { OverContext, overDraft } from "@/expression-editor/queries";
import { useT } from "@/i18n";
import { isTyping } from "@/lib/keyboard";
import { confirm } from "@/ui/ConfirmDialog";
import { Accessibility, DragDropProvider, DragOverlay, Feedback, PointerSensor } from "@/ui/dnd";
import type { Plugins } from "@/ui/dnd";
import { usePhone } from "@/ui/hooks";
import { anyLayerOpen } from "@/ui/layers";
import { Skeleton } from "@/ui/Skeleton";
import { Canvas } from "./canvas/Canvas";
import canvas from "./canvas/canvas.module.css";
import { dropPlaceAt } from "./canvas/dropPlace";
import { useCarry } from "./canvas/useCarry";
import type { DesignerWork, Selection } from "./context";
import { DesignerContext, picked } from "./context";
import css from "./designer.module.css";
import { DesignerHeader } from "./DesignerHeader";
import type { Place } from "./model/layout";
import { moveEdits, sectionOf } from "./model/layout";
import { Palette } from "./palette/Palette";
import { SidePanel } from "./panel/SidePanel";
import type { DraftWork } from "./state/useDraft";
import { useActions } from "./useActions";

const LogicTab = lazy(() => import("./LogicTab").then((module) => ({ default: module.LogicTab })));
const SettingsTab = lazy(() => import("./SettingsTab").then((module) => ({ default: module.SettingsTab })));
const PhoneTools = lazy(() => import("./PhoneTools").then((module) => ({ default: module.PhoneTools })));
const PreviewDialog = lazy(() => import("./PreviewDialog").then((module) => ({ default: module.PreviewDialog })));
const PublishDialog = lazy(() => import("./publish/PublishDialog").then((module) => ({ default: module.PublishDialog })));
const ProblemsDialog = lazy(() => import("./ProblemsDialog").then((module) => ({ default: module.ProblemsDialog })));
const DeleteDialog = lazy(() => import("./DeleteDialog").then((module) => ({ default: module.DeleteDialog })));
const SetupDialog = lazy(() => import("./SetupDialog").then((module) => ({ default: module.SetupDialog })));

// Made once: sensors and plugins that change while something is dragged lose hold of it.
const SENSORS = [
  PointerSensor.configure({
    activatorElements: (source) => [source.element],
    preventActivation: (event) => event.target instanceof Element && event.target.closest("input, textarea, [data-portal]") !== null,
  }),
];
/** Without the library's own keys and announcements (useCarry has them) and without a flight back. */
const plugins = (defaults: Plugins): Plugins => [...defaults.filter((plugin) => plugin !== Accessibility && plugin !== Feedback), Feedback.configure({ dropAnimation: null })];

interface Dragged {
  readonly label: string;
  readonly type: string;
  readonly field?: string;
  readonly add?: string;
}

/** Where the pointer is now: the library's own position is that of a frame ago. */
const pointAt = (event: Event | undefined, known: { x: number; y: number }): { x: number; y: number } => (event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : known);

type Dialog = "preview" | "publish" | "problems";

/** The designer of one form: what can be added on the left, the form in the middle, what is selected on the right. */
export function Designer({ work, live, form }: Readonly<{ work: DraftWork; live: AppDef; form: FormDef }>) {
  const t = useT("designer");
  const phone = usePhone();
  const { draft } = work;
  const types = useFieldTypes();
  const [tab, setTab] = useState("fields");
  const [wanted, select] = useState<Selection>({ kind: "form" });
  const [inserting, insertAt] = useState<Place | null>(null);
  const [target, setTarget] = useState<Place | null>(null);
  const [said, say] = useState("");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  // What is gone (undone, deleted elsewhere) cannot stay selected.
  const selection: Selection = wanted.kind === "field" ? (form.fields[wanted.id] ? { ...wanted, also: wanted.also.filter((id) => form.fields[id]) } : { kind: "form" }) : wanted.kind === "section" && !form.layout.some((one) => one.id === wanted.id) ? { kind: "form" } : wanted;
  const actions = useActions({ work, app: draft.app, form, definition: draft.definition, types, selection, select });
  const move = (fields: readonly string[], place: Place): void => {
    // Several go one behind the other.
    const edits = fields.flatMap((id, index) => moveEdits(draft.definition, form, id, index === 0 ? place : { section: place.section, field: fields[index - 1] ?? null, zone: "after" }));
    void actions.edit(edits);
  };
  const carry = useCarry(form, (field, place) => move([field], place), say);

  const value: DesignerWork = useMemo(
    () => ({ app: draft.app, form, definition: draft.definition, selection, select, edit: actions.edit, add: actions.add, copy: actions.copy, remove: (fields) => actions.remove(fields, live.forms[form.id]), inserting, insertAt }),
    [draft, form, selection, actions, inserting, live],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey;
      if (anyLayerOpen() || isTyping(event.target) || event.isComposing) return;
      const key = event.key.toLowerCase();
      if (command && key === "z") void actions.step(event.shiftKey ? "redo" : "undo");
      else if (command && key === "y") void actions.step("redo");
      else if (!command && !event.altKey && event.key === "/" && tab === "fields") {
        const last = selection.kind === "field" ? selection.id : null;
        insertAt({ section: (last && sectionOf(form, last)?.id) || (form.layout.at(-1)?.id ?? ""), field: last, zone: last ? "after" : "end" });
      } else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  const problems = useMemo(() => {
    const found: Record<string, string> = {};
    for (const problem of draft.problems) {
      const [kind, id, part, name] = problem.at.split("/");
      if (kind === "form" && id === form.id && part === "fields" && name && problem.severity !== "warning") found[name] ??= problem.message;
    }
    return found;
  }, [draft.problems, form.id]);

  const discard = async (): Promise<void> => {
    if (await confirm({ title: t("designer:discard_title"), body: t("designer:discard_text", { count: draft.changes }), confirm: t("designer:discard"), danger: true })) void work.session.drop();
  };
  const tabs = ["fields", "logic", "settings"].map((id) => ({ id, label: t(`designer:tabs.${id}`) }));
  const later = (page: ReactNode) => <Suspense fallback={<div className={css.waiting}><Skeleton lines={6} /></div>}>{page}</Suspense>;
  const middle = tab === "logic" ? later(<LogicTab />) : tab === "settings" ? later(<SettingsTab />) : <div className={css.scroll}><Canvas target={carry.place ?? target} carry={carry} problems={problems} /></div>;

  const over = useMemo(() => overDraft(draft.position), [draft.position]);
  return (
    <OverContext.Provider value={over}>
    <DesignerContext.Provider value={value}>
      <div className={css.page} data-designer={form.id} data-position={draft.position}>
        <DesignerHeader work={work} tab={tab} tabs={tabs} onTab={setTab} onUndo={() => void actions.step("undo")} onRedo={() => void actions.step("redo")} onPreview={() => void work.session.settled().then(() => setDialog("preview"))} onPublish={() => void work.session.settled().then(() => setDialog("publish"))} onDiscard={() => void discard()} onProblems={() => setDialog("problems")} />
        <DragDropProvider
          sensors={SENSORS}
          plugins={plugins}
          onDragMove={({ operation, to, nativeEvent }) => {
            const { x, y } = pointAt(nativeEvent, to ?? operation.position.current);
            const place = dropPlaceAt(x, y, (operation.source?.data as Dragged | undefined)?.field ?? null);
            queueMicrotask(() => setTarget((old) => (JSON.stringify(old) === JSON.stringify(place) ? old : place)));
          }}
          onDragEnd={({ operation, canceled, nativeEvent }) => {
            const dragged = operation.source?.data as Dragged | undefined;
            const { x, y } = pointAt(nativeEvent, operation.position.current);
            const place = dropPlaceAt(x, y, dragged?.field ?? null);
            queueMicrotask(() => {
              setTarget(null);
              if (canceled || !dragged || !place) return;
              if (dragged.add) actions.add(dragged.add, dragged.label, place);
              else if (dragged.field) {
                move(picked(selection, dragged.field), place);
                select({ kind: "field", id: dragged.field, also: [] });
              }
            });
          }}
        >
          <div className={css.body} data-tab={tab}>
            {tab === "fields" && !phone && <aside className={css.left} aria-label={t("designer:palette")}><Palette /></aside>}
            {middle}
            {tab === "fields" && !phone && <aside className={css.right} aria-label={t("designer:properties")}><SidePanel /></aside>}
          </div>
          <DragOverlay>
            {(source) => {
              const dragged = source.data as unknown as Dragged;
              const Icon = fieldType(dragged.type).icon;
              return <span className={canvas.chip}><Icon size={16} />{dragged.label}</span>;
            }}
          </DragOverlay>
        </DragDropProvider>
        {phone && tab === "fields" && <Suspense fallback={null}><PhoneTools /></Suspense>}
        <p role="status" className="vh">{said}</p>
        <Suspense fallback={null}>
          {dialog === "preview" && <PreviewDialog onClose={() => setDialog(null)} />}
          {dialog === "publish" && <PublishDialog app={live.id} session={work.session} onClose={() => setDialog(null)} />}
          {dialog === "problems" && <ProblemsDialog problems={draft.problems} onClose={() => setDialog(null)} />}
          {actions.deleting && <DeleteDialog fields={actions.deleting} onClose={actions.closeDeleting} onDelete={() => actions.deleting && actions.reallyRemove(actions.deleting)} />}
          {actions.asked && <SetupDialog info={actions.asked.info} label={actions.asked.label} onClose={actions.closeAsked} onDone={actions.addAsked} />}
        </Suspense>
      </div>
    </DesignerContext.Provider>
    </OverContext.Provider>
  );
}
