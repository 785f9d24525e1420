import { lazy, Suspense, useState } from "react";
import type { AppDef, FormDef } from "@/api/types";
import { useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { IconPlus } from "@/ui/icons";
import { Popover } from "@/ui/Popover";
import { Skeleton } from "@/ui/Skeleton";

const AddFieldPanel = lazy(() => import("./AddFieldPanel").then((module) => ({ default: module.AddFieldPanel })));
const FormulaDialog = lazy(() => import("./FormulaDialog").then((module) => ({ default: module.FormulaDialog })));

export interface AddFieldProps {
  app: AppDef;
  form: FormDef;
  /** The view that shows it from now on. */
  view: string;
  /** The column it comes after. */
  after: string | undefined;
  /** The field is live. */
  onAdded: (field: string) => void;
}

/** "+" at the end of the header: type, name, Enter, and the field is there for everybody. */
export function AddField(props: Readonly<AddFieldProps>) {
  const t = useT("runtime");
  const [open, setOpen] = useState(false);
  const [writing, setWriting] = useState(false);
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        align="end"
        width={320}
        label={t("runtime:add_field.title")}
        target={
          <IconButton
            data-header=""
            tabIndex={0}
            size="sm"
            icon={IconPlus}
            label={t("runtime:add_field.title")}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        }
      >
        <Suspense fallback={<Skeleton lines={5} height={30} />}>
          <AddFieldPanel
            {...props}
            onClose={() => setOpen(false)}
            // A formula is written where there is room for it.
            onFormula={() => {
              setOpen(false);
              setWriting(true);
            }}
          />
        </Suspense>
      </Popover>
      {writing && (
        <Suspense fallback={null}>
          <FormulaDialog {...props} onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </>
  );
}
