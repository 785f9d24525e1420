/** What can be wrong with an expression: a code with values, and where it stands in the text. */

/** Offsets in a JavaScript text, `end` exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export const NOWHERE: Place = { start: 0, end: 0 };

export const between = (from: Place, to: Place): Place => ({ start: from.start, end: to.end });

/** `code` is the server's code for the same thing; a value that begins with @ is a code itself. */
export interface Problem {
  readonly code: string;
  readonly place: Place;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Thrown by the parser for a text that is no expression. */
export class BrokenExpression extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

export const broken = (code: string, place: Place, values: Readonly<Record<string, unknown>> = {}): BrokenExpression => new BrokenExpression({ code, place, values });
