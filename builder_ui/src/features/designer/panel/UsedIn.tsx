import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { useLanguage, useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import { useDesigner } from "../context";
import { readUsage } from "../state/queries";
import css from "./panel.module.css";

/** Where something is used, and how many values it holds: asked when somebody wants to know. */
export function UsedIn({ at }: Readonly<{ at: string }>) {
  const t = useT("designer");
  const language = useLanguage();
  const { app } = useDesigner();
  const [open, setOpen] = useState<string | null>(null);
  const wanted = open === at;
  const usage = useQuery({ queryKey: [...keys.app(app.id), "usage", at, language], queryFn: () => readUsage(app.id, at), enabled: wanted, staleTime: 0, retry: false });
  return (
    <div className={css.used}>
      {!wanted && <Button size="sm" look="quiet" onClick={() => setOpen(at)}>{t("designer:where_used")}</Button>}
      {wanted && usage.isPending && <Skeleton lines={2} />}
      {wanted && usage.isError && <p className="small muted">{usage.error.message}</p>}
      {wanted && usage.data && (
        <>
          <p className="small muted">{t("designer:n_values", { count: usage.data.values, n: formatNumber(String(usage.data.values)) })}</p>
          {usage.data.used_in.length === 0 ? <p className="small muted">{t("designer:used_nowhere")}</p> : <ul className={css.uses}>{usage.data.used_in.map((one) => <li key={one.path}>{one.sentence}</li>)}</ul>}
        </>
      )}
    </div>
  );
}
