/** What was found in a file, and what people make of it before it becomes forms. */
import type { Sent } from "@/api/sent";
import type { Json } from "@/api/types";

export interface Target {
  readonly sheet?: number | null;
  readonly column?: string | null;
  readonly form?: string | null;
}

export interface ColumnFound {
  readonly column: string;
  readonly label: string;
  readonly include: boolean;
  readonly type: string;
  readonly to: Target | null;
  readonly samples: readonly string[];
  readonly filled: number;
  readonly unique: boolean;
  readonly offers: readonly { readonly type: string; readonly settings: Readonly<Record<string, Json>> }[];
}

export interface SheetFound {
  readonly number: number;
  readonly label: string;
  readonly include?: boolean;
  readonly rows: number;
  readonly title: string | null;
  readonly problem: string | null;
  readonly columns: readonly ColumnFound[];
}

export interface TablesFound {
  readonly id: string;
  readonly name: string;
  readonly sheets: readonly SheetFound[];
}

export interface Prepared {
  readonly id: string;
  readonly form: string;
  readonly sheet: number;
  readonly rows: number;
  readonly links: boolean;
}

export interface Made {
  readonly app: string;
  readonly forms: readonly { readonly sheet: number; readonly form: string; readonly label: string }[];
  readonly imports: readonly Prepared[];
}

export const isIn = (sheet: SheetFound): boolean => sheet.problem === null && sheet.include !== false;

/** Whether what a column links to comes in. */
export function linkHolds(to: Target | null, sheets: readonly SheetFound[]): boolean {
  if (!to) return false;
  if (to.form) return true;
  const target = sheets.find((sheet) => sheet.number === to.sheet);
  return target !== undefined && isIn(target) && (!to.column || target.columns.some((column) => column.column === to.column && column.include));
}

/** A choice of what a column becomes, as one value of a list: a type, or a link. */
export const choiceOf = (column: ColumnFound, sheets: readonly SheetFound[]): string => (column.to && linkHolds(column.to, sheets) ? keyOf(column.to) : column.type);

export const keyOf = (to: Target): string => (to.form ? `form:${to.form}` : `sheet:${to.sheet}:${to.column ?? ""}`);

function targetOf(choice: string): Target | null {
  const [kind, which, ...rest] = choice.split(":");
  if (kind === "form") return { form: which ?? "" };
  return kind === "sheet" ? { sheet: Number(which), column: rest.join(":") || null } : null;
}

export function chosen(column: ColumnFound, choice: string): ColumnFound {
  const to = targetOf(choice);
  return to ? { ...column, to } : { ...column, type: choice, to: null };
}

/** Where a column of a sheet may link to: the other sheets by the column that names their records, and what it links to already. */
export function targets(column: ColumnFound, from: SheetFound, sheets: readonly SheetFound[]): Target[] {
  const others = sheets.filter((sheet) => isIn(sheet) && sheet.number !== from.number && sheet.title !== null).map((sheet): Target => ({ sheet: sheet.number, column: sheet.title }));
  const now = column.to && !column.to.form ? [column.to] : [];
  return [...now, ...others.filter((one) => !now.some((other) => keyOf(other) === keyOf(one)))].filter((one) => linkHolds(one, sheets));
}

export function withColumn(sheets: readonly SheetFound[], number: number, name: string, change: (column: ColumnFound) => ColumnFound): SheetFound[] {
  return sheets.map((sheet) => (sheet.number === number ? { ...sheet, columns: sheet.columns.map((column) => (column.column === name ? change(column) : column)) } : sheet));
}

export const withSheet = (sheets: readonly SheetFound[], number: number, change: Partial<SheetFound>): SheetFound[] => sheets.map((sheet) => (sheet.number === number ? { ...sheet, ...change } : sheet));

/** What the server is told: the sheets and columns that come in. */
export function asked(sheets: readonly SheetFound[]): Sent<"TableSheet">[] {
  return sheets.filter(isIn).map((sheet) => ({
    number: sheet.number,
    label: sheet.label,
    include: true,
    title: sheet.title,
    columns: sheet.columns.filter((column) => column.include).map((column) => ({ column: column.column, label: column.label, include: true, type: column.type, to: column.to && linkHolds(column.to, sheets) ? { sheet: column.to.sheet ?? null, column: column.to.column ?? null, form: column.to.form ?? null } : null })),
  }));
}

/** `sales export.xlsx` as the name of an app. */
export function nameOf(file: string): string {
  const stem = file.replace(/\.[^.]*$/, "").replaceAll("_", " ").trim();
  return stem.charAt(0).toUpperCase() + stem.slice(1);
}
