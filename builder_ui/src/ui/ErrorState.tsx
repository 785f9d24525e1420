import { useTranslation } from "react-i18next";
import { Button, LinkButton } from "./Button";
import css from "./EmptyState.module.css";
import { IconAlert } from "./icons";

interface ErrorStateProps {
  /** Anything thrown; an ApiError brings the server's sentence. */
  error: unknown;
  retry?: () => void;
  compact?: boolean;
}

/** What happened in a sentence, and a way on: to try again, or to somewhere that exists. */
export function ErrorState({ error, retry, compact = false }: Readonly<ErrorStateProps>) {
  const { t } = useTranslation(["common", "errors"]);
  const known = error as { status?: number; message?: string; detail?: string } | null;
  const status = known?.status ?? -1;
  // Trying again does not help there; another place does.
  const lost = status === 403 || status === 404;
  const text =
    status === 0 ? t("errors:offline") : status === 403 ? t("errors:forbidden") : status === 404 ? t("errors:not_found") : status >= 500 ? t("errors:server") : (known?.detail ?? known?.message ?? t("errors:unknown"));
  return (
    <div className={compact ? `${css.empty} ${css.compact}` : css.empty} role="alert" data-error={status}>
      <span className={`${css.icon} ${css.error}`}><IconAlert size={20} /></span>
      <p className={css.text}>{text}</p>
      {lost && !compact ? (
        <div className={css.action}><LinkButton to="/">{t("common:to_home")}</LinkButton></div>
      ) : (
        retry && <div className={css.action}><Button onClick={retry}>{t("common:retry")}</Button></div>
      )}
    </div>
  );
}
