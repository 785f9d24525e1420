import type { BackendModule, ReadCallback } from "i18next";
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

export type Language = "en" | "zh-CN";
export const LANGUAGES: readonly Language[] = ["en", "zh-CN"];
/** Each language named in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", "zh-CN": "简体中文" };

const STORED = "formwright.language";
const FOLDER: Readonly<Record<string, string>> = { en: "en", "zh-CN": "zh" };
// All namespaces of a language travel in one file (vite.config.ts); they are looked up here by name.
const files = import.meta.glob<{ default: object }>("./locales/*/*.json");

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language: string, namespace: string, done: ReadCallback) => {
    const load = files[`./locales/${FOLDER[language] ?? "en"}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts ${namespace} in ${language}`), null);
      return;
    }
    load().then((module) => done(null, module.default), (error: unknown) => done(error as Error, null));
  },
};

export const asLanguage = (tag: string | null | undefined): Language | null =>
  !tag ? null : tag.toLowerCase().startsWith("zh") ? "zh-CN" : tag.toLowerCase().startsWith("en") ? "en" : null;

/** Reads the language that boot.js chose and loads its texts; resolves when the first screen can be drawn. */
export async function startTexts(): Promise<void> {
  const language = asLanguage(document.documentElement.lang) ?? "en";
  await i18next.use(backend).use(initReactI18next).init({
    lng: language,
    supportedLngs: LANGUAGES,
    load: "currentOnly",
    fallbackLng: false,
    ns: ["common", "errors", "fields"],
    defaultNS: "common",
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Switches every visible text without a reload; unsaved input stays as it is. */
export async function switchLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // storage is blocked: the choice lasts for this visit only
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export const currentLanguage = (): Language => asLanguage(i18next.language) ?? "en";

/** The language of the page; re-renders when it changes. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return asLanguage(i18n.language) ?? "en";
}

/** Texts for a component: name the namespaces it uses beside common, errors and fields; keys are always `namespace:key`. */
export function useT(...namespaces: string[]) {
  return useTranslation(["common", ...namespaces]).t;
}
