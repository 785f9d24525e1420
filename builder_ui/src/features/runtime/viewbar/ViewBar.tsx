import type { ReactNode } from "react";
import { lazy, Suspense, useState } from "react";
import type { Group } from "@/conditions/model";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { COMPANY } from "@/lib/here";
import { IconButton, LinkButton } from "@/ui/Button";
import { useElementSize, usePhone } from "@/ui/hooks";
import { IconMessage, IconPlus } from "@/ui/icons";
import { IconEdit } from "@/ui/toolIcons";
import { Chips } from "./Chips";
import { FieldsButton } from "./FieldsButton";
import { FilterButton } from "./FilterButton";
import { SearchBox } from "./SearchBox";
import { SortButton } from "./SortButton";
import type { Collection } from "./useCollection";
import { NarrowBar } from "./ToolButton";
import { ViewTabs } from "./ViewTabs";
import css from "./viewbar.module.css";

const WishDialog = lazy(() => import("./WishDialog").then((module) => ({ default: module.WishDialog })));
// Only builders have it.
const ViewMenu = lazy(() => import("../setup/ViewMenu").then((module) => ({ default: module.ViewMenu })));

interface ViewBarProps {
  collection: Collection;
  count: number | null;
  /** Filter tree asked for by a column header. */
  asked?: Group | null;
  onAsked?: () => void;
  /** Further tools of this kind of view. */
  tools?: ReactNode;
  withFields?: boolean;
  withSort?: boolean;
}

/** Below this width the tools of the bar show as icons: beside an open record, on a small window. */
const NARROW = 860;

const nothing = (): void => undefined;

/** Above every record list: its name, views, what narrows and orders it, and the way to a new record. */
export function ViewBar({
  collection,
  count,
  asked = null,
  onAsked = nothing,
  tools,
  withFields = true,
  withSort = true,
}: Readonly<ViewBarProps>) {
  const t = useT("runtime");
  const phone = usePhone();
  const [wishing, setWishing] = useState(false);
  const edits = collection.app.can_edit && collection.app.id !== COMPANY;
  const { ref, width } = useElementSize();
  const narrow = phone || (width > 0 && width < NARROW);
  const { app, form } = collection;
  return (
    <header className={css.bar} ref={ref}>
      <div className={css.title}>
        <h1 className="cut">{form.label_plural}</h1>
        <span className={css.count} role="status" data-count={count ?? undefined}>
          {count === null ? "" : t("runtime:view.count", { count, n: formatNumber(String(count)) })}
        </span>
        {edits && (
          <LinkButton
            className={css.edit}
            look="quiet"
            icon={IconEdit}
            aria-label={t("runtime:view.edit_form")}
            title={t("runtime:view.edit_form")}
            to="/a/$app/f/$form/edit"
            params={{ app: app.id, form: form.id }}
          >
            {narrow ? undefined : t("runtime:view.edit_form")}
          </LinkButton>
        )}
        {!collection.app.can_edit && collection.app.id !== COMPANY && (
          <IconButton className={css.edit} icon={IconMessage} label={t("runtime:wish.open")} onClick={() => setWishing(true)} />
        )}
        {form.can.create && (
          <LinkButton
            className={css.new}
            look="primary"
            icon={IconPlus}
            aria-label={t("runtime:view.new")}
            to="/a/$app/f/$form/new"
            params={{ app: app.id, form: form.id }}
          >
            {phone ? undefined : t("runtime:view.new")}
          </LinkButton>
        )}
      </div>
      <div className={css.tools}>
        <ViewTabs collection={collection} />
        {edits && (
          <Suspense fallback={null}>
            <ViewMenu collection={collection} />
          </Suspense>
        )}
        <NarrowBar value={narrow}>
          <div className={css.buttons} data-narrow={narrow || undefined}>
            {withFields && <FieldsButton collection={collection} />}
            <FilterButton collection={collection} asked={asked} onAsked={onAsked} />
            {withSort && <SortButton collection={collection} />}
            {tools}
            <SearchBox collection={collection} />
          </div>
        </NarrowBar>
      </div>
      <Chips collection={collection} />
      {wishing && <Suspense fallback={null}><WishDialog app={app.id} form={form} onClose={() => setWishing(false)} /></Suspense>}
    </header>
  );
}
