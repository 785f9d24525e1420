import type { components } from "./schema";

/** What a route takes, by the name of its schema in the API's own description: a renamed key becomes a type error. */
export type Sent<Name extends keyof components["schemas"]> = components["schemas"][Name];
