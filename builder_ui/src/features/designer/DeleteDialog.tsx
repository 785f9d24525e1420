import { useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { useLanguage, useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Modal } from "@/ui/Modal";
import { Skeleton } from "@/ui/Skeleton";
import { useDesigner } from "./context";
import { fieldPath } from "./model/layout";
import { readUsage } from "./state/queries";
import css from "./panel/panel.module.css";

interface DeleteDialogProps {
  fields: readonly string[];
  onClose: () => void;
  onDelete: () => void;
}

/** What goes with a field: where it is used, and how many values it holds. Nothing is lost by it before it is purged. */
export function DeleteDialog({ fields, onClose, onDelete }: Readonly<DeleteDialogProps>) {
  const t = useT("designer");
  const language = useLanguage();
  const { app, form } = useDesigner();
  const label = fields.map((id) => form.fields[id]?.label ?? id).join(t("common:list_comma"));
  const usage = useQuery({
    queryKey: [...keys.app(app.id), "usage", form.id, fields.join(","), language],
    queryFn: async () => {
      const found = await Promise.all(fields.map((id) => readUsage(app.id, fieldPath(form.id, id))));
      return { used: found.flatMap((one) => one.used_in), values: found.reduce((sum, one) => sum + one.values, 0) };
    },
    staleTime: 0,
    retry: false,
  });
  const found = usage.data;
  return (
    <Modal
      open
      title={t("designer:delete.title", { field: label })}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus="" onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="danger" disabled={usage.isPending} onClick={onDelete}>{t("common:delete")}</Button>
        </>
      }
    >
      <div className={css.ask} data-values={found?.values} data-used={found?.used.length}>
        {usage.isPending && <Skeleton lines={3} />}
        {found && (
          <>
            <p>{found.values > 0 ? t("designer:n_values", { count: found.values, n: formatNumber(String(found.values)) }) : t("designer:delete.no_values")}</p>
            {found.used.length > 0 && (
              <>
                <p>{t("designer:delete.used", { count: found.used.length })}</p>
                <ul className={css.uses}>{found.used.map((one) => <li key={one.path}>{one.sentence}</li>)}</ul>
              </>
            )}
          </>
        )}
        <p className="muted">{t("designer:delete.soft")}</p>
      </div>
    </Modal>
  );
}
