import type { RefObject } from "react";
import { useEffect, useState } from "react";
import { useT } from "@/i18n";
import css from "./kanban.module.css";
import type { Lane } from "./model";

interface LaneTabsProps {
  lanes: readonly Lane[];
  excluded: readonly string[];
  scroller: RefObject<HTMLDivElement | null>;
}

/** On a phone one lane fills the screen: swiping goes to the next one, these buttons jump. */
export function LaneTabs({ lanes, excluded, scroller }: Readonly<LaneTabsProps>) {
  const t = useT("runtime");
  const [current, setCurrent] = useState(lanes[0]?.id ?? "");
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = (): void => {
      const middle = element.getBoundingClientRect().left + element.clientWidth / 2;
      for (const lane of element.querySelectorAll<HTMLElement>("[data-lane]")) {
        const box = lane.getBoundingClientRect();
        if (box.left <= middle && box.right > middle) setCurrent(lane.dataset.lane ?? "");
      }
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [scroller]);
  return (
    <div className={css.tabs} role="group" aria-label={t("runtime:kanban.lanes")}>
      {lanes
        .filter((lane) => !excluded.includes(lane.id))
        .map((lane) => (
          <button
            key={lane.id}
            type="button"
            className={css.tab}
            aria-pressed={lane.id === current}
            onClick={() =>
              scroller.current
                ?.querySelector(`[data-lane="${CSS.escape(lane.id)}"]`)
                ?.scrollIntoView({ inline: "center", block: "nearest", behavior: "smooth" })
            }
          >
            {lane.label || t("runtime:kanban.no_lane")} <span className={css.laneCount}>{lane.count}</span>
          </button>
        ))}
    </div>
  );
}
