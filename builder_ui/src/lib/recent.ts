import { create } from "zustand";

/** A record that was opened on this device. */
export interface RecentRecord {
  app: string;
  form: string;
  id: number;
  title: string;
  formLabel: string;
  at: number;
}

const KEY = "formwright.recent";
const MOST = 8;

function read(person: number): RecentRecord[] {
  try {
    return JSON.parse(localStorage.getItem(`${KEY}.${person}`) ?? "[]") as RecentRecord[];
  } catch {
    return [];
  }
}

interface RecentState {
  person: number;
  records: readonly RecentRecord[];
  load: (person: number) => void;
  visit: (record: Omit<RecentRecord, "at">) => void;
}

/** Kept per person and device; the newest first. */
export const useRecent = create<RecentState>((set, get) => ({
  person: 0,
  records: [],
  load: (person) => set({ person, records: read(person) }),
  visit: (record) => {
    const { person } = get();
    if (!person) return;
    const others = read(person).filter((one) => !(one.app === record.app && one.form === record.form && one.id === record.id));
    const records = [{ ...record, at: Date.now() }, ...others].slice(0, MOST);
    set({ records });
    try {
      localStorage.setItem(`${KEY}.${person}`, JSON.stringify(records));
    } catch {
      // storage is blocked or full: the list lasts for this visit
    }
  },
}));
