import { useVirtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { fileAddress, thumbnailAddress } from "@/api/queries";
import type { RecordData } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { setRecordWalk } from "@/lib/recordWalk";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useElementSize, usePhone } from "@/ui/hooks";
import { IconPlus } from "@/ui/icons";
import { IconFilter, IconGallery } from "@/ui/toolIcons";
import { Skeleton } from "@/ui/Skeleton";
import { HUES } from "@/ui/Tag";
import { cardFields, cardHue, cardTitle } from "../cards/card";
import { CardLines } from "../cards/CardLines";
import { useRows } from "../table/useRows";
import { isChanged, sortText } from "../viewbar/model";
import type { Collection } from "../viewbar/useCollection";
import { ViewBar } from "../viewbar/ViewBar";
import css from "./gallery.module.css";
import { columnsOf, coverOf } from "./model";

/** About how high a row of cards is before it is measured. */
const GUESS = 260;

/** A form's records as cards with a picture; only the rows in sight are drawn and asked for. */
export function GalleryView({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("views", "runtime");
  const language = useLanguage();
  const phone = usePhone();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: wide, width } = useElementSize();
  const { app, form, view, search, sort, set } = collection;
  const cover = view.cover ? form.fields[view.cover] : undefined;
  const rows = useRows({
    app: app.id,
    form,
    view: view.id,
    where: search.where,
    sort: sortText(sort),
    search: search.search,
    fields: [...cardFields(view), ...(cover ? [cover.id] : [])],
  });
  const count = rows.count ?? 0;
  const columns = columnsOf(width || (phone ? 360 : 900), view.size);
  const virtualizer = useVirtualizer({
    count: Math.ceil(count / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => GUESS,
    overscan: 3,
  });
  const items = virtualizer.getVirtualItems();
  const first = (items[0]?.index ?? 0) * columns;
  const last = Math.min(count, ((items.at(-1)?.index ?? -1) + 1) * columns) - 1;
  const { onWindow, place, idAt } = rows;
  useEffect(() => {
    if (last >= 0) onWindow(first, last);
  }, [onWindow, first, last]);
  useEffect(() => virtualizer.measure(), [virtualizer, columns]);

  const open = (id: number): void => {
    if (phone) void navigate({ to: "/a/$app/f/$form/r/$id", params: { app: app.id, form: form.id, id: String(id) } } as never);
    else set({ r: id });
  };
  useEffect(() => {
    setRecordWalk({
      app: app.id,
      form: form.id,
      neighbour: (id, step) => {
        const at = place(id);
        return at < 0 || at + step >= count ? null : idAt(at + step);
      },
      focus: (id) => scroller.current?.querySelector<HTMLElement>(`[data-card="${id}"] button`)?.focus(),
    });
    return () => setRecordWalk(null);
  }, [app.id, form.id, place, idAt, count]);

  const picture = (row: RecordData, title: string) => {
    const file = cover ? coverOf(row, cover.id) : null;
    if (file && cover) {
      const whole = fileAddress(file.id, `${app.id}/${form.id}/${row.id}/${cover.id}`);
      // Of what the server makes no small picture the file itself is shown.
      return <img className={css.picture} data-fit={view.fit ?? "crop"} loading="lazy" draggable={false} alt="" src={thumbnailAddress(file.id, "large")} onError={({ currentTarget: image }) => image.getAttribute("src") !== whole && image.setAttribute("src", whole)} />;
    }
    const hue = HUES[row.id % HUES.length] ?? "gray";
    return (
      <span className={css.letter} aria-hidden="true" style={{ background: `var(--tag-${hue}-bg)`, color: `var(--tag-${hue})` }}>
        {[...title][0]}
      </span>
    );
  };
  const card = (row: RecordData) => {
    const title = cardTitle(view, form, row, language);
    const hue = cardHue(view, form, row);
    return (
      <div className={css.card} data-card={row.id} data-open={search.r === row.id || undefined} style={hue ? { borderTopColor: `var(--tag-${hue}-solid)` } : undefined}>
        {cover && <div className={css.cover}>{picture(row, title)}</div>}
        <div className={css.text}>
          <button type="button" className={css.title} onClick={() => open(row.id)}>
            {title}
          </button>
          <CardLines app={app.id} form={form} view={view} row={row} stale={rows.unfinished} />
        </div>
      </div>
    );
  };

  const body = () => {
    if (rows.error && rows.count === null) return <ErrorState error={rows.error} retry={rows.retry} />;
    if (rows.count === null) {
      return (
        <div className={css.loading}>
          <Skeleton lines={6} height={80} />
        </div>
      );
    }
    if (rows.count === 0 && isChanged(search)) {
      return (
        <EmptyState
          icon={IconFilter}
          title={t("runtime:empty.filter_title")}
          text={t("runtime:empty.filter")}
          action={<Button onClick={() => set({ where: undefined, search: undefined, from: undefined, all: undefined })}>{t("runtime:view.clear_filters")}</Button>}
        />
      );
    }
    if (rows.count === 0) {
      return (
        <EmptyState
          icon={IconGallery}
          title={t("runtime:empty.title", { form: form.label_plural })}
          text={t("runtime:empty.text", { form: form.label_plural })}
          action={
            form.can.create && (
              <LinkButton look="primary" icon={IconPlus} to="/a/$app/f/$form/new" params={{ app: app.id, form: form.id }}>
                {t("runtime:view.new")}
              </LinkButton>
            )
          }
        />
      );
    }
    return (
      <div ref={scroller} className={css.scroller}>
        <ul aria-label={form.label_plural} className={css.cards} ref={wide} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) =>
            Array.from({ length: columns }, (_, column) => {
              const at = item.index * columns + column;
              const row = at < count ? rows.rowAt(at) : undefined;
              if (at >= count) return null;
              return (
                <li
                  key={at}
                  ref={column === 0 ? virtualizer.measureElement : undefined}
                  data-index={item.index}
                  aria-setsize={count}
                  aria-posinset={at + 1}
                  className={css.item}
                  style={{ width: `${100 / columns}%`, left: `${(100 / columns) * column}%`, transform: `translateY(${item.start}px)` }}
                >
                  {row ? card(row) : <span className={css.card} />}
                </li>
              );
            }),
          )}
        </ul>
      </div>
    );
  };
  return (
    <div className={css.page} data-state={rows.loading ? "loading" : rows.stale ? "stale" : "ready"} aria-busy={rows.loading || rows.stale || undefined}>
      <ViewBar collection={collection} count={rows.count} withFields={false} />
      {body()}
    </div>
  );
}
