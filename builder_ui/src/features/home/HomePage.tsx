import { useT } from "@/i18n";

export function HomePage() {
  const t = useT();
  return <h1>{t("common:home")}</h1>;
}
