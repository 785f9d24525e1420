import type { FormDef } from "@/api/types";
import { useT } from "@/i18n";
import type { SortKey } from "@/lib/sort";
import { Button, IconButton } from "@/ui/Button";
import { IconPlus, IconX } from "@/ui/icons";
import { Select } from "@/ui/Select";
import css from "./SortRows.module.css";

interface SortRowsProps {
  form: FormDef;
  sort: readonly SortKey[];
  onChange: (next: SortKey[]) => void;
}

/** Any number of fields to order by, each up or down. */
export function SortRows({ form, sort, onChange }: Readonly<SortRowsProps>) {
  const t = useT("runtime");
  const fields = form.order.flatMap((id) => {
    const field = form.fields[id];
    return field?.sortable && field.can.read ? [field] : [];
  });
  const free = fields.filter((field) => !sort.some((key) => key.field === field.id));
  const change = (index: number, part: Partial<SortKey>): void => onChange(sort.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <>
      {sort.length === 0 && <p className={css.none}>{t("runtime:view.sort_nothing")}</p>}
      {sort.map((key, index) => (
        <div key={key.field} className={css.row}>
          <Select
            size="sm"
            label={t("runtime:view.sort_field")}
            value={key.field}
            options={fields.filter((field) => field.id === key.field || free.includes(field)).map((field) => ({ value: field.id, label: field.label }))}
            onChange={(next) => {
              if (next) change(index, { field: next });
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
            onChange={(next) => change(index, { desc: next === "desc" })}
          />
          <IconButton
            size="sm"
            icon={IconX}
            label={t("runtime:view.sort_remove", { field: form.fields[key.field]?.label ?? key.field })}
            onClick={() => onChange(sort.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          size="sm"
          look="quiet"
          icon={IconPlus}
          disabled={free.length === 0}
          onClick={() => {
            const [first] = free;
            if (first) onChange([...sort, { field: first.id, desc: false }]);
          }}
        >
          {t("runtime:view.sort_add")}
        </Button>
      </div>
    </>
  );
}
