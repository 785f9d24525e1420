/** The kinds of view, one entry each: its icon, its screen, and whether it can be drawn with what the reader may see. */
import type { ComponentType } from "react";
import { lazy } from "react";
import type { FormDef, ViewDef } from "@/api/types";
import type { IconComponent } from "@/ui/icons";
import { IconCalendar, IconKanban, IconTable } from "@/ui/icons";
import { IconGallery } from "@/ui/toolIcons";
import type { Collection } from "./viewbar/useCollection";

interface ViewKind {
  readonly icon: IconComponent;
  readonly Screen: ComponentType<{ collection: Collection }>;
  /** A view whose field the reader may not see is shown as a table. */
  readonly fits: (view: ViewDef, form: FormDef) => boolean;
}

const table: ViewKind = {
  icon: IconTable,
  Screen: lazy(() => import("./table/TableView").then((module) => ({ default: module.TableView }))),
  fits: () => true,
};
const readable = (form: FormDef, field: string | undefined): boolean => Boolean(field && form.fields[field]?.can.read);

const KINDS: Readonly<Record<string, ViewKind>> = {
  table,
  kanban: {
    icon: IconKanban,
    Screen: lazy(() => import("./kanban/KanbanView").then((module) => ({ default: module.KanbanView }))),
    fits: (view, form) => readable(form, view.lanes?.by),
  },
  calendar: {
    icon: IconCalendar,
    Screen: lazy(() => import("./calendar/CalendarView").then((module) => ({ default: module.CalendarView }))),
    fits: (view, form) => readable(form, view.start),
  },
  gallery: {
    icon: IconGallery,
    Screen: lazy(() => import("./gallery/GalleryView").then((module) => ({ default: module.GalleryView }))),
    fits: () => true,
  },
};

/** How views of a type look in lists of views. */
export const viewIcon = (type: string): IconComponent => (KINDS[type] ?? table).icon;

/** What draws a view; a type that this build does not know is shown as a table. */
export function viewKind(view: ViewDef, form: FormDef): ViewKind {
  const kind = KINDS[view.type];
  return kind?.fits(view, form) ? kind : table;
}
