import { useT } from "@/i18n";
import { LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { IconSearch } from "@/ui/icons";

export function NotFound() {
  const t = useT();
  return (
    <main>
      <h1 className="vh">{t("errors:not_found_title")}</h1>
      <EmptyState icon={IconSearch} title={t("errors:not_found_title")} text={t("errors:not_found")} action={<LinkButton to="/" look="primary">{t("common:to_home")}</LinkButton>} />
    </main>
  );
}
