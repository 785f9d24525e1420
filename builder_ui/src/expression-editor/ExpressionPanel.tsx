import { useContext, useEffect, useId, useRef, useState } from "react";
import { useLanguage, useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { useDebouncedValue } from "@/ui/hooks";
import { IconAlert, IconFormula, IconPlus } from "@/ui/icons";
import { ErrorState } from "@/ui/ErrorState";
import type { EditorHandle } from "./ExpressionEditor";
import { ExpressionEditor } from "./ExpressionEditor";
import css from "./expression.module.css";
import { OverContext, tryExpression, useFunctions, useSamples, useTried } from "./queries";
import { callAt } from "./text";
import { TryOut } from "./TryOut";
import type { Tried, Use } from "./types";

interface ExpressionPanelProps {
  app: string;
  form: string;
  use: Use;
  label: string;
  /** With labels, as it is read. */
  start: string;
  /** The record to begin with; else the first there is. */
  record?: number | null;
  /** What the text means; null while that is being found out. */
  onChange: (text: string, tried: Tried | null) => void;
  onSubmit?: () => void;
}

const NONE = [] as const;

/** An expression is written, judged while it is typed, and tried on a record. */
export function ExpressionPanel({ app, form, use, label, start, record: first = null, onChange, onSubmit }: Readonly<ExpressionPanelProps>) {
  const t = useT("expression");
  const language = useLanguage();
  const over = useContext(OverContext);
  const message = useId();
  const handle = useRef<EditorHandle>(null);
  const [text, setText] = useState(start);
  const [caret, setCaret] = useState(start.length);
  const [record, setRecord] = useState<number | null>(first);
  const samples = useSamples(app, form).data;
  const [settled] = useDebouncedValue(text, 250);
  const empty = settled.trim() === "";
  const asked = useTried({ app, form, text: settled, use, record }, !empty);
  const answer = asked.data && !empty ? asked.data : null;
  // An answer about another text says nothing of this one.
  const tried = answer?.of === text ? answer.tried : null;

  const told = useRef(onChange);
  told.current = onChange;
  useEffect(() => told.current(text, tried), [text, tried]);
  useEffect(() => {
    if (record === null && samples?.[0]) setRecord(samples[0].id);
  }, [record, samples]);

  // What was written in one language is read in the other, once it is known what it means.
  const last = useRef<{ language: string; ids: string | null }>({ language, ids: null });
  useEffect(() => {
    if (tried && last.current.language === language) last.current.ids = tried.problems.length === 0 ? tried.ids : null;
  }, [tried, language]);
  useEffect(() => {
    const { ids, language: before } = last.current;
    last.current = { language, ids: null };
    if (before === language || ids === null) return;
    let stopped = false;
    void tryExpression({ over, app, form, text: ids, use, spelled: "ids" }).then((again) => {
      if (!stopped) setText(again.shown);
    });
    return () => {
      stopped = true;
    };
  }, [language, over, app, form, use]);

  const problems = tried?.problems ?? NONE;
  const [problem] = problems;
  const functions = useFunctions();
  const call = callAt(text, caret);
  const known = call ? functions.find((one) => one.name === call.name || one.also.includes(call.name)) : undefined;
  return (
    <div className={css.panel} data-expression={problem ? "wrong" : tried ? "right" : "waiting"}>
      <ExpressionEditor app={app} form={form} text={text} label={label} problems={problems} describedBy={message} handle={handle} onChange={setText} onCaret={setCaret} onSubmit={onSubmit} />
      <div className={css.tools}>
        <Button size="sm" look="quiet" icon={IconPlus} onClick={() => handle.current?.offer("field")}>{t("expression:field")}</Button>
        <Button size="sm" look="quiet" icon={IconFormula} onClick={() => handle.current?.offer("function")}>{t("expression:function")}</Button>
        {tried?.type && !problem && <span className={css.kind}>{t("expression:result_is", { type: tried.type.label })}</span>}
      </div>
      <div id={message} role="status" className={css.said}>
        {problem && <p className={css.problem}><IconAlert size={15} /><span>{problem.message}</span></p>}
        {known && call && (
          <p className={css.help}>
            <code>{known.name}({known.parameters.map((one, at) => {
              const last = known.parameters.length - 1;
              const here = at === Math.min(call.argument, last);
              const name = one.optional ? `[${one.label}]` : one.label;
              return <span key={one.name}>{at > 0 && ", "}{here ? <b>{name}</b> : name}</span>;
            })}{known.parameters.some((one) => one.many) && ", …"})</code> {known.sentence}
          </p>
        )}
        {!problem && tried && use === "formula" && tried.clock && <p className={css.note}>{t(tried.sql ? "expression:worked_out_when_read" : "expression:only_shown")}</p>}
      </div>
      {asked.isError && <ErrorState compact error={asked.error} retry={() => void asked.refetch()} />}
      <TryOut app={app} form={form} record={record} onRecord={setRecord} value={empty ? null : (tried ?? answer?.tried)?.value ?? null} waiting={!empty && !tried} />
    </div>
  );
}
