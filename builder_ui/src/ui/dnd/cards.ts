import type { DragDropManagerInput } from "@dnd-kit/dom";
import { Accessibility, Feedback } from "@dnd-kit/dom";
import { PointerSensor } from "@dnd-kit/react";

type Plugins = Extract<NonNullable<DragDropManagerInput["plugins"]>, unknown[]>;

/**
 * How cards are taken hold of: anywhere but at their own controls, and at an edge only by the edge. To be made once:
 * sensors that change while a card is dragged lose hold of it.
 */
export const cardSensors = () => [
  PointerSensor.configure({
    activatorElements: (source) => [source.element],
    preventActivation: (event, source) => {
      if (!(event.target instanceof Element)) return true;
      const edge = event.target.closest("[data-edge]");
      if (edge) return source.element !== edge;
      return event.target.closest("[data-control], [role=menu]") !== null;
    },
  }),
];

/** Without the library's own keys and announcements (the boards have their own) and without a flight back. */
export const cardPlugins = (defaults: Plugins): Plugins => [
  ...defaults.filter((plugin) => plugin !== Accessibility && plugin !== Feedback),
  Feedback.configure({ dropAnimation: null }),
];
