import type { AppDef, FormDef } from "@/api/types";
import { createContext, useContext } from "react";
import type { Place } from "./model/layout";
import type { Definition, Edit } from "./model/types";

/** What is being worked on: a field (with others picked beside it), a section, or the form itself. */
export type Selection = { readonly kind: "field"; readonly id: string; readonly also: readonly string[] } | { readonly kind: "section"; readonly id: string } | { readonly kind: "form" };

export interface DesignerWork {
  readonly app: AppDef;
  readonly form: FormDef;
  readonly definition: Definition;
  readonly selection: Selection;
  readonly select: (selection: Selection) => void;
  readonly edit: (edits: readonly Edit[], label?: string) => Promise<readonly string[] | null>;
  readonly add: (type: string, label: string, place?: Place | null) => void;
  readonly copy: (fields: readonly string[]) => void;
  readonly remove: (fields: readonly string[]) => void;
  /** The place where a new field is being chosen in the canvas. */
  readonly inserting: Place | null;
  readonly insertAt: (place: Place | null) => void;
}

export const DesignerContext = createContext<DesignerWork | null>(null);

export function useDesigner(): DesignerWork {
  const work = useContext(DesignerContext);
  if (!work) throw new Error("outside the designer");
  return work;
}

/** Fields that an action is about: all that are picked, when the one at hand is among them. */
export const picked = (selection: Selection, field: string): readonly string[] => (selection.kind === "field" && (selection.id === field || selection.also.includes(field)) ? [selection.id, ...selection.also] : [field]);
