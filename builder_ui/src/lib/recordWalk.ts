import { create } from "zustand";

/** What the record panel needs from the list behind it: the next and previous record, and where focus goes back to. */
export interface RecordWalk {
  app: string;
  form: string;
  /** The id before (-1) or after (1) this one in the view, null at the end; may load. */
  neighbour: (id: number, step: 1 | -1) => number | null | Promise<number | null>;
  /** Puts the focus back on the cell or card of this record. */
  focus: (id: number) => void;
}

/** The list on the screen registers itself here; null while none is shown. */
export const useRecordWalk = create<{ walk: RecordWalk | null }>(() => ({ walk: null }));

export const setRecordWalk = (walk: RecordWalk | null): void => useRecordWalk.setState({ walk });
