import type { ReactNode } from "react";
import type { FieldDef } from "@/api/types";
import { WhyButton } from "./WhyButton";

/** For the rows of a subform of a stored record: puts the question around what is worked out in them. */
export const whyInRow = (app: string, form: string, id: number, subform: string) =>
  function asked(row: number, column: FieldDef, shown: ReactNode): ReactNode {
    return <WhyButton app={app} form={form} id={id} field={column} of={{ subform, row }} look="row">{shown}</WhyButton>;
  };
