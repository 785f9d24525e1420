import type { KeyboardEvent } from "react";
import { useEffect, useId, useRef, useState } from "react";
import { useFieldTypes } from "@/api/fieldTypes";
import { offersFor } from "@/fields/offers";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import canvas from "../canvas/canvas.module.css";
import { useDesigner } from "../context";
import type { Place } from "../model/layout";
import css from "./palette.module.css";

/** A new field is chosen where it will stand: its name suggests a type, or a type is searched. */
export function Inserter({ place }: Readonly<{ place: Place }>) {
  const t = useT("designer");
  const { add, insertAt } = useDesigner();
  const types = useFieldTypes();
  const list = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef<HTMLLIElement>(null);
  const offers = offersFor(types, text);
  useEffect(() => setAt(0), [text]);
  useEffect(() => void box.current?.scrollIntoView({ block: "nearest" }), [place]);
  useEffect(() => void box.current?.querySelector("[data-at=true]")?.scrollIntoView({ block: "nearest" }), [at]);

  const close = (refocus: boolean): void => {
    insertAt(null);
    const field = place.field;
    if (refocus && field) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-field-button="${CSS.escape(field)}"]`)?.focus());
  };
  const take = (index: number): void => {
    const offer = offers[index];
    if (!offer) return;
    insertAt(null);
    add(offer.info.type, offer.label, place);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (isComposing(event)) return;
    if (event.key === "ArrowDown") setAt((old) => Math.min(offers.length - 1, old + 1));
    else if (event.key === "ArrowUp") setAt((old) => Math.max(0, old - 1));
    else if (event.key === "Enter") take(at);
    else if (event.key === "Escape") close(true);
    else return;
    event.preventDefault();
  };
  return (
    <li ref={box} className={`${canvas.inserter} ${css.inserter}`} onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close(false)}>
      <input
        className={css.insertBox}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={offers[at] ? `${list}-${at}` : undefined}
        aria-label={t("designer:insert.name")}
        placeholder={t("designer:insert.name")}
        autoFocus
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div id={list} role="listbox" aria-label={t("designer:insert.types")} className={css.offers} tabIndex={-1}>
        {offers.map((offer, index) => {
          const Icon = fieldType(offer.info.type).icon;
          return (
            <div key={offer.info.type} id={`${list}-${index}`} role="option" aria-selected={index === at} data-at={index === at} data-type={offer.info.type} className={css.offer} onMouseDown={(event) => event.preventDefault()} onMouseMove={() => index !== at && setAt(index)} onClick={() => take(index)}>
              <Icon size={14} />
              <span className="cut">{offer.label}</span>
              {offer.label !== offer.info.label && <span className={css.offerType}>{offer.info.label}</span>}
            </div>
          );
        })}
      </div>
    </li>
  );
}
