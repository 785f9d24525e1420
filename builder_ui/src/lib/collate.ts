import type { Language } from "@/i18n";

const zh = new Intl.Collator("zh-CN", { numeric: true });
const en = new Intl.Collator("en", { numeric: true });

/** Chinese by pinyin, numbers inside texts by size. */
export const compareTexts = (a: string, b: string, language: Language): number => (language === "zh-CN" ? zh : en).compare(a, b);
