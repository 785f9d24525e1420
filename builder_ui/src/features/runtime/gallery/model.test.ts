import { describe, expect, it } from "vitest";
import type { RecordData } from "@/api/types";
import { columnsOf, coverOf } from "./model";

describe("a gallery", () => {
  it.each([
    [320, "large", 2],
    [900, "medium", 3],
    [900, "small", 5],
    [4000, "small", 6],
  ] as const)("%s pixels wide with %s cards has %s columns", (width, size, columns) => {
    expect(columnsOf(width, size)).toBe(columns);
  });

  it("shows the first picture among the files, and none that may carry scripts", () => {
    const file = (id: string, type: string) => ({ id, type, name: id, size: 1 });
    const row = (...files: object[]) => ({ id: 1, revision: 1, files }) as unknown as RecordData;
    expect(coverOf(row(file("a", "application/pdf"), file("b", "image/svg+xml"), file("c", "image/png")), "files")?.id).toBe("c");
    expect(coverOf(row(), "files")).toBeNull();
    expect(coverOf(row(), null)).toBeNull();
  });
});
