import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { fromExpression, toExpression } from "@/conditions/expression";
import type { Group } from "@/conditions/model";
import { countOf, NOTHING } from "@/conditions/model";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { useDebouncedCallback, usePhone } from "@/ui/hooks";
import { IconFilter } from "@/ui/toolIcons";
import { Segmented } from "@/ui/Input";
import { Sheet } from "@/ui/Modal";
import { Popover } from "@/ui/Popover";
import { Skeleton } from "@/ui/Skeleton";
import { ToolButton } from "./ToolButton";
import type { Collection } from "./useCollection";
import css from "./viewbar.module.css";

const ConditionBuilder = lazy(() => import("@/conditions/ConditionBuilder").then((module) => ({ default: module.ConditionBuilder })));
const FilterText = lazy(() => import("./FilterText").then((module) => ({ default: module.FilterText })));

interface FilterButtonProps {
  collection: Collection;
  /** Set by "filter by this" of a column header: opens with this tree. */
  asked: Group | null;
  onAsked: () => void;
}

/** A filter in a popover, clicked together or written; what is finished goes into the address at once. */
export function FilterButton({ collection, asked, onAsked }: Readonly<FilterButtonProps>) {
  const t = useT("runtime", "expression");
  const phone = usePhone();
  const { app, form, search, kindOf, set } = collection;
  const [open, setOpen] = useState(false);
  const [tree, setTree] = useState<Group>(NOTHING);
  const written = useRef<string | undefined>(undefined);
  const where = search.where;
  const parsed = where ? fromExpression(where, kindOf) : NOTHING;
  const count = parsed ? countOf(parsed) : 1;
  // What cannot be clicked together is text, whatever was chosen.
  const [begun, setBegun] = useState<string | null>(null);
  const asText = begun !== null || !parsed;

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
    setBegun(null);
    setOpen(true);
    onAsked();
  }, [asked, onAsked]);

  const change = (next: Group): void => {
    setTree(next);
    write(next);
  };
  const writeText = (next: string): void => {
    written.current = next || undefined;
    if (next !== (where ?? "")) set({ where: next || undefined, ...(next ? {} : { from: undefined }) }, true);
  };
  const switchTo = (how: "text" | "conditions"): void => {
    if (how === "text") return setBegun(toExpression(tree, kindOf));
    setTree(parsed ?? NOTHING);
    setBegun(null);
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
      <div className={css.filterHow}>
        <Segmented
          label={t("expression:how")}
          value={asText ? "text" : "conditions"}
          options={[
            { value: "conditions", label: t("expression:as_conditions") },
            { value: "text", label: t("expression:as_text") },
          ]}
          onChange={switchTo}
        />
      </div>
      {asText ? (
        <Suspense fallback={<Skeleton lines={4} />}>
          {!parsed && <p className={css.note}>{t("expression:stays_text")}</p>}
          <FilterText collection={collection} where={begun ?? where ?? ""} onWrite={writeText} />
        </Suspense>
      ) : (
        <Suspense fallback={<Skeleton lines={2} />}>
          <ConditionBuilder app={app.id} form={form} tree={tree} onChange={change} />
        </Suspense>
      )}
      {!asText && tree.items.length > 0 && (
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
