import { useEffect, useRef, useState } from "react";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { useDebouncedCallback } from "@/ui/hooks";
import { IconSearch } from "@/ui/icons";
import { Input } from "@/ui/Input";
import type { Collection } from "./useCollection";
import css from "./viewbar.module.css";

/** Search in this view. Ctrl+F comes here first, because only the rows in sight exist for the browser's own search. */
export function SearchBox({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime");
  const { form, search, set } = collection;
  const [text, setText] = useState(search.search ?? "");
  const box = useRef<HTMLInputElement>(null);
  const typed = useRef(search.search ?? "");
  const write = useDebouncedCallback((next: string) => set({ search: next.trim() || undefined }, true), 250);

  useEffect(() => {
    if ((search.search ?? "") === typed.current.trim()) return;
    typed.current = search.search ?? "";
    setText(typed.current);
  }, [search.search]);

  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "f" || event.shiftKey || event.altKey)
        return;
      if (document.activeElement === box.current) return;
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);

  const change = (next: string): void => {
    typed.current = next;
    setText(next);
    write(next);
  };
  return (
    <Input
      ref={box}
      type="search"
      icon={IconSearch}
      className={css.search}
      value={text}
      aria-label={t("runtime:view.search_in", { form: form.label_plural })}
      placeholder={t("runtime:view.search")}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (isComposing(event) || event.key !== "Escape" || text === "") return;
        event.stopPropagation();
        change("");
      }}
    />
  );
}
