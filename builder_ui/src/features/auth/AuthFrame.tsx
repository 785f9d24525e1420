import type { ReactNode } from "react";
import { LANGUAGE_NAMES, LANGUAGES, switchLanguage, useLanguage, useT } from "@/i18n";
import { Brand } from "@/shell/Brand";
import css from "./auth.module.css";

/** The page for strangers: the mark, one card, the languages. */
export function AuthFrame({ title, lead, children, wide = false }: Readonly<{ title: string; lead?: string; children: ReactNode; wide?: boolean }>) {
  const t = useT();
  const language = useLanguage();
  return (
    <main className={css.page}>
      <div className={wide ? `${css.card} ${css.wide}` : css.card}>
        <header className={css.head}>
          <Brand size={36} />
          <span className={css.product}>{t("common:product")}</span>
        </header>
        <h1>{title}</h1>
        {lead && <p className={css.lead}>{lead}</p>}
        {children}
      </div>
      <nav className={css.languages} aria-label={t("common:language")}>
        {LANGUAGES.map((one) => (
          <button key={one} type="button" lang={one} aria-pressed={one === language} onClick={() => void switchLanguage(one)}>{LANGUAGE_NAMES[one]}</button>
        ))}
      </nav>
    </main>
  );
}
