import { useState } from "react";
import { useLanguage, useT } from "@/i18n";
import { briefAmount, fullAmount } from "@/lib/amount";
import { formatPercent } from "@/lib/format";
import { IconButton } from "@/ui/Button";
import { IconAlert, IconArrowDown, IconArrowUp, IconChart, IconTable } from "@/ui/icons";
import { PlainTable } from "@/ui/PlainTable";
import { StaleMark } from "@/ui/StaleMark";
import { Chart } from "./Chart";
import css from "./dashboard.module.css";
import { DrillLink } from "./DrillLink";
import { Funnel } from "./Funnel";
import type { BrokenWidget, ChartWidget, Drill, NumberWidget, WidgetData } from "./model";
import { compare, hasData, isBroken, isChart, pointName } from "./model";

interface WidgetProps {
  app: string;
  id: string;
  span: number;
  data: WidgetData;
  narrow: boolean;
  onDrill: (drill: Drill, from: string) => void;
}

function NumberCard({ app, data, narrow }: Readonly<{ app: string; data: NumberWidget; narrow: boolean }>) {
  const t = useT("dashboard");
  const language = useLanguage();
  const exact = fullAmount(data.value, data.format);
  const change = compare(data.value, data.previous);
  const before = briefAmount(data.previous ?? null, data.format, language);
  const Arrow = change?.direction === "down" ? IconArrowDown : IconArrowUp;
  return (
    <>
      <DrillLink
        app={app}
        drill={data.drill}
        from={data.label}
        className={`${css.number} num`}
      >
        <span className="vh">{data.label}: </span>
        <span title={exact}>{briefAmount(data.value, data.format, language, narrow ? 1e6 : 1e8)}</span>
      </DrillLink>
      {change && (
        <p className={css.change} data-direction={change.direction}>
          {change.direction !== "same" && <Arrow size={14} />}
          <span className="num">
            {change.share === null
              ? t("dashboard:number.from_nothing")
              : formatPercent(Math.abs(change.share).toFixed(3))}
          </span>
          <span className="vh">{t(`dashboard:number.${change.direction}`)}</span>
          {!narrow && <span className={css.changeText}>{t("dashboard:number.previous", { value: before })}</span>}
        </p>
      )}
    </>
  );
}

function ChartTable({ app, data }: Readonly<{ app: string; data: ChartWidget }>) {
  const t = useT("dashboard");
  return (
    <PlainTable label={data.label}>
      <thead>
        <tr>
          <th scope="col">{t("dashboard:chart.category")}</th>
          {data.series.map((series) => (
            <th key={series.id} scope="col" className={css.right}>
              {series.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.points.map((point) => (
          <tr key={String(point.key)} data-point={String(point.key)}>
            <th scope="row">{point.label}</th>
            {data.series.map((series) => (
              <td key={series.id} className={`${css.right} num`}>
                <DrillLink app={app} drill={point.drill?.[series.id]} from={pointName(data, point)}>
                  {fullAmount(point.values[series.id] ?? null, series.format)}
                </DrillLink>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

function Broken({ data }: Readonly<{ data: BrokenWidget }>) {
  const t = useT("dashboard");
  return (
    <p className={css.broken} role="alert">
      <IconAlert size={16} /> {data.error.detail ?? data.error.title ?? t("dashboard:chart.broken")}
    </p>
  );
}

/** One card of a dashboard: what it shows, and the same as a table. */
export function Widget({ app, id, span, data, narrow, onDrill }: Readonly<WidgetProps>) {
  const t = useT("dashboard");
  const [asTable, setAsTable] = useState(false);
  const chart = !isBroken(data) && isChart(data) ? data : null;

  const content = () => {
    if (isBroken(data)) return <Broken data={data} />;
    if (!isChart(data)) return <NumberCard app={app} data={data} narrow={narrow} />;
    if (asTable) return <ChartTable app={app} data={data} />;
    if (!hasData(data)) {
      return (
        <p className={css.nothing} data-empty="">
          {t("dashboard:chart.nothing")}
        </p>
      );
    }
    if (data.type === "funnel") return <Funnel app={app} widget={data} />;
    const series = data.series[0];
    const said = data.points.map(
      (point) =>
        `${point.label} ${fullAmount(point.values[series?.id ?? ""] ?? null, series?.format ?? { type: "number" })}`,
    );
    return (
      <Chart
        widget={data}
        onDrill={onDrill}
        description={t("dashboard:chart.description", { label: data.label, points: said.slice(0, 24).join("; ") })}
      />
    );
  };

  return (
    <section
      className={css.widget}
      style={{ gridColumn: `span ${span}` }}
      data-widget={id}
      data-type={data.type}
      aria-labelledby={`widget-${id}`}
    >
      <header className={css.widgetHead}>
        <h2 id={`widget-${id}`} className={css.widgetTitle}>
          {data.label} {!isBroken(data) && data.stale && <StaleMark />}
        </h2>
        {chart && (
          <IconButton
            size="sm"
            icon={asTable ? IconChart : IconTable}
            aria-pressed={asTable}
            label={t(asTable ? "dashboard:chart.as_chart" : "dashboard:chart.as_table", { label: chart.label })}
            onClick={() => setAsTable(!asTable)}
          />
        )}
      </header>
      {content()}
    </section>
  );
}
