import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath, useApp } from "@/api/queries";
import type { FieldDef, PickerRow } from "@/api/types";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { Avatar } from "@/ui/Avatar";
import { Combobox, useCombobox } from "@/ui/Combobox";
import { useDebouncedValue } from "@/ui/hooks";
import { IconCheck, IconChevronDown, IconPlus, IconX } from "@/ui/icons";
import type { FieldPlace } from "../contract";
import { askingOf, decidingLabels, inheritedLinks } from "./asking";
import { prefillFrom, useRelatedCreator } from "./creator";
import css from "./relation.module.css";
import type { Linked } from "./titles";
import { targetOf } from "./titles";

interface RelationPickerProps {
  field: FieldDef;
  place: FieldPlace;
  picked: readonly Linked[];
  many: boolean;
  onChange: (picked: Linked[]) => void;
  onBlur?: (() => void) | undefined;
  onKeyDown?: (event: KeyboardEvent) => void;
  id?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
  required?: boolean | undefined;
  readOnly?: boolean | undefined;
  bare?: boolean;
  startOpen?: boolean;
  startText?: string;
}

const CREATE = "+";

/** Search by title while typing; the last entry makes a new record in a dialog above. */
export function RelationPicker({ field, place, picked, many, onChange, onBlur, onKeyDown, id, describedBy, invalid, required, readOnly, bare = false, startOpen = false, startText = "" }: Readonly<RelationPickerProps>) {
  const t = useT();
  const [search, setSearch] = useState(startText);
  const [asked] = useDebouncedValue(search, 180);
  const target = targetOf(field, place.app);
  const people = target.form === "user";
  const asking = askingOf(field, place);
  const around = useApp(asking ? place.app : undefined).data?.forms[place.form];
  const form = useApp(target.app).data?.forms[target.form];
  const creator = useRelatedCreator((state) => state.creator);
  const box = useCombobox({ defaultOpened: startOpen, onDropdownClose: () => box.resetSelectedOption() });
  const input = useRef<HTMLInputElement>(null);
  const params = { search: asked, limit: 20, ...asking };
  const found = useQuery({
    queryKey: keys.picker(target.app, target.form, params),
    queryFn: ({ signal }) => api.get<{ records: PickerRow[] }>(`${recordsPath(target.app, target.form)}/picker`, { query: params, signal }),
    enabled: box.dropdownOpened,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const rows = found.data?.records ?? [];
  const deciding = asking ? decidingLabels(field, around, place.row && around?.fields[place.row.subform]?.settings.fields) : [];
  // Making a new one is offered only after the search for what was typed has answered: no accidental twins.
  const settled = !found.isFetching && asked === search;
  const canCreate = Boolean(creator && form?.can.create && !people && target.form !== "department");

  useEffect(() => {
    if (startOpen) input.current?.focus();
  }, [startOpen]);
  useEffect(() => {
    if (box.dropdownOpened && rows.length > 0) box.selectFirstOption();
    // The store object is new on every render; only new rows move the highlight.
  }, [found.data]);

  const take = (one: Linked) => {
    setSearch("");
    if (!many) {
      box.closeDropdown();
      onChange([one]);
    } else if (picked.some((other) => other.id === one.id)) onChange(picked.filter((other) => other.id !== one.id));
    else onChange([...picked, one]);
    input.current?.focus();
  };

  const submit = async (value: string) => {
    if (value !== CREATE) {
      const row = rows.find((one) => String(one.id) === value);
      if (row) take({ id: row.id, title: row.title });
      return;
    }
    box.closeDropdown();
    const typable = form?.title_fields.find((name) => form.fields[name]?.can.write && form.fields[name]?.type === "text");
    const made = await creator?.({ app: target.app, form: target.form, values: { ...inheritedLinks(field, place, around, form), ...prefillFrom(search, typable) } });
    if (made) take({ id: made.id, title: made.title });
  };

  if (readOnly) {
    return <div id={id} className={css.box} data-readonly="" role="textbox" aria-readonly="true" tabIndex={0} aria-labelledby={id ? `${id}-label` : undefined}>{picked.map((one) => one.title).join(", ")}</div>;
  }

  return (
    <Combobox store={box} onOptionSubmit={(value) => void submit(value)} withinPortal offset={4} transitionProps={{ duration: 80 }} classNames={{ dropdown: css.dropdown, option: css.option }}>
      <Combobox.DropdownTarget>
        <div className={css.box} data-invalid={invalid || undefined} data-bare={bare || undefined} data-full={(!many && picked.length > 0) || undefined} onClick={() => input.current?.focus()}>
          {picked.map((one) => (
            <span key={one.id} className={css.picked}>
              {people && <Avatar name={one.title} size={18} />}
              <span className="cut">{one.title}</span>
              <button type="button" tabIndex={-1} aria-label={t("fields:remove_link", { title: one.title })} onClick={() => onChange(picked.filter((other) => other.id !== one.id))}><IconX size={13} /></button>
            </span>
          ))}
          <Combobox.EventsTarget withExpandedAttribute>
            <input
              ref={input}
              id={id}
              className={css.search}
              aria-label={id ? undefined : field.label}
              aria-required={required || undefined}
              aria-invalid={invalid || undefined}
              aria-describedby={[describedBy, id && picked.length ? `${id}-picked` : ""].filter(Boolean).join(" ") || undefined}
              autoComplete="off"
              placeholder={picked.length ? undefined : t("fields:search_or_choose")}
              value={search}
              onFocus={() => undefined}
              onClick={() => box.openDropdown()}
              onChange={(event) => {
                setSearch(event.target.value);
                box.openDropdown();
              }}
              onKeyDown={(event) => {
                if (isComposing(event)) return event.stopPropagation();
                const last = picked.at(-1);
                if (event.key === "Backspace" && search === "" && last) onChange(picked.slice(0, -1));
                onKeyDown?.(event);
              }}
              onBlur={() => {
                box.closeDropdown();
                setSearch("");
                onBlur?.();
              }}
            />
          </Combobox.EventsTarget>
          {id && picked.length > 0 && <span id={`${id}-picked`} className="vh">{picked.map((one) => one.title).join(", ")}</span>}
          <span className={css.caret}><IconChevronDown size={16} /></span>
        </div>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        {found.isPending && <div className={css.note} role="status">{t("common:loading")}</div>}
        {found.isError && <div className={css.note} role="alert">{t("errors:could_not_load")}</div>}
        {found.isSuccess && rows.length === 0 && <div className={css.note}>{asked ? t("fields:no_match", { search: asked }) : deciding.length > 0 ? t("fields:nothing_fits", { fields: deciding.join(t("runtime:conditions.list")) }) : t("fields:nothing_to_choose")}</div>}
        <Combobox.Options mah={300} style={{ overflowY: "auto" }} aria-label={field.label}>
          {rows.map((row) => {
            const on = picked.some((one) => one.id === row.id);
            return (
              <Combobox.Option key={row.id} value={String(row.id)} active={on}>
                {people && <Avatar name={row.title} size={22} />}
                <span className={css.two}>
                  <span className="cut">{row.title}</span>
                  {row.subtitle && <small className="cut">{row.subtitle}</small>}
                </span>
                {on && <IconCheck size={16} />}
              </Combobox.Option>
            );
          })}
          {canCreate && settled && (
            <Combobox.Option value={CREATE} className={`${css.option} ${css.create}`}>
              <IconPlus size={16} />
              <span className="cut">{search.trim() ? t("fields:create_named", { form: form?.label, name: search.trim() }) : t("fields:create_new", { form: form?.label })}</span>
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
