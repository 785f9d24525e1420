import { useLanguage } from "@/i18n";
import { briefAmount, fullAmount } from "@/lib/amount";
import { formatPercent } from "@/lib/format";
import css from "./dashboard.module.css";
import { DrillLink } from "./DrillLink";
import type { ChartWidget } from "./model";
import { funnelSteps, pointName } from "./model";

/** Steps as centred bars with their names and values beside them: readable, and each one is a link to its records. */
export function Funnel({ app, widget }: Readonly<{ app: string; widget: ChartWidget }>) {
  const language = useLanguage();
  const series = widget.series[0];
  if (!series) return null;
  return (
    <ol className={css.funnel} aria-label={widget.label}>
      {funnelSteps(widget).map(({ point, value, width, share }) => {
        const amount = point.values[series.id] ?? 0;
        const text = fullAmount(amount, series.format);
        const drill = point.drill?.[series.id] ?? null;
        return (
          <li key={String(point.key)} data-point={String(point.key)}>
            <DrillLink
              app={app}
              drill={drill}
              from={pointName(widget, point)}
              className={css.step}
            >
              <span className={`${css.stepName} cut`}>{point.label}</span>
              <span className={css.stepTrack}>
                <span className={css.stepBar} style={{ width: `${Math.max(value > 0 ? 1 : 0, width * 100)}%` }} />
              </span>
              <span className={`${css.stepValue} num`} title={text}>
                {briefAmount(amount, series.format, language)}
              </span>
              <span className={`${css.stepShare} num`}>{formatPercent(share.toFixed(3))}</span>
            </DrillLink>
          </li>
        );
      })}
    </ol>
  );
}
