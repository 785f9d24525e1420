import { useCallback, useMemo, useState } from "react";
import { needed } from "@/api/fieldTypes";
import { useT } from "@/i18n";
import { toast } from "@/ui/Toast";
import type { AppDef, FormDef } from "@/api/types";
import type { Selection } from "./context";
import type { Place } from "./model/layout";
import { afterOf, fieldPath, sectionOf } from "./model/layout";
import { firstDifference } from "./model/tree";
import type { Definition, Edit, FieldTypeInfo, NewFieldTree, Tree } from "./model/types";
import type { DraftWork } from "./state/useDraft";

interface Asked {
  readonly info: FieldTypeInfo;
  readonly label: string;
  readonly place: Place | null;
}

interface Options {
  work: DraftWork;
  app: AppDef;
  form: FormDef;
  definition: Definition;
  types: readonly FieldTypeInfo[];
  selection: Selection;
  select: (selection: Selection) => void;
}

const focusField = (id: string): void =>
  void requestAnimationFrame(() => {
    const button = document.querySelector<HTMLElement>(`[data-field-button="${CSS.escape(id)}"]`);
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: "nearest" });
  });

/** What can be done in the designer; each is one step of undo, and the selection goes with it. */
export function useActions({ work, form, types, selection, select }: Options) {
  const t = useT("designer");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [deleting, setDeleting] = useState<readonly string[] | null>(null);

  const edit = useCallback(async (edits: readonly Edit[], label?: string): Promise<readonly string[] | null> => (await work.edit(edits, label))?.made ?? null, [work.edit]);

  const addAt = async (type: string, label: string, place: Place | null, settings: Tree): Promise<void> => {
    const near = place ?? (selection.kind === "field" ? { section: sectionOf(form, selection.id)?.id ?? "", field: selection.id, zone: "after" as const } : { section: selection.kind === "section" ? selection.id : (form.layout.at(-1)?.id ?? ""), field: null, zone: "end" as const });
    const after = afterOf(form, near, null);
    const field = { ...settings, type, label } as NewFieldTree;
    const made = await edit([{ op: "add_field", form: form.id, field, ...(near.section ? { section: near.section } : {}), ...(after === undefined ? {} : { after }), ...(near.zone === "left" || near.zone === "right" ? { beside: true } : {}) }]);
    const id = made?.[0];
    if (!id) return;
    select({ kind: "field", id, also: [] });
    focusField(id);
  };

  const add = (type: string, label: string, place: Place | null = null): void => {
    const info = types.find((one) => one.type === type);
    if (info && needed(info).length > 0) setAsked({ info, label, place });
    else void addAt(type, label, place, { ...(info?.defaults ?? {}) });
  };

  const copy = (fields: readonly string[]): void => {
    void edit(fields.map((field): Edit => ({ op: "copy_field", form: form.id, field }))).then((made) => {
      const id = made?.at(-1);
      if (!id) return;
      select({ kind: "field", id, also: [] });
      focusField(id);
    });
  };

  const reallyRemove = (fields: readonly string[]): void => {
    const rest = form.order.filter((id) => !fields.includes(id));
    const next = rest[Math.min(rest.length - 1, Math.max(0, form.order.indexOf(fields[0] ?? "")))];
    const label = form.fields[fields[0] ?? ""]?.label ?? "";
    setDeleting(null);
    void edit(fields.map((field): Edit => ({ op: "delete_field", form: form.id, field }))).then((done) => {
      if (!done) return;
      if (next) {
        select({ kind: "field", id: next, also: [] });
        focusField(next);
      } else select({ kind: "form" });
      toast({ text: t("designer:delete.done", { field: label, count: fields.length }), action: { label: t("common:undo"), run: () => void step("undo") } });
    });
  };
  /** What nobody has published holds nothing: it goes without a question. */
  const remove = (fields: readonly string[], live: FormDef | undefined): void => {
    if (fields.some((id) => live?.fields[id])) setDeleting(fields);
    else reallyRemove(fields);
  };

  /** Undo and redo; what they change is selected. */
  const step = async (what: "undo" | "redo"): Promise<void> => {
    const before = await work.session.settled();
    const after = await work[what]();
    if (!after) return;
    const path = firstDifference(before.definition, after.definition, `form/${form.id}`)?.split("/");
    const [part, name] = [path?.[2], path?.[3]];
    if (part === "fields" && name && fieldPath(form.id, name) && (after.definition.form?.[form.id] as Tree | undefined)?.fields && name in ((after.definition.form?.[form.id] as Tree).fields as Tree)) select({ kind: "field", id: name, also: [] });
    else if (part === "layout" && name) select({ kind: "section", id: name });
  };

  return useMemo(
    () => ({
      edit, add, copy, remove, reallyRemove, step, asked, deleting,
      closeAsked: () => setAsked(null),
      closeDeleting: () => setDeleting(null),
      addAsked: (label: string, settings: Tree) => {
        if (!asked) return;
        setAsked(null);
        void addAt(asked.info.type, label, asked.place, settings);
      },
    }),
    [edit, form, types, selection, asked, deleting, work],
  );
}
