import { useRef } from "react";
import { ExpressionPanel } from "@/expression-editor/ExpressionPanel";
import { Written } from "@/expression-editor/Written";
import { useT } from "@/i18n";
import type { Collection } from "./useCollection";

interface FilterTextProps {
  collection: Collection;
  /** The filter with ids, as it is now. */
  where: string;
  /** A filter that holds together: right, and asked of the database. "" for none. */
  onWrite: (where: string) => void;
}

/** The filter as an expression: what the clicked conditions say, and all that they cannot. */
export function FilterText({ collection, where, onWrite }: Readonly<FilterTextProps>) {
  const t = useT("expression");
  const { app, form } = collection;
  // What was here when it was opened; from then on the text leads.
  const first = useRef(where);
  return (
    <Written app={app.id} form={form.id} ids={first.current} use="filter">
      {(shown) => (
        <ExpressionPanel
          app={app.id}
          form={form.id}
          use="filter"
          label={t("expression:filter")}
          start={shown}
          onChange={(text, tried) => {
            if (text.trim() === "") onWrite("");
            else if (tried?.ids && tried.problems.length === 0) onWrite(tried.ids);
          }}
        />
      )}
    </Written>
  );
}
