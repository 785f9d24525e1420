import { useQuery, useQueryClient } from "@tanstack/react-query";
import { logicQuery } from "@/api/logic";
import type { FormDef, Value, Values } from "@/api/types";
import type { Program, Situation, Worked } from "@/logic";

/** A form's logic, ready to run in the browser. */
export interface Running {
  readonly program: Program;
  readonly work: (situation: Omit<Situation, "since">) => Worked;
  /** What was typed without the cells that are not there in their row; null where nothing has to go. */
  readonly withoutCells: (typed: Values, base: Values | null, rows: Worked["rows"]) => Values | null;
  /** Of a row in a list: may the field not be changed; what is there against a value. */
  readonly isClosed: (row: Values, field: string) => boolean;
  readonly refusalIn: (row: Values, field: string, value: Value) => string | null;
  /** The options of a field that are open in a row; null where none depends, or the row does not tell. */
  readonly optionsIn: (row: Values, field: string) => readonly string[] | null;
}

/** Undefined while it is on its way. Its code arrives with the first form that is opened. */
export function useProgram(app: string, form: FormDef, enabled = true) {
  const client = useQueryClient();
  const { queryKey } = logicQuery(app, form);
  return useQuery({
    queryKey: [...queryKey, "ready"],
    queryFn: async (): Promise<Running> => {
      const [{ def, at }, engine] = await Promise.all([client.fetchQuery(logicQuery(app, form)), import("@/logic")]);
      const program = engine.programOf(def);
      const since = () => Date.now() - at;
      return {
        program,
        work: (situation) => engine.work(program, { ...situation, since: since() }),
        withoutCells: (typed, base, rows) => engine.withoutCells(program, typed, base, rows),
        isClosed: (row, field) => engine.isClosed(program, row, field, since()),
        optionsIn: (row, field) => engine.optionsIn(program, row, field, since()),
        refusalIn: (row, field, value) => engine.refusalIn(program, row, field, value, since()),
      };
    },
    enabled,
    staleTime: 5 * 60_000,
  });
}
