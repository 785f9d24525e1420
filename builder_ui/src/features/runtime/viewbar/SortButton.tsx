import { useState } from "react";
import { useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { IconPlus, IconSort, IconX } from "@/ui/icons";
import { Popover } from "@/ui/Popover";
import { Select } from "@/ui/Select";
import type { SortKey } from "./model";
import { sortText } from "./model";
import { ToolButton } from "./ToolButton";
import type { Collection } from "./useCollection";
import css from "./viewbar.module.css";

/** By what the list is ordered: any number of fields, each up or down. */
export function SortButton({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime");
  const [open, setOpen] = useState(false);
  const { form, view, search, sort, set } = collection;
  const fields = form.order.flatMap((id) => {
    const field = form.fields[id];
    return field?.sortable && field.can.read ? [field] : [];
  });
  const free = fields.filter((field) => !sort.some((key) => key.field === field.id));
  const write = (next: readonly SortKey[]): void => {
    const text = sortText(next);
    set({ sort: text && text !== view.sort.join(",") ? text : undefined }, true);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      width={420}
      label={t("runtime:view.sort")}
      target={
        <ToolButton
          icon={IconSort}
          label={sort.length > 0 ? t("runtime:view.sort_n", { n: sort.length }) : t("runtime:view.sort")}
          active={Boolean(search.sort)}
          open={open}
          onClick={() => setOpen(!open)}
        />
      }
    >
      <div className={css.sort}>
        {sort.length === 0 && <p className={css.note}>{t("runtime:view.sort_nothing")}</p>}
        {sort.map((key, index) => (
          <div key={key.field} className={css.sortRow}>
            <Select
              size="sm"
              label={t("runtime:view.sort_field")}
              value={key.field}
              options={fields
                .filter((field) => field.id === key.field || free.includes(field))
                .map((field) => ({ value: field.id, label: field.label }))}
              onChange={(next) => {
                if (next) write(sort.map((one, at) => (at === index ? { ...one, field: next } : one)));
              }}
            />
            <Select
              size="sm"
              label={t("runtime:view.sort_direction")}
              value={key.desc ? "desc" : "asc"}
              options={[
                { value: "asc", label: t("runtime:view.ascending") },
                { value: "desc", label: t("runtime:view.descending") },
              ]}
              onChange={(next) =>
                write(sort.map((one, at) => (at === index ? { ...one, desc: next === "desc" } : one)))
              }
            />
            <IconButton
              size="sm"
              icon={IconX}
              label={t("runtime:view.sort_remove", { field: form.fields[key.field]?.label ?? key.field })}
              onClick={() => write(sort.filter((_, at) => at !== index))}
            />
          </div>
        ))}
        <div className={css.filterEnd}>
          <Button
            size="sm"
            look="quiet"
            icon={IconPlus}
            disabled={free.length === 0}
            onClick={() => {
              const [first] = free;
              if (first) write([...sort, { field: first.id, desc: false }]);
            }}
          >
            {t("runtime:view.sort_add")}
          </Button>
          {search.sort && (
            <Button size="sm" look="quiet" onClick={() => set({ sort: undefined }, true)}>
              {t("runtime:view.sort_reset")}
            </Button>
          )}
        </div>
      </div>
    </Popover>
  );
}
