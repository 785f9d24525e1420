import { useState } from "react";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { matches } from "@/lib/match";
import { Button } from "@/ui/Button";
import { IconSearch } from "@/ui/icons";
import { IconColumns } from "@/ui/toolIcons";
import { Checkbox, Input } from "@/ui/Input";
import { Popover } from "@/ui/Popover";
import { fieldMarks } from "./model";
import { ToolButton } from "./ToolButton";
import type { Collection } from "./useCollection";
import css from "./viewbar.module.css";

/** Which columns show; what differs from the view stands in the address. */
export function FieldsButton({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime");
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const { form, view, columns, set } = collection;
  const base = (view.columns.length > 0 ? view.columns : form.order).filter((id) => form.fields[id]?.can.read);
  const hidden = base.filter((id) => !columns.includes(id)).length;
  const fields = form.order.flatMap((id) => {
    const field = form.fields[id];
    return field?.can.read && matches(field.label, search) ? [field] : [];
  });
  const toggle = (id: string): void => {
    const next = columns.includes(id) ? columns.filter((one) => one !== id) : [...columns, id];
    if (next.length > 0) set({ fields: fieldMarks(base, next) }, true);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      width={280}
      label={t("runtime:view.fields")}
      target={
        <ToolButton
          icon={IconColumns}
          label={hidden > 0 ? t("runtime:view.fields_hidden", { n: hidden }) : t("runtime:view.fields")}
          count={hidden}
          active={hidden > 0}
          open={open}
          onClick={() => setOpen(!open)}
        />
      }
    >
      <div className={css.fields}>
        <Input
          icon={IconSearch}
          value={search}
          aria-label={t("runtime:view.find_field")}
          placeholder={t("runtime:view.find_field")}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <ul className={css.fieldList}>
          {fields.map((field) => {
            const Icon = fieldType(field.type).icon;
            return (
              <li key={field.id}>
                <Checkbox
                  checked={columns.includes(field.id)}
                  disabled={columns.length === 1 && columns[0] === field.id}
                  onChange={() => toggle(field.id)}
                  label={
                    <span className={css.fieldName}>
                      <Icon size={15} /> {field.label}
                    </span>
                  }
                />
              </li>
            );
          })}
        </ul>
        <Button
          size="sm"
          look="quiet"
          disabled={!collection.search.fields}
          onClick={() => set({ fields: undefined }, true)}
        >
          {t("runtime:view.fields_reset")}
        </Button>
      </div>
    </Popover>
  );
}
