import type { ReactNode, RefObject } from "react";
import css from "./expression.module.css";
import { piecesOf, unitsOf } from "./text";
import type { ExpressionProblem } from "./types";

interface MirrorProps {
  text: string;
  problems: readonly ExpressionProblem[];
  /** Where the word at the caret begins: the list of what it may mean hangs there. */
  from: number;
  marker: RefObject<HTMLSpanElement | null>;
}

/** The same text below the text box, letter on letter: it has the colours, the box the caret. */
export function Mirror({ text, problems, from, marker }: Readonly<MirrorProps>) {
  const wrong = problems.map((one) => [unitsOf(text, one.start), Math.max(unitsOf(text, one.end), unitsOf(text, one.start) + 1)] as const);
  const parts: ReactNode[] = [];
  let placed = false;
  const mark = (): void => {
    placed = true;
    parts.push(<span key="marker" ref={marker} className={css.marker} />);
  };
  for (const piece of piecesOf(text)) {
    const end = piece.start + piece.text.length;
    // Cut where the marker stands and where something wrong begins or ends.
    const cuts = [...new Set([piece.start, from, ...wrong.flat(), end])].filter((at) => at >= piece.start && at <= end).sort((left, right) => left - right);
    cuts.slice(0, -1).forEach((start, at) => {
      if (!placed && start >= from) mark();
      const stop = cuts[at + 1] ?? end;
      const bad = wrong.some(([first, last]) => start < last && stop > first);
      parts.push(
        <span key={start} data-kind={piece.kind} data-wrong={bad || undefined}>
          {text.slice(start, stop)}
        </span>,
      );
    });
  }
  if (!placed) mark();
  const beyond = wrong.some(([first]) => first >= text.length);
  return (
    <pre className={css.mirror} aria-hidden="true">
      {parts}
      {beyond && <span data-wrong="" className={css.missing}> </span>}
      {"\n"}
    </pre>
  );
}
