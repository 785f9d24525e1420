import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { IconChevronLeft, IconChevronRight } from "@/ui/icons";
import css from "./form.module.css";
import type { Pages } from "./usePages";

/** The pages of a form by name; each can be gone to. */
export function PageSteps({ paging }: Readonly<{ paging: Pages }>) {
  const t = useT("record");
  return (
    <nav aria-label={t("record:pages")}>
      <ol className={css.steps}>
        {paging.pages.map((page, index) => (
          <li key={page.head?.id ?? index}>
            <button type="button" className={css.step} aria-current={index === paging.page ? "step" : undefined} onClick={() => paging.go(index)}>
              <span className={css.stepNumber} aria-hidden="true">{index + 1}</span>
              {page.blocks[0]?.[0]?.label ?? t("record:page_n", { n: index + 1 })}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Back and on, below a page. */
export function PageTurn({ paging }: Readonly<{ paging: Pages }>) {
  const t = useT("record");
  return (
    <div className={css.turn}>
      {paging.page > 0 && <Button icon={IconChevronLeft} onClick={() => paging.go(paging.page - 1)}>{t("common:back")}</Button>}
      {paging.page < paging.pages.length - 1 && <Button iconAfter={IconChevronRight} onClick={() => paging.go(paging.page + 1)}>{t("common:next")}</Button>}
    </div>
  );
}
