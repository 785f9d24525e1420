import type { FieldDef } from "@/api/types";
import { conditionOn, filterableFields } from "@/conditions/asked";
import { fromExpression } from "@/conditions/expression";
import type { Group } from "@/conditions/model";
import { add, group } from "@/conditions/model";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { IconArrowDown, IconArrowUp, IconEyeOff, IconFormula } from "@/ui/icons";
import { IconFilter } from "@/ui/toolIcons";
import { Menu } from "@/ui/Menu";
import { StaleMark } from "@/ui/StaleMark";
import { fieldMarks, sortText, toggleSort } from "../viewbar/model";
import type { Collection } from "../viewbar/useCollection";
import css from "./table.module.css";

interface HeaderMenuProps {
  collection: Collection;
  field: FieldDef;
  sorted: "ascending" | "descending" | null;
  /** Its values are still being worked out. */
  stale?: boolean;
  onFilter: (tree: Group) => void;
  /** Given to who may change the form: its formula in a dialog. */
  onFormula?: ((field: FieldDef) => void) | undefined;
}

/** The tree that the popover opens with: what is filtered already and one more condition about this field. */
export function withCondition(collection: Collection, field: FieldDef): Group {
  const { where } = collection.search;
  const old = where ? fromExpression(where, collection.kindOf) : null;
  const base = !old || old.items.length === 0 ? group("and") : old.join === "or" ? group("and", [old]) : old;
  return add(base, base.key, conditionOn(field));
}

/** A column's name and what can be done with the column. */
export function HeaderMenu({ collection, field, sorted, stale = false, onFilter, onFormula }: Readonly<HeaderMenuProps>) {
  const t = useT("runtime", "expression");
  const { form, view, columns, sort, set } = collection;
  const type = fieldType(field.type);
  const Icon = type.icon;
  const base = (view.columns.length > 0 ? view.columns : form.order).filter((id) => form.fields[id]?.can.read);
  const order = (desc: boolean): void => set({ sort: sortText(toggleSort(sort, field.id, desc)) || undefined }, true);
  const canFilter = filterableFields(form).some((one) => one.id === field.id);
  const Arrow = sorted === "descending" ? IconArrowDown : IconArrowUp;
  return (
    <Menu
      align="start"
      width={220}
      target={
        <button
          type="button"
          data-header=""
          tabIndex={-1}
          className={css.headButton}
          data-align={type.align}
          title={field.help ?? field.label}
        >
          <Icon size={14} />
          <span className="cut">{field.label}</span>
          {stale && <StaleMark />}
          {sorted && <Arrow size={14} />}
        </button>
      }
      sections={[
        ...(field.sortable
          ? [
              {
                key: "sort",
                items: [
                  {
                    key: "asc",
                    label: t("runtime:view.sort_ascending"),
                    icon: IconArrowUp,
                    checked: sorted === "ascending",
                    onSelect: () => order(false),
                  },
                  {
                    key: "desc",
                    label: t("runtime:view.sort_descending"),
                    icon: IconArrowDown,
                    checked: sorted === "descending",
                    onSelect: () => order(true),
                  },
                ],
              },
            ]
          : []),
        {
          key: "column",
          items: [
            ...(canFilter
              ? [
                  {
                    key: "filter",
                    label: t("runtime:view.filter_by"),
                    icon: IconFilter,
                    onSelect: () => onFilter(withCondition(collection, field)),
                  },
                ]
              : []),
            ...(onFormula && field.type === "formula"
              ? [
                  {
                    key: "formula",
                    label: t("expression:formula.menu"),
                    icon: IconFormula,
                    onSelect: () => onFormula(field),
                  },
                ]
              : []),
            {
              key: "hide",
              label: t("runtime:view.hide_field"),
              icon: IconEyeOff,
              disabled: columns.length === 1,
              onSelect: () =>
                set(
                  {
                    fields: fieldMarks(
                      base,
                      columns.filter((id) => id !== field.id),
                    ),
                  },
                  true,
                ),
            },
          ],
        },
      ]}
    />
  );
}
