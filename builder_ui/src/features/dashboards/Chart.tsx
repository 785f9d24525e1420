import type { EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";
import { useLanguage } from "@/i18n";
import { fullAmount } from "@/lib/amount";
import { shortAmount } from "@/lib/format";
import { ErrorState } from "@/ui/ErrorState";
import { useScheme } from "@/ui/scheme";
import { Skeleton } from "@/ui/Skeleton";
import type { Look } from "./chartOption";
import { chartOption } from "./chartOption";
import css from "./dashboard.module.css";
import type { ChartWidget, Drill } from "./model";
import { pointName } from "./model";

interface ChartProps {
  widget: ChartWidget;
  description: string;
  onDrill: (drill: Drill, from: string) => void;
}

const HUES = ["teal", "gold", "purple", "cyan", "orange", "green", "pink", "red", "gray"] as const;

/** The page's colours as the charts need them: resolved. */
function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    palette: [token("--tag-blue-solid"), ...HUES.map((hue) => token(`--tag-${hue}-solid`))],
    text: token("--text"),
    muted: token("--text-3"),
    line: token("--line"),
    surface: token("--bg"),
    font: token("--font"),
  };
}

/** A bar or line chart. The library comes with the first chart on the screen. */
export function Chart({ widget, description, onDrill }: Readonly<ChartProps>) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [ready, setReady] = useState(false);
  const [width, setWidth] = useState(600);
  const [broken, setBroken] = useState<{ error: unknown } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const language = useLanguage();
  const scheme = useScheme((state) => state.shown);
  const drill = useRef(onDrill);
  drill.current = onDrill;

  useEffect(() => {
    let gone = false;
    let observer: ResizeObserver | undefined;
    import("./echarts").then(
      ({ init }) => {
        if (gone || !box.current) return;
        const made = init(box.current, null, { renderer: "svg" });
        chart.current = made;
        observer = new ResizeObserver(() => {
          made.resize();
          // In steps: only where names begin or cease to fit the chart is laid out anew.
          setWidth(Math.round(made.getWidth() / 20) * 20);
        });
        observer.observe(box.current);
        setReady(true);
      },
      // A new version of the product may have taken this file away.
      (error: unknown) => setBroken({ error }),
    );
    return () => {
      gone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [attempt]);

  useEffect(() => {
    const made = chart.current;
    if (!ready || !made || !box.current) return;
    const texts = { full: fullAmount, short: (value: string | number) => shortAmount(String(value), language) };
    const option = chartOption(widget, lookOf(box.current), texts, width);
    made.setOption(option, { notMerge: true });
    made.off("click");
    made.on("click", (event) => {
      const point = widget.points[event.dataIndex];
      const found = point?.drill?.[event.seriesId ?? ""];
      if (point && found) drill.current(found, pointName(widget, point));
    });
  }, [ready, widget, language, scheme, width]);

  if (broken) {
    const retry = () => {
      setBroken(null);
      setAttempt(attempt + 1);
    };
    return <ErrorState error={broken.error} retry={retry} compact />;
  }
  return (
    <div className={css.chart}>
      {!ready && <Skeleton lines={5} height={20} />}
      <div ref={box} className={css.canvas} role="img" aria-label={description} data-ready={ready || undefined} />
    </div>
  );
}
