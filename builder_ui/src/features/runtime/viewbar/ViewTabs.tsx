import { Link, useNavigate } from "@tanstack/react-router";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { useElementSize, usePhone } from "@/ui/hooks";
import { IconChevronDown } from "@/ui/icons";
import { Menu } from "@/ui/Menu";
import { viewIcon } from "../viewKinds";
import { fittingTabs } from "./model";
import type { Collection } from "./useCollection";
import { viewsOf } from "./useCollection";
import css from "./viewbar.module.css";

/** The views of a form: as many as fit side by side, the others in a menu behind them. */
export function ViewTabs({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("runtime");
  const phone = usePhone();
  const navigate = useNavigate();
  const { ref, width } = useElementSize();
  const { app, form, view } = collection;
  const views = viewsOf(app, form);
  const labels = views.map((one) => one.label);
  const current = views.findIndex((one) => one.id === view.id);
  // A phone scrolls them sideways.
  const { shown, rest } = phone
    ? { shown: labels.map((_, index) => index), rest: [] }
    : fittingTabs(labels, current, width);
  return (
    <nav aria-label={t("runtime:view.views")} className={css.views} ref={ref}>
      {shown.map((index) => {
        const one = views[index];
        if (!one) return null;
        const Icon = viewIcon(one.type);
        return (
          <Link
            key={one.id}
            to="/a/$app/f/$form/v/$view"
            params={{ app: app.id, form: form.id, view: one.id }}
            className={css.view}
            aria-current={one.id === view.id ? "page" : undefined}
            activeProps={{}}
          >
            <Icon size={15} /> {one.label}
          </Link>
        );
      })}
      {rest.length > 0 && (
        <Menu
          align="start"
          width={260}
          target={
            <Button size="sm" look="quiet" iconAfter={IconChevronDown} className={css.moreViews}>
              {t("runtime:view.more_views", { n: rest.length })}
            </Button>
          }
          sections={[
            {
              key: "views",
              items: rest.flatMap((index) => {
                const one = views[index];
                return one
                  ? [
                      {
                        key: one.id,
                        label: one.label,
                        icon: viewIcon(one.type),
                        onSelect: () =>
                          void navigate({
                            to: "/a/$app/f/$form/v/$view",
                            params: { app: app.id, form: form.id, view: one.id },
                          } as never),
                      },
                    ]
                  : [];
              }),
            },
          ]}
        />
      )}
    </nav>
  );
}
