import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Drill } from "./model";
import { drillSearch } from "./model";

interface DrillLinkProps {
  app: string;
  drill: Drill | null | undefined;
  /** What the list says it is narrowed to. */
  from: string;
  className?: string | undefined;
  children: ReactNode;
}

/** Leads to the records behind a value; plain text where there is nothing to lead to. */
export function DrillLink({ app, drill, from, className, children }: Readonly<DrillLinkProps>) {
  if (!drill) return <span className={className}>{children}</span>;
  return (
    <Link
      to="/a/$app/f/$form"
      params={{ app, form: drill.form }}
      search={drillSearch(drill, from)}
      className={className}
    >
      {children}
    </Link>
  );
}
