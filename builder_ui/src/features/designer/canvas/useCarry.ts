import type { KeyboardEvent } from "react";
import { useState } from "react";
import type { FormDef } from "@/api/types";
import { useT } from "@/i18n";
import type { Place } from "../model/layout";
import { slotOf, slotsOf } from "../model/slots";

interface Carried {
  readonly field: string;
  readonly at: number;
}

/** Moving a field with the keyboard: Space picks it up, arrows go from gap to gap, Space drops it, Escape leaves it. */
export function useCarry(form: FormDef, onDrop: (field: string, place: Place) => void, say: (text: string) => void) {
  const t = useT("designer");
  const [carried, setCarried] = useState<Carried | null>(null);
  const slots = carried ? slotsOf(form, carried.field) : [];
  const place = carried ? (slots[carried.at] ?? null) : null;
  const label = (id: string): string => form.fields[id]?.label ?? id;
  const words = (to: Place): string => {
    const section = form.layout.find((one) => one.id === to.section)?.label ?? "";
    return to.field ? t("designer:carry.before", { field: label(to.field), section }) : t("designer:carry.end", { section });
  };

  const pickUp = (field: string): void => {
    setCarried({ field, at: slotOf(form, field) });
    say(t("designer:carry.picked_up", { field: label(field) }));
  };
  const step = (by: 1 | -1): void => {
    if (!carried) return;
    const at = Math.max(0, Math.min(slots.length - 1, carried.at + by));
    const to = slots[at];
    if (at === carried.at || !to) return;
    setCarried({ ...carried, at });
    say(words(to));
  };
  const end = (drop: boolean): void => {
    if (!carried) return;
    setCarried(null);
    say(t(drop ? "designer:carry.dropped" : "designer:carry.cancelled", { field: label(carried.field) }));
    if (drop && place) onDrop(carried.field, place);
  };

  /** True when the key was used. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (!carried) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowUp" || event.key === "ArrowLeft") step(-1);
    else if (event.key === " " || event.key === "Enter") end(true);
    else if (event.key === "Escape") end(false);
    else if (event.key !== "Tab") return false;
    return true;
  };

  return { field: carried?.field ?? null, place, pickUp, onKey, cancel: () => end(false) };
}
