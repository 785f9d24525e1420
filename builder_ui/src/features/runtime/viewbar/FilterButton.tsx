import { useEffect, useRef, useState } from "react";
import { ConditionBuilder } from "@/conditions/ConditionBuilder";
import { fromExpression, toExpression } from "@/conditions/expression";
import type { Group } from "@/conditions/model";
import { countOf, NOTHING } from "@/conditions/model";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { useDebouncedCallback, usePhone } from "@/ui/hooks";
import { IconFilter } from "@/ui/icons";
import { Sheet } from "@/ui/Modal";
import { Popover } from "@/ui/Popover";
import { ToolButton } from "./ToolButton";
import type { Collection } from "./useCollection";
import css from "./viewbar.module.css";

interface FilterButtonProps {
  collection: Collection;
  /** Set by "filter by this" of a column header: opens with this tree. */
  asked: Group | null;
  onAsked: () => void;
}

/** The condition builder in a popover; what is finished goes into the address while it is clicked together. */
export function FilterButton({ collection, asked, onAsked }: Readonly<FilterButtonProps>) {
  const t = useT("runtime");
  const phone = usePhone();
  const { app, form, search, kindOf, set } = collection;
  const [open, setOpen] = useState(false);
  const [tree, setTree] = useState<Group>(NOTHING);
  const written = useRef<string | undefined>(undefined);
  const where = search.where;
  const parsed = where ? fromExpression(where, kindOf) : NOTHING;
  const count = parsed ? countOf(parsed) : 1;

  const write = useDebouncedCallback((next: Group) => {
    const text = toExpression(next, kindOf) || undefined;
    written.current = text;
    if (text !== where) set({ where: text, ...(text ? {} : { from: undefined }) }, true);
  }, 250);

  // The address may change beside this popover (a chip removed, Back pressed): then it is read again.
  useEffect(() => {
    if (where === written.current && open) return;
    written.current = where;
    setTree((where ? fromExpression(where, kindOf) : null) ?? NOTHING);
  }, [where, form.id]);

  useEffect(() => {
    if (!asked) return;
    setTree(asked);
    setOpen(true);
    onAsked();
  }, [asked, onAsked]);

  const change = (next: Group): void => {
    setTree(next);
    write(next);
  };
  const button = (
    <ToolButton
      icon={IconFilter}
      label={count > 0 ? t("runtime:view.filter_n", { n: count }) : t("runtime:view.filter")}
      count={count}
      active={count > 0}
      open={open}
      onClick={() => setOpen(!open)}
    />
  );
  const content = (
    <div className={css.filter}>
      {where && !parsed && <p className={css.note}>{t("runtime:view.filter_foreign")}</p>}
      <ConditionBuilder app={app.id} form={form} tree={tree} onChange={change} />
      {tree.items.length > 0 && (
        <div className={css.filterEnd}>
          <Button size="sm" look="quiet" onClick={() => change({ ...NOTHING })}>
            {t("runtime:view.clear_filters")}
          </Button>
        </div>
      )}
    </div>
  );
  if (phone) {
    return (
      <>
        {button}
        <Sheet open={open} onClose={() => setOpen(false)} side="bottom" size="80%" title={t("runtime:view.filter")}>
          {content}
        </Sheet>
      </>
    );
  }
  return (
    <Popover open={open} onOpenChange={setOpen} width={640} label={t("runtime:view.filter")} target={button}>
      {content}
    </Popover>
  );
}
