import { lazy, Suspense, useEffect, useState } from "react";
import type { PickerRow, Values } from "@/api/types";
import { useRelatedCreator } from "@/fields/relation/creator";

const FormDialog = lazy(() => import("@/features/runtime/form/FormDialog").then((module) => ({ default: module.FormDialog })));

interface Asked {
  key: number;
  app: string;
  form: string;
  values: Values;
  answer: (made: PickerRow | null) => void;
}

/** Lets relation pickers make the record they are missing: one dialog per request, each above the one before. */
export function RelatedCreatorHost() {
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  useEffect(() => {
    let key = 0;
    useRelatedCreator.setState({
      creator: (request) =>
        new Promise((resolve) => {
          key += 1;
          const own = key;
          const answer = (made: PickerRow | null) => {
            setAsked((all) => all.filter((one) => one.key !== own));
            resolve(made);
          };
          setAsked((all) => [...all, { ...request, key: own, answer }]);
        }),
    });
    return () => useRelatedCreator.setState({ creator: null });
  }, []);
  return (
    <Suspense fallback={null}>
      {asked.map((one) => (
        <FormDialog key={one.key} app={one.app} form={one.form} values={one.values} onClose={() => one.answer(null)} onSaved={(record) => one.answer({ id: record.id, title: record._title ?? `#${record.id}` })} />
      ))}
    </Suspense>
  );
}
