import type { KeyboardEvent } from "react";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import css from "./expression.module.css";
import { Mirror } from "./Mirror";
import { useFunctions, useWords } from "./queries";
import { SuggestionList } from "./SuggestionList";
import type { Suggestion } from "./suggest";
import { accept, suggestions } from "./suggest";
import { typedAt } from "./text";
import type { ExpressionProblem } from "./types";

export interface EditorHandle {
  /** Opens the list for what can stand at the caret, all kinds or one. */
  offer: (only?: Suggestion["kind"]) => void;
}

interface ExpressionEditorProps {
  app: string;
  form: string;
  text: string;
  label: string;
  /** What is wrong, where the text is the one that was judged. */
  problems: readonly ExpressionProblem[];
  describedBy: string;
  handle: React.RefObject<EditorHandle | null>;
  onChange: (text: string) => void;
  onCaret: (caret: number) => void;
  /** Control and Enter. */
  onSubmit?: (() => void) | undefined;
}

/** As if it were typed, so that Control and Z take it back. False where the browser cannot. */
function insertAsTyped(box: HTMLTextAreaElement | null, from: number, to: number, text: string): boolean {
  if (!box) return false;
  box.focus();
  box.setSelectionRange(from, to);
  return document.execCommand("insertText", false, text);
}

const RESERVED = /^(?:and|or|not|in|true|false|null)$/i;

/** A text box that knows the language of expressions: coloured, with what can be meant by what is typed. */
export function ExpressionEditor({ app, form, text, label, problems, describedBy, handle, onChange, onCaret, onSubmit }: Readonly<ExpressionEditorProps>) {
  const t = useT("expression");
  const list = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const marker = useRef<HTMLSpanElement>(null);
  const [caret, setCaret] = useState(text.length);
  // The selection is told again after every key: it is compared with where the caret is now, not where it was drawn.
  const at = useRef(caret);
  const [open, setOpen] = useState(false);
  const [only, setOnly] = useState<Suggestion["kind"] | undefined>(undefined);
  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null);

  const typed = useMemo(() => typedAt(text, caret), [text, caret]);
  const functions = useFunctions();
  const known = useWords(app, form, typed.path, typed.compared).data;
  const found = useMemo(() => (open && known ? suggestions(typed, known.words, functions, known.options, only) : []), [open, known, functions, typed, only]);
  const chosen = found[Math.min(active, found.length - 1)];
  const shown = open && found.length > 0;

  const moved = (to: number): void => {
    at.current = to;
    setCaret(to);
    onCaret(to);
  };
  const offer = (kind?: Suggestion["kind"]): void => {
    setOnly(kind);
    setActive(0);
    setOpen(true);
    box.current?.focus();
  };
  handle.current = { offer };
  // A choice puts the caret behind what it wrote, once the text is there.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    box.current?.setSelectionRange(wanted.current, wanted.current);
    moved(wanted.current);
    wanted.current = null;
  }, [text]);
  useEffect(() => () => void (handle.current = null), [handle]);

  const take = (one: Suggestion): void => {
    const made = accept(text, typed, one);
    wanted.current = made.caret;
    if (made.text === text) moved(made.caret);
    else if (!insertAsTyped(box.current, typed.from, typed.to, made.insert)) onChange(made.text);
    setOpen(false);
    setOnly(undefined);
    box.current?.focus();
  };

  const change = (next: string, to: number): void => {
    const now = typedAt(next, to);
    const longer = next.length > text.length;
    const asks = now.quoted ? now.compared !== null : now.braced || now.path.length > 0 || now.compared !== null || (now.query !== "" && !RESERVED.test(now.query));
    setOnly(undefined);
    setActive(0);
    setOpen(asks && (longer || open));
    onChange(next);
    moved(to);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (isComposing(event)) return event.stopPropagation();
    const stop = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.key === " " && event.ctrlKey) {
      stop();
      offer();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      stop();
      onSubmit?.();
    } else if (shown && chosen) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        stop();
        setActive((Math.min(active, found.length - 1) + step + found.length) % found.length);
      } else if (event.key === "Enter" || event.key === "Tab") {
        stop();
        take(chosen);
      } else if (event.key === "Escape") {
        stop();
        setOpen(false);
      }
    }
  };

  return (
    <div className={css.editor}>
      <Mirror text={text} problems={problems} from={typed.from} marker={marker} />
      <textarea
        ref={box}
        className={css.box}
        value={text}
        rows={2}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        aria-label={label}
        aria-invalid={problems.length > 0 || undefined}
        aria-describedby={describedBy}
        aria-autocomplete="list"
        aria-controls={shown ? list : undefined}
        aria-activedescendant={shown && chosen ? `${list}-${chosen.key}` : undefined}
        data-autofocus=""
        onChange={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
        onSelect={(event) => {
          const to = event.currentTarget.selectionStart;
          if (to === at.current) return;
          moved(to);
          setOpen(false);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <p className="vh" role="status">{shown ? t("expression:offered", { count: found.length, n: String(found.length) }) : ""}</p>
      {shown && chosen && <SuggestionList key={typed.from} id={list} anchor={marker} found={found} active={chosen.key} onTake={take} onAway={() => setOpen(false)} />}
    </div>
  );
}
