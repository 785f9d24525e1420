import type { KeyboardEvent } from "react";
import { useId, useRef, useState } from "react";
import type { FieldDef, OptionDef } from "@/api/types";
import { useT } from "@/i18n";
import { matches } from "@/lib/match";
import { usePhone } from "@/ui/hooks";
import { IconCheck, IconChevronLeft, IconChevronRight } from "@/ui/icons";
import css from "./cascade.module.css";
import { above, hasInside, inside, levelLabel, optionsOf, ownLabel, stepsOf } from "./tree";

interface StepsProps {
  field: FieldDef;
  value: string;
  /** Only the end of a way may be taken. */
  complete: boolean;
  onPick: (path: string) => void;
  onClose: () => void;
}

const MOST_FOUND = 100;

/** A list for each step beside the one before it (on phones one at a time), and a search over all of them. */
export function Steps({ field, value, complete, onPick, onClose }: Readonly<StepsProps>) {
  const t = useT();
  const phone = usePhone();
  const name = useId();
  const options = optionsOf(field);
  const [open, setOpen] = useState(above(value));
  const [at, setAt] = useState(value || inside(options, "")[0]?.id || "");
  const [search, setSearch] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const found = search.trim() ? options.filter((option) => matches(option.label, search) && !(complete && hasInside(options, option.id))).slice(0, MOST_FOUND) : [];

  const go = (path: string) => {
    setAt(path);
    box.current?.querySelector(`[data-path="${CSS.escape(path)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const press = (option: OptionDef) => {
    setAt(option.id);
    if (!hasInside(options, option.id)) return onPick(option.id);
    // The first press shows what is inside, the second takes it.
    if (open === option.id && !complete) return onPick(option.id);
    setOpen(option.id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const list = search.trim() ? found : inside(options, above(at));
    const place = list.findIndex((option) => option.id === at);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const typing = search !== "";
    if (step) go(list[(place + step + list.length) % list.length]?.id ?? at);
    else if (event.key === "ArrowRight" && !typing && hasInside(options, at)) {
      setOpen(at);
      go(inside(options, at)[0]?.id ?? at);
    } else if (event.key === "ArrowLeft" && !typing && above(at)) {
      go(above(at));
      setOpen(above(above(at)));
    } else if (event.key === "Enter") {
      const option = options.find((one) => one.id === at);
      if (!option || (typing && place < 0)) return event.preventDefault();
      if (complete && hasInside(options, at)) setOpen(at);
      else onPick(at);
    } else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const row = (option: OptionDef, whole: boolean) => (
    <div
      key={option.id}
      id={`${name}-${option.id}`}
      role="option"
      aria-selected={option.id === value}
      data-path={option.id}
      data-at={option.id === at || undefined}
      data-open={stepsOf(open).includes(option.id) || undefined}
      className={css.option}
      onClick={() => (whole ? onPick(option.id) : press(option))}
    >
      <span className="cut">{whole ? option.label : ownLabel(options, option)}</span>
      {option.id === value && <IconCheck size={16} />}
      {!whole && hasInside(options, option.id) && <IconChevronRight size={16} />}
    </div>
  );

  const lists = phone ? [open] : ["", ...stepsOf(open)];
  return (
    <div ref={box} className={css.steps} onKeyDown={onKeyDown} onMouseDown={(event) => (event.target as HTMLElement).tagName !== "INPUT" && event.preventDefault()}>
      <input
        className={css.search}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls={name}
        aria-activedescendant={`${name}-${at}`}
        aria-label={t("common:search")}
        placeholder={t("common:search")}
        autoComplete="off"
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(options.find((option) => matches(option.label, event.target.value))?.id ?? at);
        }}
      />
      <div id={name} className={css.lists}>
        {search.trim() ? (
          <div role="listbox" aria-label={field.label} className={css.list} data-wide>
            {found.map((option) => row(option, true))}
            {found.length === 0 && <p className={css.nothing}>{t("common:nothing_found")}</p>}
          </div>
        ) : (
          lists.map((path) => {
            const level = stepsOf(path).length;
            const parent = options.find((option) => option.id === path);
            return (
              <div key={path} role="listbox" aria-label={levelLabel(field, level) ?? field.label} className={css.list} data-wide={phone || undefined}>
                {phone && parent ? (
                  <div className={css.back}>
                    <button type="button" className={css.up} onClick={() => setOpen(above(path))}><IconChevronLeft size={16} />{ownLabel(options, parent)}</button>
                    {!complete && <button type="button" className={css.take} onClick={() => onPick(path)}>{t("fields:take_this")}</button>}
                  </div>
                ) : (
                  levelLabel(field, level) && <p className={css.level} aria-hidden="true">{levelLabel(field, level)}</p>
                )}
                {inside(options, path).map((option) => row(option, false))}
              </div>
            );
          })
        )}
      </div>
    </div>
  );
}
