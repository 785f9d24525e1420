import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import type { FieldDef, RecordData } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { briefAmount, fullAmount } from "@/lib/amount";
import { formatNumber } from "@/lib/format";
import { Button, IconButton } from "@/ui/Button";
import { useDroppable } from "@/ui/dnd";
import { ErrorState } from "@/ui/ErrorState";
import { IconAlert, IconChevronLeft, IconChevronRight } from "@/ui/icons";
import { IconLock } from "@/ui/toolIcons";
import { Skeleton } from "@/ui/Skeleton";
import { StaleMark } from "@/ui/StaleMark";
import { hueOf } from "@/ui/Tag";
import css from "./kanban.module.css";
import type { Lane } from "./model";
import type { Board } from "./useBoard";

interface LaneColumnProps {
  board: Board;
  lane: Lane;
  totalField: FieldDef | undefined;
  /** How many cards it should hold at most. */
  limit: number | null;
  /** Only takes cards in: the view does not show what lies in it. */
  excluded: boolean;
  collapsed: boolean;
  onCollapse: () => void;
  /** A card is on its way: "yes" may be dropped here, "no" may not. */
  drop: "yes" | "no" | null;
  /** The keyboard holds a card over it. */
  over: boolean;
  renderCard: (row: RecordData) => ReactNode;
  onRows: (lane: string, rows: readonly RecordData[]) => void;
}

const STEP = 50;

export function LaneColumn(props: Readonly<LaneColumnProps>) {
  const { board, lane, totalField, limit, excluded, collapsed, drop, renderCard, onRows } = props;
  const t = useT("runtime", "views");
  const language = useLanguage();
  const [asked, setAsked] = useState(STEP);
  const { ref, isDropTarget } = useDroppable({ id: `lane:${lane.id}`, data: { lane: lane.id } });
  const list = useQuery({
    queryKey: [...board.listKey, lane.id, asked],
    queryFn: ({ signal }) => board.readLane(lane.id, asked, signal),
    placeholderData: (old) => old,
    enabled: !excluded,
  });
  const rows = list.data?.records;
  useEffect(() => {
    if (rows) onRows(lane.id, rows);
  }, [lane.id, rows, onRows]);

  const label = lane.label || t("runtime:kanban.no_lane");
  const held = board.searching ? (list.data?.count ?? 0) : lane.count;
  const total = lane.total !== null && totalField && !board.searching ? lane.total : null;
  const format = {
    type: totalField?.type ?? "number",
    currency: totalField?.settings.currency,
    decimals: totalField?.settings.decimals,
  };
  const overfull = limit !== null && !excluded && held > limit;
  const count = excluded ? "" : formatNumber(String(held)) + (limit === null ? "" : ` / ${limit}`);
  const dot = <span className={css.dot} style={{ background: `var(--tag-${hueOf(lane.color)}-solid)` }} />;
  const small = collapsed || excluded;

  return (
    <section
      ref={ref}
      className={css.lane}
      data-lane={lane.id}
      data-count={excluded ? undefined : held}
      data-small={small || undefined}
      data-closed={lane.closed || undefined}
      data-drop={drop ?? undefined}
      data-over={isDropTarget || props.over || undefined}
      aria-label={t("runtime:kanban.lane", { lane: label, count: held })}
    >
      <header className={css.laneHead}>
        {dot}
        <h2 className={css.laneName} title={label}>
          {label}
        </h2>
        <span className={css.laneCount} data-overfull={overfull || undefined} title={limit === null ? undefined : t("views:kanban.limit", { limit })}>
          {count}
        </span>
        {total !== null && !small && (
          <span className={`${css.laneTotal} num`} title={fullAmount(total, format)}>
            {briefAmount(total, format, language, 1e7)}
            {totalField && board.stale.includes(totalField.id) && <StaleMark />}
          </span>
        )}
        {!excluded && (
          <IconButton
            size="sm"
            className={css.collapse}
            icon={collapsed ? IconChevronRight : IconChevronLeft}
            aria-expanded={!collapsed}
            label={t(collapsed ? "runtime:kanban.expand" : "runtime:kanban.collapse", { lane: label })}
            onClick={props.onCollapse}
          />
        )}
      </header>
      {overfull && !small && (
        <p className={css.overfull} role="note">
          <IconAlert size={14} /> {t("views:kanban.over_limit", { n: held - limit })}
        </p>
      )}
      {drop === "no" && (
        <p className={css.noDrop}>
          <IconLock size={14} /> {t("runtime:kanban.not_allowed")}
        </p>
      )}
      {excluded && <p className={css.excluded}>{t("runtime:kanban.excluded")}</p>}
      {!small && (
        <>
          {list.isError && !rows ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} compact />
          ) : !rows ? (
            <div className={css.cards}>
              <Skeleton lines={5} height={44} />
            </div>
          ) : rows.length === 0 ? (
            <p className={css.nothing}>{t("runtime:kanban.empty_lane")}</p>
          ) : (
            <ul className={css.cards} aria-label={label}>
              {rows.map(renderCard)}
              {rows.length >= asked && rows.length < held && asked < 1000 && (
                <li className={css.more}>
                  <Button
                    size="sm"
                    look="quiet"
                    wide
                    busy={list.isFetching}
                    onClick={() => setAsked(Math.min(1000, asked + STEP))}
                  >
                    {t("runtime:kanban.more", { n: held - rows.length })}
                  </Button>
                </li>
              )}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
