import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useApp, recordQuery } from "@/api/queries";
import type { FormDef } from "@/api/types";
import { useT } from "@/i18n";
import { useRecent } from "@/lib/recent";
import { useAccount } from "@/api/queries";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { Tabs } from "@/ui/Tabs";
import { Details } from "./Details";
import { HistoryList } from "./HistoryList";
import { titleOf } from "./model";
import css from "./record.module.css";
import { RecordHead } from "./RecordHead";
import { RecordRows } from "./RecordRows";
import { Related } from "./Related";
import { relatedQuery } from "./relatedQuery";
import { StageBar } from "./StageBar";

interface RecordViewProps {
  app: string;
  form: FormDef;
  id: number;
  /** A page: fields at the left, related lists beside them. Else one column with tabs. */
  roomy: boolean;
  /** The main thing on the screen: its title is the page's. */
  page?: boolean;
  /** The record is gone, by this person's hand. */
  onGone: () => void;
}

/** One record with everything that belongs to it; the same on its page and in the side panel. */
export function RecordView({ app, form, id, roomy, page = false, onGone }: Readonly<RecordViewProps>) {
  const t = useT("record");
  const definition = useApp(app).data;
  const account = useAccount();
  const record = useQuery(recordQuery(app, form, id));
  const { visit, load } = useRecent();
  const [tab, setTab] = useState("details");
  const [side, setSide] = useState("related");

  useEffect(() => {
    if (!record.data || !account) return;
    load(account.id);
    visit({ app, form: form.id, id, title: titleOf(record.data), formLabel: form.label });
  }, [record.data?._title, account?.id]);

  const lists = useQueries({ queries: roomy && definition ? form.related.map((list) => relatedQuery(definition, list, id)) : [] });
  // All lists arrive in one picture: pieces that push each other down cannot be read.
  const waiting = lists.some((list) => list.isPending && list.fetchStatus !== "idle");

  if (record.isPending) return <Skeleton lines={9} height={18} />;
  if (record.isError) return <ErrorState error={record.error} retry={() => void record.refetch()} />;
  const data = record.data;
  const related = form.related.filter((list) => definition?.forms[list.form]);
  const head = (
    <>
      <RecordHead app={app} form={form} record={data} onGone={onGone} level={page ? 1 : 2} />
      <StageBar app={app} form={form} record={data} />
    </>
  );
  const details = <Details app={app} form={form} record={data} rows={!roomy} />;
  const rows = roomy && <RecordRows app={app} form={form} record={data} />;
  const history = <HistoryList app={app} form={form} id={id} />;
  const shownLists = related.map((list) => definition && <Related key={list.id} app={definition} list={list} parent={data} parentForm={form.id} />);

  if (roomy) {
    return (
      <>
        {head}
        <div className={css.columns} data-alone={related.length === 0 || undefined}>
          <div>{details}</div>
          <div className={css.side}>
            {related.length === 0 ? (
              <>{rows}<section aria-label={t("record:history")}><h2 className={css.sideTitle}>{t("record:history")}</h2>{history}</section></>
            ) : (
              <Tabs label={t("record:around", { title: titleOf(data) })} value={side} onChange={setSide} tabs={[{ id: "related", label: t("record:related") }, { id: "history", label: t("record:history") }]}>
                <div className={css.lists}>{side === "history" ? history : waiting ? <Skeleton lines={8} height={18} /> : <>{rows}{shownLists}</>}</div>
              </Tabs>
            )}
          </div>
        </div>
      </>
    );
  }

  const tabs = [{ id: "details", label: t("record:details") }, ...related.map((list) => ({ id: list.id, label: list.label })), { id: "history", label: t("record:history") }];
  const shown = tabs.some((one) => one.id === tab) ? tab : "details";
  return (
    <>
      {head}
      <Tabs label={t("record:around", { title: titleOf(data) })} value={shown} onChange={setTab} tabs={tabs}>
        <div className={css.tabBody}>{shown === "details" ? details : shown === "history" ? history : shownLists[related.findIndex((list) => list.id === shown)]}</div>
      </Tabs>
    </>
  );
}
