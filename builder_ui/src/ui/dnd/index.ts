// The one door to the drag-and-drop library (0.x: its API may move).
import type { DragDropManagerInput } from "@dnd-kit/dom";

export { DragDropProvider, DragOverlay, KeyboardSensor, PointerSensor, useDraggable, useDroppable } from "@dnd-kit/react";
export { useSortable } from "@dnd-kit/react/sortable";
export { move } from "@dnd-kit/helpers";
export { Accessibility, Feedback } from "@dnd-kit/dom";
export { cardPlugins, cardSensors } from "./cards";
export type Plugins = Extract<NonNullable<DragDropManagerInput["plugins"]>, unknown[]>;
