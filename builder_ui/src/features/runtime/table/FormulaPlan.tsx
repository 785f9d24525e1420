import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { AppDef } from "@/api/types";
import { useT } from "@/i18n";
import { useDebouncedValue } from "@/ui/hooks";
import { IconAlert } from "@/ui/icons";
import type { Foreseen } from "./formula";
import css from "./table.module.css";

interface FormulaPlanProps {
  app: AppDef;
  address: string;
  change: boolean;
  body: object;
}

/** What saving would do, or why it would be refused, before anybody saves. */
export function FormulaPlan({ app, address, change, body }: Readonly<FormulaPlanProps>) {
  const t = useT("expression");
  const [sent] = useDebouncedValue(JSON.stringify(body), 400);
  const plan = useQuery({
    queryKey: [...keys.app(app.id), "foreseen", address, sent],
    queryFn: () => (change ? api.put : api.post)<Foreseen>(address, JSON.parse(sent) as object),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });
  if (plan.isError) {
    const { error } = plan;
    const reason = error instanceof ApiError ? (error.errors[0]?.message ?? error.message) : String(error);
    return <p className={css.refused} role="alert"><IconAlert size={16} /><span>{reason}</span></p>;
  }
  if (!plan.data) return null;
  const { lines, refilled } = plan.data;
  return (
    <section className={css.plan} aria-label={t("expression:formula.plan")}>
      <h3>{t("expression:formula.plan")}</h3>
      <ul>
        {lines.map((line) => <li key={line}>{line}</li>)}
        {refilled.map((one) => (
          <li key={`${one.form}.${one.field}`}>{t("expression:formula.refills", { count: one.records, n: String(one.records), field: one.label, form: app.forms[one.form]?.label ?? one.form })}</li>
        ))}
        {refilled.length === 0 && <li>{t("expression:formula.fills_none")}</li>}
      </ul>
    </section>
  );
}
