import { expect, test } from "vitest";
import type { ColumnFound, SheetFound } from "./model";
import { asked, choiceOf, chosen, nameOf, targets, withColumn, withSheet } from "./model";

const column = (name: string, more: Partial<ColumnFound> = {}): ColumnFound => ({ column: name, label: name, include: true, type: "text", to: null, samples: [], filled: 3, unique: false, offers: [{ type: "text", settings: {} }], ...more });
const SHEETS: SheetFound[] = [
  { number: 0, label: "Customers", rows: 3, title: "Name", problem: null, columns: [column("Name"), column("City")] },
  { number: 1, label: "Orders", rows: 3, title: "No", problem: null, columns: [column("No"), column("Customer", { to: { sheet: 0, column: "Name" } })] },
  { number: 2, label: "Empty", rows: 0, title: null, problem: "it holds no rows", columns: [] },
];
const customer = (sheets: readonly SheetFound[]): ColumnFound => sheets[1]!.columns[1]!;

test("what cannot be read or was left out is not asked for", () => {
  expect(asked(SHEETS).map((sheet) => sheet.label)).toEqual(["Customers", "Orders"]);
  const fewer = withColumn(SHEETS, 0, "City", (one) => ({ ...one, include: false }));
  expect(asked(fewer)[0]?.columns.map((one) => one.column)).toEqual(["Name"]);
});

test.each([
  ["its sheet", withSheet(SHEETS, 0, { include: false })],
  ["the column that it names", withColumn(SHEETS, 0, "Name", (one) => ({ ...one, include: false }))],
])("a link is a plain field again when %s is left out", (_, sheets) => {
  expect(choiceOf(customer(SHEETS), SHEETS)).toBe("sheet:0:Name");
  expect(choiceOf(customer(sheets), sheets)).toBe("text");
  expect(asked(sheets).at(-1)?.columns[1]?.to).toBeNull();
});

test("a choice is a type or a link", () => {
  expect(chosen(customer(SHEETS), "date")).toMatchObject({ type: "date", to: null });
  expect(chosen(column("x"), "sheet:1:No: and more")).toMatchObject({ type: "text", to: { sheet: 1, column: "No: and more" } });
  expect(chosen(column("x"), "form:customer")).toMatchObject({ to: { form: "customer" } });
});

test("a column may link to the other sheets by the column that names their records", () => {
  expect(targets(customer(SHEETS), SHEETS[1]!, SHEETS)).toEqual([{ sheet: 0, column: "Name" }]);
  expect(targets(column("City"), SHEETS[0]!, SHEETS)).toEqual([{ sheet: 1, column: "No" }]);
});

test("an app is called like its file", () => expect(nameOf("sales_export 2026.xlsx")).toBe("Sales export 2026"));
