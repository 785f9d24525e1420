import { Suspense } from "react";
import { useT } from "@/i18n";
import { LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import css from "./table/table.module.css";
import { useCollection } from "./viewbar/useCollection";
import { viewKind } from "./viewKinds";

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
  const { Screen } = viewKind(collection.view, collection.form);
  return (
    <Suspense fallback={waiting}>
      <Screen key={key} collection={collection} />
    </Suspense>
  );
}
