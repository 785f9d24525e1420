/** What a view says beside its query, by the kind of view. */
export interface ViewKeys {
  /** Of a calendar: the dates it goes by, and how it opens. */
  start?: string;
  end?: string | null;
  opens?: "month" | "week" | "list";
  /** Of a gallery: the field of its pictures, how they fill their place, and how large they are. */
  cover?: string | null;
  fit?: "whole" | "crop";
  size?: "small" | "medium" | "large";
}
