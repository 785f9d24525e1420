import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useState } from "react";
import { api } from "@/api/client";
import type { AppDef } from "@/api/types";
import { editsBetween, shifted } from "@/setup/model";
import { Settings } from "@/setup/Settings";
import shared from "@/setup/setup.module.css";
import type { KindInfo, Tree } from "@/setup/types";
import { useKinds, useQuick } from "@/setup/useKinds";
import { useLanguage, useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { cardPlugins, DragDropProvider, move, useSortable } from "@/ui/dnd";
import { ErrorState } from "@/ui/ErrorState";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@/ui/icons";
import { IconSettings } from "@/ui/toolIcons";
import { TextInput } from "@/ui/Input";
import { Modal, Sheet } from "@/ui/Modal";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import css from "../dashboard.module.css";
import type { Place } from "./model";
import { IN_SERIES, newWidget, overForm, placesOf, WIDTHS, widgetsOf, without, withPlaces, withWidget } from "./model";

interface PartProps {
  place: Place;
  index: number;
  count: number;
  span: number;
  name: string;
  kind: string;
  children: ReactNode;
  onWidth: (width: number) => void;
  onShift: (by: 1 | -1) => void;
  onSettings: () => void;
  onRemove: () => void;
}

function Part({ place, index, count, span, name, kind, children, onWidth, onShift, onSettings, onRemove }: Readonly<PartProps>) {
  const t = useT("views");
  const { ref, handleRef, isDragging } = useSortable({ id: place.id, index });
  return (
    <section ref={ref} className={`${css.widget} ${css.part}`} style={{ gridColumn: `span ${span}` }} data-part={place.id} data-dragging={isDragging || undefined} aria-label={name}>
      <header className={css.partHead}>
        <span ref={handleRef} className={css.handle} title={t("views:dashboard.drag")}>
          <b className="cut">{name}</b> <span className="muted cut">{kind}</span>
        </span>
        <IconButton size="sm" icon={IconArrowUp} label={t("views:setup.up", { name })} disabled={index === 0} onClick={() => onShift(-1)} />
        <IconButton size="sm" icon={IconArrowDown} label={t("views:setup.down", { name })} disabled={index === count - 1} onClick={() => onShift(1)} />
        <IconButton size="sm" icon={IconSettings} label={t("views:dashboard.set_up", { name })} onClick={onSettings} />
        <IconButton size="sm" icon={IconTrash} label={t("views:dashboard.remove", { name })} onClick={onRemove} />
      </header>
      <Select size="sm" label={t("views:dashboard.width_of", { name })} value={String(place.width)} options={[...new Set([...WIDTHS, place.width])].sort((a, b) => a - b).map((width) => ({ value: String(width), label: t("views:dashboard.width", { n: width }) }))} onChange={(next) => onWidth(Number(next))} />
      {children}
    </section>
  );
}

interface DashboardSetupProps {
  app: AppDef;
  id: string;
  /** The columns that a width takes on this screen. */
  spanOf: (width: number) => number;
  /** What a widget shows now. */
  render: (widget: string) => ReactNode;
  onDone: () => void;
}

/** A dashboard under construction: its parts are added, set up, dragged into order, made wider, taken away; then saved for everybody. */
export function DashboardSetup({ app, id, spanOf, render, onDone }: Readonly<DashboardSetupProps>) {
  const t = useT("views");
  const language = useLanguage();
  const kinds = useKinds("chart");
  const written = useQuery({ queryKey: ["app", app.id, "written", "dashboard", id, language, app.version], queryFn: () => api.get<Tree>(`/apps/${app.id}/written/dashboard/${id}`) });
  if (written.error) return <ErrorState error={written.error} retry={() => void written.refetch()} />;
  if (!kinds || !written.data) return <Skeleton lines={8} height={40} />;
  return <Body key={app.version} app={app} id={id} start={written.data} kinds={kinds} spanOf={spanOf} render={render} onDone={onDone} says={t("views:dashboard.note", { dashboard: String(written.data.label ?? id) })} />;
}

function Body({ app, id, start, kinds, spanOf, render, onDone, says }: Readonly<DashboardSetupProps & { start: Tree; kinds: readonly KindInfo[]; says: string }>) {
  const t = useT("views");
  const [tree, setTree] = useState(start);
  const [opened, setOpened] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const { publish, busy } = useQuick(app.id);
  const widgets = widgetsOf(tree);
  const places = placesOf(tree);
  const order = places.map((one) => one.id);
  const edits = editsBetween(`dashboard/${id}`, start, tree);
  const kindOf = (type: unknown): KindInfo | undefined => kinds.find((one) => one.type === type);
  const inOrder = (ids: readonly string[]): void => setTree(withPlaces(tree, ids.flatMap((one) => places.filter((place) => place.id === one))));
  const save = async (): Promise<void> => {
    if (!(await publish(edits, says))) return;
    toast({ kind: "ok", text: t("views:setup.saved", { view: String(tree.label ?? "") }) });
    onDone();
  };
  const widget = opened ? widgets[opened] : undefined;
  const kind = kindOf(widget?.type);
  return (
    <>
      <div className={css.setupBar}>
        <TextInput label={t("views:dashboard.name")} value={String(tree.label ?? "")} onChange={(event) => setTree({ ...tree, label: event.currentTarget.value })} />
        <Button icon={IconPlus} onClick={() => setAdding(true)}>
          {t("views:dashboard.add")}
        </Button>
        <span className={css.grow} />
        <Button onClick={onDone}>{t("common:cancel")}</Button>
        <Button look="primary" busy={busy} disabled={edits.length === 0} onClick={() => void save()}>
          {t("views:setup.save")}
        </Button>
      </div>
      <DragDropProvider plugins={cardPlugins} onDragEnd={(event) => {
        const next = event.canceled ? order : move(order, event);
        queueMicrotask(() => inOrder(next));
      }}>
        <div className={css.grid}>
          {places.map((place, index) => (
            <Part
              key={place.id}
              place={place}
              index={index}
              count={places.length}
              span={spanOf(place.width)}
              name={String(widgets[place.id]?.label ?? place.id)}
              kind={kindOf(widgets[place.id]?.type)?.label ?? ""}
              onWidth={(width) => setTree(withPlaces(tree, places.map((one) => (one.id === place.id ? { ...one, width } : one))))}
              onShift={(by) => inOrder(shifted(order, place.id, by))}
              onSettings={() => setOpened(place.id)}
              onRemove={() => setTree(without(tree, place.id))}
            >
              {render(place.id) ?? <p className="muted">{t("views:dashboard.after_saving")}</p>}
            </Part>
          ))}
        </div>
      </DragDropProvider>
      {opened && widget && (
        <Sheet open onClose={() => setOpened(null)} title={String(widget.label ?? opened)} size={560}>
          <div className={shared.panel}>
            {kind ? (
              <Settings
                key={`${opened} ${String(widget.form)}`}
                app={app}
                form={app.forms[String(widget.form ?? "")]}
                schema={kind.schema}
                tree={widget}
                without={widget.series ? IN_SERIES : []}
                onChange={(next) => setTree(withWidget(tree, opened, next.form === widget.form ? { type: kind.type, ...next } : overForm(kind, app, next)))}
              />
            ) : null}
            <div className={shared.ends}>
              <Button look="primary" onClick={() => setOpened(null)}>
                {t("views:dashboard.done")}
              </Button>
            </div>
          </div>
        </Sheet>
      )}
      {adding && (
        <Modal open title={t("views:dashboard.add")} onClose={() => setAdding(false)}>
          <div className={shared.kinds}>
            {kinds.map((one) => {
              const made = newWidget(one, app, tree);
              return (
                <button
                  key={one.type}
                  type="button"
                  className={shared.kind}
                  data-kind={one.type}
                  disabled={!made}
                  onClick={() => {
                    if (!made) return;
                    setTree(withWidget(tree, made.id, made.widget));
                    setAdding(false);
                    setOpened(made.id);
                  }}
                >
                  <IconPlus size={16} />
                  <b>{one.label}</b>
                  <small>{one.help}</small>
                </button>
              );
            })}
          </div>
        </Modal>
      )}
    </>
  );
}
