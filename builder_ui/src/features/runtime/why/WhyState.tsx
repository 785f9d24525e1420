import { lazy, Suspense } from "react";
import type { FieldDef, Values } from "@/api/types";
import { useT } from "@/i18n";
import { IconHelp } from "@/ui/toolIcons";
import { Popover } from "@/ui/Popover";
import { Skeleton } from "@/ui/Skeleton";
import css from "./why.module.css";

const WhyContent = lazy(() => import("./WhyContent").then((module) => ({ default: module.WhyContent })));

interface WhyStateProps {
  app: string;
  form: string;
  /** Null for a record that is being made. */
  id: number | null;
  field: FieldDef;
  /** What is being typed; without it the stored record is asked about. */
  typed?: Values | undefined;
  /** With the field's name beside the mark: where the field itself does not stand. */
  named?: boolean;
}

/** A small mark: why this field is hidden, locked, required or refused. */
export function WhyState({ app, form, id, field, typed, named = false }: Readonly<WhyStateProps>) {
  const t = useT("record");
  const label = t("record:why.state", { field: field.label });
  return (
    <Popover
      label={label}
      width={420}
      target={
        <button type="button" className={css.state} aria-label={named ? undefined : label} aria-description={named ? label : undefined} title={label} data-why-state={field.id}>
          {named && <span>{field.label}</span>}
          <IconHelp size={14} />
          {!named && <span aria-hidden="true">{t("record:why.short")}</span>}
        </button>
      }
    >
      <Suspense fallback={<Skeleton lines={4} />}>
        <WhyContent app={app} form={form} id={id} field={field.id} label={field.label} typed={typed} />
      </Suspense>
    </Popover>
  );
}
