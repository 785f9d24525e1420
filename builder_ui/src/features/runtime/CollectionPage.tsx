import { lazy, Suspense } from "react";
import { useT } from "@/i18n";
import { LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import css from "./table/table.module.css";
import { useCollection } from "./viewbar/useCollection";

const TableView = lazy(() => import("./table/TableView").then((module) => ({ default: module.TableView })));
const KanbanView = lazy(() => import("./kanban/KanbanView").then((module) => ({ default: module.KanbanView })));

/** The records of a form in the view that the address names. */
export function CollectionPage() {
  const t = useT("runtime");
  const collection = useCollection();
  const waiting = (
    <div className={css.loading}>
      <Skeleton lines={12} height={18} />
    </div>
  );
  if (collection === null) return waiting;
  if (collection === "missing") {
    return (
      <EmptyState
        title={t("runtime:missing.title")}
        text={t("runtime:missing.text")}
        action={<LinkButton to="/">{t("runtime:missing.home")}</LinkButton>}
      />
    );
  }
  if ("error" in collection) return <ErrorState error={collection.error} retry={collection.retry} />;
  const key = `${collection.app.id}/${collection.form.id}/${collection.view.id}`;
  if (collection.view.type === "kanban" && collection.view.lanes) {
    return (
      <Suspense fallback={waiting}>
        <KanbanView key={key} collection={collection} />
      </Suspense>
    );
  }
  return (
    <Suspense fallback={waiting}>
      <TableView key={key} collection={collection} />
    </Suspense>
  );
}
