import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useApp, useApps } from "@/api/queries";
import { useT } from "@/i18n";
import { placeInApp, useAppId } from "@/lib/here";
import { isComposing } from "@/lib/keyboard";
import { matches } from "@/lib/match";
import { initialsOf } from "@/lib/pinyin";
import { useDebouncedValue } from "@/ui/hooks";
import type { IconComponent } from "@/ui/icons";
import { IconApps, IconBell, IconHome, iconNamed, IconPlus, IconSearch } from "@/ui/icons";
import { Modal } from "@/ui/Modal";
import css from "./Palette.module.css";

interface Entry {
  key: string;
  group: "records" | "go" | "create";
  label: string;
  hint?: string | undefined;
  icon: IconComponent;
  to: string;
}

interface Found {
  results: { form: string; id: number; title: string; matched?: string | null }[];
}

/** Ctrl+K: records of the app, places to go, records to make. */
export function Palette({ onClose }: Readonly<{ onClose: () => void }>) {
  const t = useT();
  const navigate = useNavigate();
  const list = useId();
  const appId = useAppId();
  const app = useApp(appId).data;
  const apps = useApps().data;
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 150);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLInputElement>(null);
  const found = useQuery({
    queryKey: keys.search(appId ?? "", asked),
    queryFn: ({ signal }) => api.get<Found>(`/apps/${appId}/search`, { query: { q: asked }, signal }),
    enabled: Boolean(appId) && asked.length > 0,
    placeholderData: keepPreviousData,
  });

  const places = useMemo<Entry[]>(() => {
    const all: Entry[] = [{ key: "home", group: "go", label: t("common:home"), icon: IconHome, to: "/" }];
    for (const group of app?.menu ?? []) {
      for (const item of group.items) {
        const view = item.kind === "view" ? app?.views[item.id] : undefined;
        const to = item.kind === "dashboard" ? `/a/${appId}/d/${item.id}` : view ? `/a/${appId}/f/${view.form}/v/${view.id}` : `/a/${appId}/f/${item.id}`;
        all.push({ key: `go-${item.kind}-${item.id}`, group: "go", label: item.label, hint: group.label ?? undefined, icon: iconNamed(item.icon ?? item.id, item.kind === "dashboard" ? "dashboard" : "form"), to });
      }
    }
    for (const one of apps ?? []) if (one.id !== appId && one.id !== "company") all.push({ key: `app-${one.id}`, group: "go", label: one.label, icon: iconNamed(one.icon, "app"), to: placeInApp(one.id, one.home) });
    all.push({ key: "templates", group: "go", label: t("common:templates"), icon: IconApps, to: "/templates" }, { key: "notifications", group: "go", label: t("common:notifications"), icon: IconBell, to: "/notifications" });
    for (const form of Object.values(app?.forms ?? {})) if (form.can.create) all.push({ key: `new-${form.id}`, group: "create", label: t("fields:create_new", { form: form.label }), icon: IconPlus, to: `/a/${appId}/f/${form.id}/new` });
    return all;
  }, [app, apps, appId, t]);

  const records: Entry[] = asked ? (found.data?.results ?? []).slice(0, 8).map((one) => ({ key: `r-${one.form}-${one.id}`, group: "records", label: one.title, hint: one.matched ?? app?.forms[one.form]?.label, icon: iconNamed(app?.forms[one.form]?.icon ?? one.form), to: `/a/${appId}/f/${one.form}/r/${one.id}` })) : [];
  const typed = text.trim().toLowerCase();
  const fitting = places.filter((one) => (typed ? matches(`${one.label} ${one.hint ?? ""}`, text) || initialsOf(one.label).startsWith(typed) : one.group === "go"));
  // Whoever types the name of a place wants to go there: places first then, else records.
  const near = (one: Entry) => one.group === "go" && typed !== "" && (one.label.toLowerCase().startsWith(typed) || initialsOf(one.label).startsWith(typed));
  const going = fitting.filter((one) => one.group === "go");
  const goals = [...going.filter(near), ...going.filter((one) => !near(one))];
  const first = goals.some(near) ? [...goals.slice(0, 8), ...records] : [...records, ...goals];
  const shown = [...first, ...fitting.filter((one) => one.group !== "go")].slice(0, 20);
  useEffect(() => setAt(0), [text, found.data]);

  const open = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    void navigate({ to: entry.to });
  };

  return (
    <Modal open onClose={onClose} title={t("common:search_or_go")}>
      <div className={css.box}>
        <IconSearch size={18} />
        <input
          ref={box}
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={shown[at] ? `${list}-${at}` : undefined}
          aria-label={t("common:search_or_go")}
          placeholder={t(appId ? "common:search_hint" : "common:search_hint_home")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (isComposing(event)) return;
            if (event.key === "ArrowDown") setAt(Math.min(at + 1, shown.length - 1));
            else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
            else if (event.key === "Enter") open(shown[at]);
            else if (event.key === "Escape") onClose();
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div role="listbox" id={list} aria-label={t("common:results")} className={css.list}>
        {shown.map((entry, index) => (
          <div key={entry.key}>
            {shown[index - 1]?.group !== entry.group && <div className={css.group} role="presentation">{t(`common:palette_${entry.group}`)}</div>}
            <div id={`${list}-${index}`} role="option" aria-selected={index === at} className={css.entry} onMouseMove={() => setAt(index)} onClick={() => open(entry)}>
              <entry.icon size={17} />
              <span className="cut">{entry.label}</span>
              {entry.hint && <span className={`${css.hint} cut`}>{entry.hint}</span>}
            </div>
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className={css.none} role="status">{found.isFetching ? t("common:loading") : t("common:nothing_for", { search: text })}</p>}
    </Modal>
  );
}
