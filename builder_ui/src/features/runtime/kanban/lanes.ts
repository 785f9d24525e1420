import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FieldDef, PickerRow, Value } from "@/api/types";
import { linkedOf, targetOf } from "@/fields/relation/titles";
import { useTitled } from "@/fields/relation/useTitled";
import { useT } from "@/i18n";
import type { LaneOption } from "./model";

/** Between the values of the field that makes the lanes and the lanes' ids, which are texts; "" is no value. */
export interface LaneValues {
  readonly idOf: (value: Value) => string;
  /** What a record has in a lane, as it is shown before the server has answered. */
  readonly valueOf: (lane: string, label: string) => Value;
  /** What the server finds the lane by. */
  readonly literalOf: (lane: string) => string | number | boolean;
  /** Whether a record may be taken out of all lanes. */
  readonly emptied: boolean;
}

const texts: LaneValues = {
  idOf: (value) => String(value ?? ""),
  valueOf: (lane) => lane || null,
  literalOf: (lane) => lane,
  emptied: false,
};
const flags: LaneValues = {
  idOf: (value) => (typeof value === "boolean" ? String(value) : ""),
  valueOf: (lane) => (lane === "" ? null : lane === "true"),
  literalOf: (lane) => lane === "true",
  emptied: false,
};
const links = (required: boolean): LaneValues => ({
  idOf: (value) => String(linkedOf(value)[0]?.id ?? ""),
  valueOf: (lane, title) => (lane === "" ? null : { id: Number(lane), title }),
  literalOf: Number,
  emptied: !required,
});

const isLink = (field: FieldDef | undefined): boolean => field?.settings.to !== undefined;

/** How lanes go by a field, told by its settings: options, records of another form, or yes and no. */
export function laneValues(field: FieldDef | undefined): LaneValues {
  if (field && isLink(field)) return links(field.required);
  return field?.settings.options ? texts : flags;
}

/** Up to so many others have a lane although they hold nothing. */
const EVERYBODY = 12;

/** The lanes in their order: the options, those who hold something (and the others, where they are few), or yes and no. */
export function useLaneOptions(app: string, field: FieldDef | undefined, held: readonly string[]): LaneOption[] {
  const t = useT("fields");
  const linked = isLink(field);
  const target = field && linked ? targetOf(field, app) : { app, form: "" };
  const titled = useTitled(
    linked ? held.filter((id) => id !== "").map(Number) : [],
    field ?? ({ type: "", settings: {} } as FieldDef),
    app,
  );
  const others = useQuery({
    queryKey: keys.picker(target.app, target.form, { lanes: EVERYBODY }),
    queryFn: ({ signal }) =>
      api.get<{ records: PickerRow[] }>(`${recordsPath(target.app, target.form)}/picker`, { query: { limit: EVERYBODY + 1 }, signal }),
    enabled: linked,
  }).data?.records;
  return useMemo(() => {
    if (field?.settings.options) return field.settings.options;
    if (!linked) {
      return [
        { id: "false", label: t("fields:no"), color: "gray" },
        { id: "true", label: t("fields:yes"), color: "green" },
      ];
    }
    const all = new Map(titled.map((one) => [String(one.id), one.title]));
    if (others && others.length <= EVERYBODY) for (const one of others) all.set(String(one.id), one.title);
    return [...all].map(([id, label]) => ({ id, label })).sort((a, b) => a.label.localeCompare(b.label));
  }, [field, linked, titled.map((one) => one.title).join("\n"), others, t]);
}
