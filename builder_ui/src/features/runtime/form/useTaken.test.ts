import { describe, expect, it } from "vitest";
import type { FormDef, RecordData, Values } from "@/api/types";
import type { Program } from "@/logic";
import { asksAbout } from "./useTaken";

const form = { fields: { room: { type: "text", settings: {} }, number: { type: "number", settings: {} }, owner: { type: "user", settings: {} } } } as unknown as FormDef;
const program = { unique: [{ fields: ["room", "number"], reads: ["state"] }, { fields: ["owner"], reads: [] }] } as unknown as Program;
const stored = { id: 7, revision: 1, room: "Blue", number: 1, state: "held", owner: { id: 3, title: "Ann" } } as unknown as RecordData;

describe("what is taken is asked", () => {
  it.each<[string, RecordData | null, Values, Values | null]>([
    ["once all fields of a rule are filled", null, { room: "Blue", number: 2 }, { number: 2, room: "Blue", state: null }],
    ["not before", null, { room: "Blue", number: null }, null],
    ["not of an emptied box", null, { room: "", number: 2 }, null],
    ["of linked records by their id", null, { owner: { id: 3, title: "Ann" } }, { owner: 3 }],
    ["not of what is as it was", stored, { ...stored, owner: 3 }, null],
    ["of what changed", stored, { ...stored, number: 2 }, { number: 2, room: "Blue", state: "held" }],
    ["of what decides whether the rule holds", stored, { ...stored, state: "free" }, { number: 1, room: "Blue", state: "free" }],
  ])("%s", (_, base, values, asked) => expect(asksAbout(program, form, { base, values })).toEqual(asked));
});
