import type { KeyboardEvent, ReactNode } from "react";
import { Fragment } from "react";
import type { FieldDef, LayoutSection } from "@/api/types";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { pagesOf } from "@/lib/pages";
import { Button } from "@/ui/Button";
import { IconPlus } from "@/ui/icons";
import { picked, useDesigner } from "../context";
import { hidingOf } from "../model/hiding";
import type { Place } from "../model/layout";
import { freeSectionId, moveEdits, stepPlace, withLayout } from "../model/layout";
import { Inserter } from "../palette/Inserter";
import css from "./canvas.module.css";
import { FieldCard } from "./FieldCard";
import { SectionCard } from "./SectionCard";
import type { useCarry } from "./useCarry";

interface CanvasProps {
  /** Where what is dragged or carried would land. */
  target: Place | null;
  carry: ReturnType<typeof useCarry>;
  /** The first sentence about what is wrong, by field. */
  problems: Readonly<Record<string, string>>;
}

/** The form itself, to be arranged: sections and fields as people will see them. */
export function Canvas({ target, carry, problems }: Readonly<CanvasProps>) {
  const t = useT("designer");
  const work = useDesigner();
  const { form, definition, selection, select, edit, inserting, insertAt } = work;
  const placed = new Set(form.layout.flatMap((section) => section.items));
  const loose = form.order.filter((id) => !placed.has(id));

  const focusField = (id: string): void => {
    select({ kind: "field", id, also: [] });
    document.querySelector<HTMLElement>(`[data-field-button="${CSS.escape(id)}"]`)?.focus();
  };

  const onKeyDown = (id: string, event: KeyboardEvent<HTMLElement>): void => {
    if (isComposing(event)) return;
    const used = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (carry.onKey(event)) return used();
    const at = form.order.indexOf(id);
    const section = form.layout.find((one) => one.items.includes(id))?.id;
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const place = stepPlace(form, id, event.key === "ArrowDown" ? 1 : -1);
      if (place) void edit(moveEdits(definition, form, id, place));
      used();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = form.order[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (next && event.shiftKey && selection.kind === "field") select({ kind: "field", id: next, also: [...new Set([...selection.also, selection.id])].filter((one) => one !== next) });
      else if (next) focusField(next);
      used();
    } else if (event.key === "Home" || event.key === "End") {
      const next = event.key === "Home" ? form.order[0] : form.order.at(-1);
      if (next) focusField(next);
      used();
    } else if (event.key === "Enter" || event.key === "/") {
      if (section) insertAt({ section, field: id, zone: "after" });
      used();
    } else if (event.key === " ") {
      select({ kind: "field", id, also: [] });
      carry.pickUp(id);
      used();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      work.remove(picked(selection, id));
      used();
    } else if (command && event.key.toLowerCase() === "d") {
      work.copy(picked(selection, id));
      used();
    }
  };

  const card = (field: FieldDef, section: string): ReactNode => (
    <Fragment key={field.id}>
      <FieldCard
        field={field}
        section={section}
        hiding={hidingOf(definition, form.id, field.id)}
        problem={problems[field.id]}
        zone={target?.section === section && target.field === field.id ? target.zone : undefined}
        carried={carry.field === field.id}
        onKeyDown={onKeyDown}
        onBlur={carry.field === field.id ? carry.cancel : undefined}
      />
      {inserting?.field === field.id && <Inserter place={inserting} />}
    </Fragment>
  );

  const fieldsOf = (section: Pick<LayoutSection, "id" | "items" | "columns">): ReactNode => (
    <ul className={css.fields} data-columns={section.columns} data-drop-section={section.id} data-zone={target?.section === section.id && target.field === null ? "end" : undefined}>
      {section.items.flatMap((id) => (form.fields[id] ? [card(form.fields[id], section.id)] : []))}
      {inserting?.section === section.id && inserting.field === null && <Inserter place={inserting} />}
      {section.items.length === 0 && inserting?.section !== section.id && (
        <li className={css.empty}>
          <Button size="sm" look="quiet" icon={IconPlus} onClick={() => insertAt({ section: section.id, field: null, zone: "end" })}>{t("designer:empty_section")}</Button>
        </li>
      )}
    </ul>
  );

  const addSection = (): void => {
    const id = freeSectionId(form, definition);
    void edit(withLayout(definition, form, [{ op: "insert", at: `form/${form.id}/layout`, item: { id, label: t("designer:new_section"), columns: 2, items: [] } }])).then(() => select({ kind: "section", id }));
  };

  const pages = pagesOf(form.layout);
  return (
    <div className={css.paper} data-canvas="" onClick={(event) => event.target === event.currentTarget && select({ kind: "form" })}>
      {pages.map((page, index) => (
        <Fragment key={page.head?.id ?? index}>
          {page.blocks.flatMap((block) =>
            block.map((section) => (
              <SectionCard key={section.id} section={section} page={pages.length > 1 && page.blocks[0]?.[0] === section ? index + 1 : null}>
                {fieldsOf(section)}
              </SectionCard>
            )),
          )}
        </Fragment>
      ))}
      {loose.length > 0 && (
        <section className={css.section} aria-label={t("designer:loose")}>
          <header className={css.sectionHead}><h2 className={css.looseName}>{t("designer:loose")}</h2></header>
          <ul className={css.fields} data-columns={2}>{loose.flatMap((id) => (form.fields[id] ? [card(form.fields[id], "")] : []))}</ul>
        </section>
      )}
      <div className={css.addRow}>
        <Button size="sm" look="quiet" icon={IconPlus} onClick={() => insertAt({ section: form.layout.at(-1)?.id ?? "main", field: null, zone: "end" })}>{t("designer:add_field")}</Button>
        <Button size="sm" look="quiet" icon={IconPlus} onClick={addSection}>{t("designer:add_section")}</Button>
      </div>
      <p id="designer-keys" className="vh">{t("designer:keys")}</p>
    </div>
  );
}
