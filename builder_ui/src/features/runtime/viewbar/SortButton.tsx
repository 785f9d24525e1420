import { lazy, Suspense, useState } from "react";
import { useT } from "@/i18n";
import type { SortKey } from "@/lib/sort";
import { sortText } from "@/lib/sort";
import { Button } from "@/ui/Button";
import { IconSort } from "@/ui/toolIcons";
import { Popover } from "@/ui/Popover";
import { Skeleton } from "@/ui/Skeleton";
import { ToolButton } from "./ToolButton";
import type { Collection } from "./useCollection";
import css from "./viewbar.module.css";

const SortRows = lazy(() => import("@/setup/SortRows").then((module) => ({ default: module.SortRows })));

/** By what the list is ordered: any number of fields, each up or down. */
export function SortButton({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime");
  const [open, setOpen] = useState(false);
  const { form, view, search, sort, set } = collection;
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
        <Suspense fallback={<Skeleton lines={2} />}>
          <SortRows form={form} sort={sort} onChange={write} />
        </Suspense>
        <div className={css.filterEnd}>
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
