import type { ReactNode } from "react";
import { lazy, Suspense } from "react";
import type { FieldDef } from "@/api/types";
import { useT } from "@/i18n";
import { IconHelp } from "@/ui/toolIcons";
import { Popover } from "@/ui/Popover";
import { Skeleton } from "@/ui/Skeleton";
import css from "./why.module.css";

const WhyContent = lazy(() => import("./WhyContent").then((module) => ({ default: module.WhyContent })));

interface WhyButtonProps {
  app: string;
  form: string;
  id: number;
  field: FieldDef;
  /** The value as it stands; it is what is pressed. */
  children: ReactNode;
  look?: "button" | "cell" | "row";
  /** Of a column of a subform: which of its rows is meant. */
  of?: { readonly subform: string; readonly row: number };
  /** Opened by the grid, which hears when it is closed. */
  open?: boolean;
  onClose?: () => void;
}

/** A value that is worked out: pressed, it says why it is what it is. */
export function WhyButton({ app, form, id, field, children, look = "button", of, open, onClose }: Readonly<WhyButtonProps>) {
  const t = useT("record");
  const path = of ? `${of.subform}.${field.id}` : field.id;
  const name = `why-${form}-${id}-${path}${of ? `-${of.row}` : ""}`;
  const target = (
    <button type="button" id={name} className={css[look]} aria-description={t("record:why.press", { field: field.label })} title={t("record:why.title")} data-why-of={path}>
      {children}
      <IconHelp size={14} />
    </button>
  );
  return (
    <Popover target={target} label={t("record:why.of", { field: field.label })} width={420} align="end" {...(open === undefined ? {} : { open, onOpenChange: (next: boolean) => !next && onClose?.() })}>
      <Suspense fallback={<Skeleton lines={4} />}>
        <WhyContent app={app} form={form} id={id} field={path} row={of?.row} label={field.label} />
      </Suspense>
    </Popover>
  );
}
