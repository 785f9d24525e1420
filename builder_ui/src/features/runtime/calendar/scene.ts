import type { KeyboardEvent, RefObject } from "react";
import { createContext, useContext } from "react";
import type { AppDef, FormDef, RecordData, ViewDef } from "@/api/types";
import type { CalendarEvent, Dates } from "./model";

/** Where in an event it was taken hold of. */
export interface Grab {
  /** Days after its first one. */
  days: number;
  /** Pixels below its upper edge. */
  top: number;
}

/** What everything in a calendar shares. */
export interface Scene {
  readonly app: AppDef;
  readonly form: FormDef;
  readonly view: ViewDef;
  readonly dates: Dates;
  readonly movable: boolean;
  readonly stretchable: boolean;
  readonly openId: number | undefined;
  readonly refused: number | null;
  /** The record that was moved last, or is open: it stays in sight where not all have room. */
  readonly ahead: number | null;
  readonly carried: { readonly id: number; readonly day: string } | null;
  readonly today: string;
  readonly grab: RefObject<Grab>;
  readonly open: (id: number) => void;
  readonly create: ((day: string) => void) | null;
  /** Asks for another date in a dialog. */
  readonly ask: (row: RecordData) => void;
  readonly keyDown: (event: CalendarEvent, key: KeyboardEvent<HTMLElement>) => void;
  readonly putDown: () => void;
  /** Shows the list from this day on. */
  readonly list: (day: string) => void;
}

export const SceneContext = createContext<Scene | null>(null);

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (!scene) throw new Error("outside of a calendar");
  return scene;
}
