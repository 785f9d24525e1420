import { expect, test, vi } from "vitest";
import { ApiError } from "@/api/errors";
import { at } from "../model/tree";
import type { Draft, Edit } from "../model/types";
import type { DraftCalls } from "./session";
import { DraftSession } from "./session";

const label = (text: string): Edit[] => [{ op: "label", at: "form/f/label", text }];
const draft = (text: string, position = 0): Draft => ({ exists: position > 0, base: 1, live: 1, position, steps: Array.from({ length: position }, () => ({ label: "", at: "" })), changes: position, problems: [], choices: [], others: [], made: [], app: {} as never, definition: { app: {}, form: { f: { label: text } } } });
const shown = (session: DraftSession): unknown => at(session.snapshot().draft.definition, "form/f/label");

/** A server that keeps labels and counts positions. */
function server(over: Partial<DraftCalls> = {}) {
  const texts = ["start"];
  const calls: DraftCalls = {
    read: () => Promise.resolve(draft(texts.at(-1) ?? "", texts.length - 1)),
    edit: (position, edits) => {
      if (position !== texts.length - 1) return Promise.reject(new ApiError({ status: 409, code: "draft_moved" }));
      texts.push((edits[0] as { text: string }).text);
      return Promise.resolve(draft(texts.at(-1) ?? "", texts.length - 1));
    },
    undo: () => Promise.resolve(draft(texts.at(-2) ?? "", texts.length - 2)),
    redo: () => Promise.reject(new Error("nothing to redo")),
    choose: () => Promise.resolve(draft("chosen")),
    drop: () => Promise.resolve(undefined),
    ...over,
  };
  return { texts, calls };
}

test("an edit shows before the server has answered, and stays when it has", async () => {
  const session = new DraftSession(draft("start"), server().calls);
  const done = session.edit(label("one"));
  expect(shown(session)).toBe("one");
  expect(session.snapshot().saving).toBe(true);
  await done;
  expect(shown(session)).toBe("one");
  expect(session.snapshot()).toMatchObject({ saving: false, draft: { position: 1 } });
});

test("edits go one after another, each on the position that the last one left", async () => {
  const { texts, calls } = server();
  const session = new DraftSession(draft("start"), calls);
  await Promise.all(["one", "two", "three"].map((text) => session.edit(label(text))));
  expect(texts).toEqual(["start", "one", "two", "three"]);
});

test("what is refused is taken back, and what follows it stays", async () => {
  const { calls } = server();
  let first = true;
  const session = new DraftSession(draft("start"), {
    ...calls,
    edit: (position, edits, said) => {
      if (!first) return calls.edit(position, edits, said);
      first = false;
      return Promise.reject(new ApiError({ status: 422, detail: "no" }));
    },
  });
  const refused = session.edit([{ op: "set", at: "form/f/help", to: "bad" }]);
  const kept = session.edit(label("kept"));
  await expect(refused).rejects.toThrow("no");
  await kept;
  expect(at(session.snapshot().draft.definition, "form/f/help")).toBeUndefined();
  expect(shown(session)).toBe("kept");
});

test("an edit meets another window's: the draft is read again and the edit is made on it", async () => {
  const { texts, calls } = server();
  const moved = vi.fn();
  const session = new DraftSession(draft("start"), calls, moved);
  texts.push("elsewhere");
  await session.edit(label("mine"));
  expect(texts).toEqual(["start", "elsewhere", "mine"]);
  expect(moved).toHaveBeenCalledOnce();
});

test("what is read anew waits while edits are on their way", async () => {
  const session = new DraftSession(draft("start"), server().calls);
  const done = session.edit(label("one"));
  session.take(draft("older"));
  expect(shown(session)).toBe("one");
  await done;
  session.take(draft("newer", 5));
  expect(session.snapshot().draft.position).toBe(5);
});

test("undo waits for the edit before it", async () => {
  const session = new DraftSession(draft("start"), server().calls);
  void session.edit(label("one"));
  await session.undo();
  expect(shown(session)).toBe("start");
});
