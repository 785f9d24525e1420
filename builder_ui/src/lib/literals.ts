/** How a literal of a field is written in an expression; the field registry knows. */
export type LiteralKind = "text" | "number" | "boolean" | "date" | "datetime" | "id" | "duration";
