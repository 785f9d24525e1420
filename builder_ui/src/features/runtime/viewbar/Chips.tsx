import type { KeyboardEvent } from "react";
import { fromExpression, toExpression } from "@/conditions/expression";
import { finished, NOTHING, remove } from "@/conditions/model";
import { itemSentence } from "@/conditions/sentence";
import { useShown } from "@/expression-editor/queries";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { IconX } from "@/ui/icons";
import type { ListSearch } from "./model";
import { isChanged } from "./model";
import { useNames } from "@/conditions/names";
import type { Collection } from "./useCollection";
import css from "./viewbar.module.css";

interface ChipProps {
  text: string;
  removeLabel: string;
  onRemove: () => void;
}

function Chip({ text, removeLabel, onRemove }: Readonly<ChipProps>) {
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    onRemove();
  };
  return (
    <li className={css.chip}>
      <span className={css.chipText}>{text}</span>
      <button
        type="button"
        className={css.chipDrop}
        aria-label={removeLabel}
        title={removeLabel}
        onClick={onRemove}
        onKeyDown={key}
      >
        <IconX size={14} />
      </button>
    </li>
  );
}

/** What narrows the list, one chip for each condition; each can be removed with the mouse, Enter or Delete. */
export function Chips({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime");
  const { app, form, search, kindOf, set } = collection;
  const tree = search.where ? fromExpression(search.where, kindOf) : NOTHING;
  const names = useNames(app.id, form, tree ?? NOTHING);
  // What cannot be said in a sentence stands there as it is written.
  const written = useShown(app.id, form.id, tree || search.from ? "" : (search.where ?? ""), "filter").data;
  if (!isChanged(search) || !(search.where ?? search.search ?? search.all)) return null;
  const drop = (change: Partial<ListSearch>): void => set(change);
  const translate = (key: string, values?: Record<string, string>): string => t(key, values ?? {});
  const removeLabel = (text: string): string => t("runtime:view.remove_filter", { text });
  // From a chart: one chip with the chart's own words stands for the whole condition.
  const foreign = search.where && (!tree || search.from) ? (search.from ?? (written || t("runtime:view.own_condition"))) : null;
  const items = foreign || !tree ? [] : tree.join === "or" ? [finished(tree)] : finished(tree).items;
  return (
    <ul className={css.chips} aria-label={t("runtime:view.active_filters")}>
      {foreign && (
        <Chip
          text={foreign}
          removeLabel={removeLabel(foreign)}
          onRemove={() => drop({ where: undefined, from: undefined, all: undefined })}
        />
      )}
      {items.map((item) => {
        const text = itemSentence(item, translate, names);
        return (
          <Chip
            key={item.key}
            text={text}
            removeLabel={removeLabel(text)}
            onRemove={() => {
              if (tree)
                drop({
                  where: tree.join === "or" ? undefined : toExpression(remove(tree, item.key), kindOf) || undefined,
                });
            }}
          />
        );
      })}
      {search.search && (
        <Chip
          text={t("runtime:view.search_chip", { text: search.search })}
          removeLabel={removeLabel(search.search)}
          onRemove={() => drop({ search: undefined })}
        />
      )}
      {search.all && !search.where && (
        <Chip
          text={search.from ?? t("runtime:view.all_records")}
          removeLabel={removeLabel(t("runtime:view.all_records"))}
          onRemove={() => drop({ all: undefined, from: undefined })}
        />
      )}
      <li>
        <Button
          size="sm"
          look="quiet"
          onClick={() => drop({ where: undefined, search: undefined, from: undefined, all: undefined })}
        >
          {t("runtime:view.reset")}
        </Button>
      </li>
    </ul>
  );
}
