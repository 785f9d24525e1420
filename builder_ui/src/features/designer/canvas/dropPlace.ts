/** What lies under the pointer while something is dragged over the canvas. */
import type { Place } from "../model/layout";

/** Share of a field's width at which something dropped goes beside it. */
const SIDE = 0.16;

export function dropPlaceAt(x: number, y: number, moving: string | null): Place | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const card = element.closest<HTMLElement>("[data-drop-field]");
    const section = element.closest<HTMLElement>("[data-drop-section]")?.dataset.dropSection;
    if (section === undefined) continue;
    const field = card?.dataset.dropField;
    if (!card || field === undefined) return nearest(element.closest<HTMLElement>("[data-drop-section]"), section, y, moving);
    if (field === moving) return null;
    const box = card.getBoundingClientRect();
    const share = (x - box.left) / box.width;
    if (share < SIDE) return { section, field, zone: "left" };
    if (share > 1 - SIDE) return { section, field, zone: "right" };
    return { section, field, zone: y < box.top + box.height / 2 ? "before" : "after" };
  }
  return besideSections(x, y, moving);
}

/** On the canvas but in no section: what lies nearest, as if it went on to the edge. */
function besideSections(x: number, y: number, moving: string | null): Place | null {
  const canvas = document.elementsFromPoint(x, y).find((element) => element.closest("[data-canvas]"))?.closest("[data-canvas]");
  const sections = [...(canvas?.querySelectorAll<HTMLElement>("[data-drop-section]") ?? [])];
  const away = (box: DOMRect): number => Math.max(box.top - y, y - box.bottom, 0);
  const closest = sections.sort((a, b) => away(a.getBoundingClientRect()) - away(b.getBoundingClientRect()))[0];
  return closest?.dataset.dropSection ? nearest(closest, closest.dataset.dropSection, y, moving) : null;
}

/** Between the cards: above the first one that begins below the pointer. */
function nearest(box: HTMLElement | null, section: string, y: number, moving: string | null): Place {
  const below = [...(box?.querySelectorAll<HTMLElement>("[data-drop-field]") ?? [])].find((card) => card.dataset.dropField !== moving && card.getBoundingClientRect().top >= y);
  return below?.dataset.dropField ? { section, field: below.dataset.dropField, zone: "before" } : { section, field: null, zone: "end" };
}
