import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useApp } from "@/api/queries";
import { useRecordWalk } from "@/lib/recordWalk";

const RecordPanel = lazy(() => import("@/features/runtime/record/RecordPanel").then((module) => ({ default: module.RecordPanel })));

/** Shows the record that `?r=<id>` names beside the list (or `?rf=<form>&r=<id>` for one of another form). */
export function RecordPanelHost() {
  const { app, form } = useParams({ strict: false }) as { app?: string; form?: string };
  const { r, rf } = useSearch({ strict: false }) as { r?: string; rf?: string };
  const navigate = useNavigate();
  const definition = useApp(app).data;
  const target = definition?.forms[rf ?? form ?? ""];
  const id = Number(r);
  if (!app || !target || !r || !Number.isInteger(id)) return null;

  const go = (next: number | null, replace = true) =>
    void navigate({ to: ".", search: (search: Record<string, unknown>) => ({ ...search, r: next === null ? undefined : String(next), rf: next === null ? undefined : rf }), replace });

  return (
    <Suspense fallback={null}>
      <RecordPanel
        app={app}
        form={target}
        id={id}
        onClose={() => {
          go(null, false);
          const walk = useRecordWalk.getState().walk;
          if (walk && walk.form === target.id) requestAnimationFrame(() => walk.focus(id));
        }}
        onGo={go}
      />
    </Suspense>
  );
}
