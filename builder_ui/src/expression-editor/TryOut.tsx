import { useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { IconAlert, IconChevronLeft, IconChevronRight, IconEyeOff } from "@/ui/icons";
import { Select } from "@/ui/Select";
import css from "./expression.module.css";
import { useSamples } from "./queries";
import type { TriedValue } from "./types";

interface TryOutProps {
  app: string;
  form: string;
  record: number | null;
  onRecord: (id: number | null) => void;
  value: TriedValue | null;
  /** The value is that of an older text, or not there yet. */
  waiting: boolean;
}

function Shown({ value }: Readonly<{ value: TriedValue }>) {
  const t = useT("expression");
  if (value.state === "hidden") return <span className={css.muted}><IconEyeOff size={14} /> {t("expression:hidden")}</span>;
  if (value.state === "empty") return <span className={css.muted}>{t("expression:empty")}</span>;
  if (value.state === "later") return <span className={css.muted}>{value.message}</span>;
  if (value.state === "error") return <span className={css.failed}><IconAlert size={14} /> {value.error} {value.message}</span>;
  return <b>{value.shown}</b>;
}

/** What the expression gives on a real record, one after another. */
export function TryOut({ app, form, record, onRecord, value, waiting }: Readonly<TryOutProps>) {
  const t = useT("expression");
  const samples = useSamples(app, form).data;
  if (!samples) return null;
  if (samples.length === 0) return <p className={css.note}>{t("expression:no_records")}</p>;
  const at = samples.findIndex((one) => one.id === record);
  const step = (by: number): void => onRecord(samples[(at + by + samples.length) % samples.length]?.id ?? null);
  return (
    <div className={css.try} role="group" aria-label={t("expression:try")}>
      <div className={css.sample}>
        <IconButton size="sm" icon={IconChevronLeft} label={t("expression:previous_record")} onClick={() => step(-1)} />
        <div className={css.sampleBox}>
          <Select
            size="sm"
            label={t("expression:record")}
            value={record === null ? null : String(record)}
            options={samples.map((one) => ({ value: String(one.id), label: one.title || `#${one.id}` }))}
            onChange={(next) => onRecord(next === null ? null : Number(next))}
          />
        </div>
        <IconButton size="sm" icon={IconChevronRight} label={t("expression:next_record")} onClick={() => step(1)} />
      </div>
      <output className={css.result} data-result={value?.state ?? "none"} data-waiting={waiting || undefined}>
        <span className={css.muted}>{t("expression:gives")}</span> {value ? <Shown value={value} /> : <span className={css.muted}>{t("expression:nothing_yet")}</span>}
      </output>
    </div>
  );
}
